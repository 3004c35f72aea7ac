/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader makes of dumps as others lay them out: the fuzzer's corpus has some. */
#include "kselftest_harness.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/capture/siginfo.h"
#include "tests/unit/opened_minidump.h"

#define CORPUS "tests/fuzz/corpus/minidump/"

FIXTURE(foreign)
{
	struct opened_minidump *opened;
	const struct crash_capture *capture;
};

FIXTURE_SETUP(foreign)
{
	self->opened = calloc(1, sizeof(*self->opened));
	ASSERT_NE(NULL, self->opened);
	self->opened->fd = -1;
	self->capture = &self->opened->capture;
}

FIXTURE_TEARDOWN(foreign)
{
	opened_minidump_done(self->opened);
	free(self->opened);
}

static int open_file(struct opened_minidump *opened, const char *path)
{
	_cleanup_(byte_buffer_done) struct byte_buffer file = BYTE_BUFFER_INIT;
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fd_read_to_end(fd, 1 << 20, &file) < 0)
		return -EIO;
	return opened_minidump_init(opened, byte_buffer_bytes(&file));
}

TEST_F(foreign, crashpad_with_annotations)
{
	const struct capture_annotation *annotations;

	ASSERT_EQ(0, open_file(self->opened, CORPUS "crashpad"));
	EXPECT_EQ(0, self->capture->soft_errors.n_items);
	EXPECT_EQ(EM_X86_64, self->capture->machine);
	ASSERT_EQ(1, self->capture->n_threads);
	EXPECT_EQ(77, self->capture->threads[0].tid);
	EXPECT_EQ(0x400100, self->capture->threads[0].instruction_pointer);
	EXPECT_EQ(0x7000, self->capture->threads[0].stack_pointer);
	EXPECT_EQ(SIGSEGV, self->capture->fatal.signal);
	EXPECT_EQ(0x10, siginfo_address(self->capture->fatal.siginfo, ELFCLASS64));
	ASSERT_EQ(1, self->capture->n_modules);
	EXPECT_EQ(20, self->capture->modules[0].build_id.size);
	EXPECT_STREQ("/opt/app", self->capture->process.exe);
	/* Of the process; and of its module a list, a dictionary and an object. */
	ASSERT_EQ(4, self->capture->n_annotations);
	annotations = self->capture->annotations;
	EXPECT_STREQ("", annotations[0].module);
	for (size_t i = 0; i < 4; i++) {
		EXPECT_STREQ("crashpad", annotations[i].source);
		EXPECT_STREQ(i == 1 ? "" : "k\x1b[31m", annotations[i].name);
		ASSERT_EQ(3, annotations[i].value.size);
		EXPECT_EQ(0, memcmp("v\xff\n", annotations[i].value.data, 3));
		EXPECT_STREQ(i == 0 ? "" : "/opt/app", annotations[i].module);
	}
}

TEST_F(foreign, lldb_with_the_older_context_of_arm64)
{
	uint8_t buffer[32];

	ASSERT_EQ(0, open_file(self->opened, CORPUS "lldb_arm64"));
	EXPECT_EQ(EM_AARCH64, self->capture->machine);
	EXPECT_EQ(5, self->capture->process.pid);
	ASSERT_EQ(1, self->capture->n_threads);
	EXPECT_EQ(0x9000, self->capture->threads[0].stack_pointer);
	EXPECT_FALSE(self->capture->fatal.present);
	/* The ranges of Memory64List touch. */
	EXPECT_TRUE(memory_read_exact(minidump_reader_memory(self->opened->reader), 0x9000, buffer,
				      sizeof(buffer)));
	EXPECT_EQ(31, buffer[31]);
	EXPECT_EQ(1, self->capture->memory.n_ranges);
	ASSERT_EQ(1, self->capture->n_mappings);
	EXPECT_EQ(0xa000, self->capture->mappings[0].end);
}

TEST_F(foreign, breakpad_of_32_bits_with_a_guid)
{
	static const uint8_t id[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

	ASSERT_EQ(0, open_file(self->opened, CORPUS "breakpad_x86"));
	EXPECT_EQ(EM_386, self->capture->machine);
	EXPECT_EQ(ELFCLASS32, self->capture->elf_class);
	EXPECT_EQ(9, self->capture->process.pid);
	EXPECT_EQ(1000, self->capture->process.uid);
	EXPECT_EQ(100, self->capture->process.gid);
	EXPECT_STREQ("app32", self->capture->process.comm);
	/* Both lists have padding behind their count. */
	ASSERT_EQ(1, self->capture->n_threads);
	ASSERT_EQ(1, self->capture->n_modules);
	ASSERT_EQ(16, self->capture->modules[0].build_id.size);
	EXPECT_EQ(0, memcmp(id, self->capture->modules[0].build_id.data, 16));
	EXPECT_TRUE(self->capture->modules[0].is_deleted);
}

TEST_HARNESS_MAIN
