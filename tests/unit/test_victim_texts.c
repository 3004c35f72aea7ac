/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/victim_texts.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

FIXTURE(victim_texts)
{
	struct victim victim;
	struct crash_capture *capture;
	struct byte_buffer scratch;
};

FIXTURE_SETUP(victim_texts)
{
	victim_init(&self->victim);
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->scratch = BYTE_BUFFER_INIT;
}

FIXTURE_TEARDOWN(victim_texts)
{
	for (size_t i = 0; i < TEXT_END_; i++)
		cleanup_close(&self->victim.texts[i]);
	byte_buffer_done(&self->scratch);
	crash_capture_done(self->capture);
	free(self->capture);
}

static void put_file(FIXTURE_DATA(victim_texts) * self, enum capture_text text, const void *bytes,
		     size_t size)
{
	int fd = memfd_create("text", MFD_CLOEXEC);

	if (fd < 0 || fd_write_full(fd, bytes, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	self->victim.texts[text] = fd;
}

static bool text_is(const FIXTURE_DATA(victim_texts) * self, enum capture_text text,
		    const void *bytes, size_t size)
{
	struct bytes found = self->capture->texts[text];

	return found.size == size && (size == 0 || memcmp(found.data, bytes, size) == 0);
}

TEST_F(victim_texts, texts_are_read_whole_and_their_files_closed)
{
	int fd;

	put_file(self, TEXT_maps, "maps\n", 5);
	put_file(self, TEXT_cmdline, "a\0b\0", 4);
	fd = self->victim.texts[TEXT_cmdline];
	victim_texts_read(&self->victim, TEXT_maps, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_maps, "maps\n", 5));
	EXPECT_EQ(self->victim.texts[TEXT_maps], NO_FD);
	EXPECT_TRUE(text_is(self, TEXT_cmdline, "", 0));
	victim_texts_read_process(&self->victim, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_cmdline, "a\0b\0", 4));
	EXPECT_TRUE(text_is(self, TEXT_maps, "maps\n", 5));
	EXPECT_EQ(fcntl(fd, F_GETFD), -1);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(victim_texts, a_text_that_was_begun_ahead_is_whole)
{
	uint8_t bytes[100000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i % 251);
	put_file(self, TEXT_maps, bytes, sizeof(bytes));
	EXPECT_TRUE(victim_texts_read_ahead(&self->victim, TEXT_maps, &self->scratch));
	EXPECT_GT(self->scratch.size, 0);
	EXPECT_LT(self->scratch.size, sizeof(bytes));
	EXPECT_EQ(self->capture->texts[TEXT_maps].size, 0);
	victim_texts_read_rest(&self->victim, TEXT_maps, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_maps, bytes, sizeof(bytes)));
	EXPECT_EQ(self->victim.texts[TEXT_maps], NO_FD);
}

TEST_F(victim_texts, what_is_read_ahead_ends_with_the_text)
{
	put_file(self, TEXT_maps, "abc", 3);
	EXPECT_TRUE(victim_texts_read_ahead(&self->victim, TEXT_maps, &self->scratch));
	EXPECT_FALSE(victim_texts_read_ahead(&self->victim, TEXT_maps, &self->scratch));
	victim_texts_read_rest(&self->victim, TEXT_maps, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_maps, "abc", 3));
	EXPECT_FALSE(victim_texts_read_ahead(&self->victim, TEXT_maps, &self->scratch));
}

TEST_F(victim_texts, an_empty_text_is_none)
{
	put_file(self, TEXT_cmdline, "", 0);
	victim_texts_read_process(&self->victim, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_cmdline, "", 0));
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(victim_texts, a_text_over_its_limit_is_cut_and_told)
{
	char *long_text = malloc(LIMIT_SMALL_TEXT + 1);

	ASSERT_NE(long_text, NULL);
	memset(long_text, 'x', LIMIT_SMALL_TEXT + 1);
	put_file(self, TEXT_status, long_text, LIMIT_SMALL_TEXT);
	put_file(self, TEXT_limits, long_text, LIMIT_SMALL_TEXT + 1);
	victim_texts_read_process(&self->victim, &self->scratch, self->capture);
	EXPECT_TRUE(text_is(self, TEXT_status, long_text, LIMIT_SMALL_TEXT));
	EXPECT_TRUE(text_is(self, TEXT_limits, long_text, LIMIT_SMALL_TEXT));
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_too_large);
	EXPECT_STREQ(self->capture->soft_errors.items[0].subject, "limits");
	free(long_text);
}

