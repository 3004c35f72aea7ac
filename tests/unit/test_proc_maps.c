/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/capture/proc_maps.h"

FIXTURE(proc_maps)
{
	struct crash_capture *capture;
};

FIXTURE_SETUP(proc_maps)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
}

FIXTURE_TEARDOWN(proc_maps)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

static const struct capture_mapping *parse(FIXTURE_DATA(proc_maps) * self, const char *text)
{
	if (proc_maps_parse(self->capture, bytes_of(text, strlen(text))) < 0)
		abort();
	return self->capture->mappings;
}

static uint64_t count_malformed(const FIXTURE_DATA(proc_maps) * self)
{
	const struct soft_errors *errors = &self->capture->soft_errors;

	return errors->n_items == 0 ? 0 : errors->items[0].count;
}

TEST_F(proc_maps, every_field_of_a_line_is_taken)
{
	const struct capture_mapping *mappings =
		parse(self, "7f0000000000-7f0000002000 r-xp 0001f000 fd:1a 4294967299"
			    "                   /usr/lib/a b (deleted)\n");

	ASSERT_EQ(self->capture->n_mappings, 1);
	EXPECT_EQ(mappings[0].start, 0x7f0000000000);
	EXPECT_EQ(mappings[0].end, 0x7f0000002000);
	EXPECT_EQ(mappings[0].flags, MAPPING_READ | MAPPING_EXEC);
	EXPECT_EQ(mappings[0].file_offset, 0x1f000);
	EXPECT_EQ(mappings[0].device_major, 0xfd);
	EXPECT_EQ(mappings[0].device_minor, 0x1a);
	EXPECT_EQ(mappings[0].inode, 4294967299);
	EXPECT_STREQ(mappings[0].path, "/usr/lib/a b (deleted)");
	EXPECT_EQ(count_malformed(self), 0);
}

TEST_F(proc_maps, a_mapping_may_have_no_path)
{
	const struct capture_mapping *mappings =
		parse(self, "1000-2000 -w-s 00000000 00:00 0 \n"
			    "2000-3000 ---p 00000000 00:00 0\n"
			    "3000-4000 rwxp 00000000 00:00 0                          [heap]");

	ASSERT_EQ(self->capture->n_mappings, 3);
	EXPECT_EQ(mappings[0].flags, MAPPING_WRITE | MAPPING_SHARED);
	EXPECT_STREQ(mappings[0].path, "");
	EXPECT_EQ(mappings[1].flags, 0);
	EXPECT_STREQ(mappings[1].path, "");
	EXPECT_EQ(mappings[2].flags, MAPPING_READ | MAPPING_WRITE | MAPPING_EXEC);
	EXPECT_STREQ(mappings[2].path, "[heap]");
}

TEST_F(proc_maps, the_highest_addresses_fit)
{
	const struct capture_mapping *mappings =
		parse(self, "ffffffffff600000-ffffffffffffffff --xp 0 0:0 0 [vsyscall]\n");

	ASSERT_EQ(self->capture->n_mappings, 1);
	EXPECT_EQ(mappings[0].end, UINT64_MAX);
}

TEST_F(proc_maps, a_malformed_line_costs_only_itself)
{
	static const char *const lines[] = {
		"",
		"-",
		"1000",
		"1000-",
		"1000-2000",
		"1000-2000 rw",
		"1000-2000 rw-p",
		"1000-2000 rw-p 0 00:00",
		"1000-2000 rw-p 0 0000 0",
		"1000 2000 rw-p 0 00:00 0",
		"1000-2000 rw-p 0 00:00 x",
		" 1000-2000 rw-p 0 00:00 0",
		"2000-1000 rw-p 0 00:00 0",
		"1000-1000 rw-p 0 00:00 0",
		"10000000000000000-20000000000000000 rw-p 0 00:00 0",
		"0x1000-0x2000 rw-p 0 00:00 0",
		"1000-2000 rw-p 0 00:00 18446744073709551616",
	};
	const size_t n_lines = sizeof(lines) / sizeof(lines[0]);

	for (size_t i = 0; i < n_lines; i++) {
		char text[128];

		(void)snprintf(text, sizeof(text), "%s\n", lines[i]);
		(void)parse(self, text);
		EXPECT_EQ(count_malformed(self), i + 1);
	}
	EXPECT_EQ(self->capture->n_mappings, 0);
	(void)parse(self, "rubbish\n5000-6000 rw-p 0 00:00 0\nrubbish\n6000-7000 rw-p 0 00:00 0\n");
	EXPECT_EQ(self->capture->n_mappings, 2);
}

TEST_F(proc_maps, lines_out_of_order_are_not_believed)
{
	const struct capture_mapping *mappings = parse(self, "5000-8000 rw-p 0 00:00 0\n"
							     "1000-2000 rw-p 0 00:00 0\n"
							     "7000-9000 rw-p 0 00:00 0\n"
							     "8000-9000 rw-p 0 00:00 0\n");

	ASSERT_EQ(self->capture->n_mappings, 2);
	EXPECT_EQ(mappings[1].start, 0x8000);
	EXPECT_EQ(count_malformed(self), 2);
}

TEST_F(proc_maps, neighbours_share_their_path)
{
	const struct capture_mapping *mappings = parse(self, "1000-2000 r--p 0 08:01 7 /lib/a\n"
							     "2000-3000 r-xp 0 08:01 7 /lib/a\n"
							     "3000-4000 r-xp 0 08:01 8 /lib/ab\n");

	ASSERT_EQ(self->capture->n_mappings, 3);
	EXPECT_EQ(mappings[0].path, mappings[1].path);
	EXPECT_STREQ(mappings[2].path, "/lib/ab");
}

TEST_F(proc_maps, a_cut_path_is_kept_as_it_is)
{
	EXPECT_STREQ(parse(self, "1000-2000 r--p 0 08:01 7 /lib/li")[0].path, "/lib/li");
}

TEST_F(proc_maps, no_text_is_no_mappings)
{
	EXPECT_EQ(proc_maps_parse(self->capture, BYTES_NONE), 0);
	EXPECT_EQ(self->capture->n_mappings, 0);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(proc_maps, lines_beyond_the_limit_are_counted)
{
	struct byte_buffer text = BYTE_BUFFER_INIT;

	for (uint64_t i = 1; i <= LIMIT_MAPPINGS + 2; i++) {
		char line[64];
		int length =
			snprintf(line, sizeof(line), "%llx-%llx r--p 0 00:00 0\n",
				 (unsigned long long)i << 12, (unsigned long long)(i + 1) << 12);

		byte_buffer_put(&text, line, (size_t)length);
	}
	EXPECT_EQ(proc_maps_parse(self->capture, byte_buffer_bytes(&text)), 0);
	EXPECT_EQ(self->capture->n_mappings, LIMIT_MAPPINGS);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_too_many);
	EXPECT_EQ(self->capture->soft_errors.items[0].count, 2);
	byte_buffer_done(&text);
}

TEST_HARNESS_MAIN