TEST_F(victim_texts, a_file_that_cannot_be_read_is_told)
{
	self->victim.texts[TEXT_cgroup] = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	victim_texts_read_process(&self->victim, &self->scratch, self->capture);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_unreadable);
	EXPECT_EQ(self->capture->soft_errors.items[0].error, EISDIR);
	EXPECT_STREQ(self->capture->soft_errors.items[0].subject, "cgroup");
}

static bool filters_to(FIXTURE_DATA(victim_texts) * self, struct bytes environ, struct bytes wanted)
{
	self->capture->texts[TEXT_environ] = environ;
	victim_texts_filter_environ(self->capture, NULL);
	return text_is(self, TEXT_environ, wanted.data, wanted.size);
}

/* The bytes of a literal but for its last NUL. */
#define LITERAL(text) bytes_of(text, sizeof(text) - 1)

TEST_F(victim_texts, of_most_variables_only_the_name_is_kept)
{
	EXPECT_TRUE(filters_to(self,
			       LITERAL("SECRET=1234\0PATH=/bin\0TOKEN=a=b\0LC_ALL=C\0EMPTY=\0"),
			       LITERAL("SECRET\0PATH=/bin\0TOKEN\0LC_ALL=C\0EMPTY\0")));
}

TEST_F(victim_texts, the_allowed_ones_keep_their_values)
{
	static const char all[] = "PATH=a\0LANG=b\0LC_TIME=c\0TZ=d\0TERM=e\0SHELL=f\0"
				  "INVOCATION_ID=g\0JOURNAL_STREAM=h\0container=i\0"
				  "LD_LIBRARY_PATH=j\0LD_PRELOAD=k\0";

	EXPECT_TRUE(filters_to(self, LITERAL(all), LITERAL(all)));
}

TEST_F(victim_texts, names_that_only_look_allowed_are_not)
{
	EXPECT_TRUE(filters_to(self,
			       LITERAL("PATHS=x\0path=x\0XPATH=x\0CONTAINER=x\0LANGUAGE=x\0"
				       "=PATH=x\0LC=x\0LD_PRELOAD2=x\0"),
			       LITERAL("PATHS\0path\0XPATH\0CONTAINER\0LANGUAGE\0"
				       "\0LC\0LD_PRELOAD2\0")));
}

TEST_F(victim_texts, variables_that_the_owner_names_keep_their_values)
{
	const struct bytes wanted = LITERAL("APP_MODE=a=b\0X_1=c\0X_12\0MY_APP_X\0TZ=f\0");
	struct policy_item second = { .text = "X_?" };
	const struct policy_item first = { .text = "APP_*", .next = &second };

	self->capture->texts[TEXT_environ] =
		LITERAL("APP_MODE=a=b\0X_1=c\0X_12=d\0MY_APP_X=e\0TZ=f\0APP_\0");
	victim_texts_filter_environ(self->capture, &first);
	EXPECT_TRUE(text_is(self, TEXT_environ, wanted.data, wanted.size));
}

TEST_F(victim_texts, strings_that_are_no_variables_leave_nothing)
{
	EXPECT_TRUE(filters_to(self, LITERAL("secret\0\0\0PATH\0LC_\0"), BYTES_NONE));
	EXPECT_TRUE(filters_to(self, LITERAL("\0\0A=b\0"), LITERAL("A\0")));
	EXPECT_TRUE(filters_to(self, BYTES_NONE, BYTES_NONE));
}

TEST_F(victim_texts, a_string_that_was_cut_is_filtered_too)
{
	EXPECT_TRUE(filters_to(self, LITERAL("PATH=/b"), LITERAL("PATH=/b\0")));
	EXPECT_TRUE(filters_to(self, LITERAL("A=b\0SECRET=12"), LITERAL("A\0SECRET\0")));
	EXPECT_TRUE(filters_to(self, LITERAL("A=b\0SECR"), LITERAL("A\0")));
}

TEST_HARNESS_MAIN
