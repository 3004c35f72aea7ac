/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/dontdump.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/capture/proc_maps.h"

#define PLENTY deadline_in(60 * NS_PER_SECOND)
#define PAGE   4096U

#define BLOCK(range, flags) range " rw-p 00000000 00:00 0\nSize: 4 kB\nVmFlags: " flags "\n"
#define FIRST		    BLOCK("1000-2000", "rd wr mr mw me sd ")
#define SECOND		    BLOCK("2000-3000", "rd wr mr dd sd ")
#define THIRD		    BLOCK("5000-6000", "rd dd ")

FIXTURE(dontdump)
{
	struct crash_capture *capture;
};

static void map(struct crash_capture *capture, uint64_t start, uint64_t end)
{
	const struct capture_mapping mapping = { .start = start, .end = end, .path = "" };

	if (crash_capture_add_mapping(capture, &mapping) < 0)
		abort();
}

FIXTURE_SETUP(dontdump)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	map(self->capture, 0x1000, 0x2000);
	map(self->capture, 0x2000, 0x3000);
	map(self->capture, 0x5000, 0x6000);
}

FIXTURE_TEARDOWN(dontdump)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

static uint64_t mark_size(FIXTURE_DATA(dontdump) * self, const char *text, size_t size)
{
	_cleanup_close_ int fd = memfd_create("smaps", MFD_CLOEXEC);

	for (size_t i = 0; i < self->capture->n_mappings; i++)
		self->capture->mappings[i].flags = 0;
	if (fd < 0 || fd_write_full(fd, text, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return dontdump_mark(fd, PLENTY, self->capture);
}

static uint64_t mark(FIXTURE_DATA(dontdump) * self, const char *text)
{
	return mark_size(self, text, strlen(text));
}

/* One bit for each marked mapping. */
static unsigned int marks(const FIXTURE_DATA(dontdump) * self)
{
	unsigned int found = 0;

	for (size_t i = 0; i < self->capture->n_mappings; i++)
		if (self->capture->mappings[i].flags & MAPPING_DONTDUMP)
			found |= 1U << i;
	return found;
}

TEST_F(dontdump, marked_mappings_are_found)
{
	EXPECT_EQ(mark(self, FIRST SECOND THIRD), 0x6000);
	EXPECT_EQ(marks(self), 6);
}

TEST_F(dontdump, other_mappings_than_in_maps_end_what_is_told)
{
	EXPECT_EQ(mark(self, SECOND THIRD), 0);
	EXPECT_EQ(marks(self), 0);
	EXPECT_EQ(mark(self, FIRST THIRD SECOND), 0x2000);
	EXPECT_EQ(mark(self, FIRST BLOCK("2000-4000", "rd dd ") THIRD), 0x2000);
	EXPECT_EQ(marks(self), 0);
	EXPECT_EQ(mark(self, "1000-\n"), 0);
	EXPECT_EQ(mark(self, "\n1000-2000"), 0);
}

TEST_F(dontdump, only_the_flag_itself_counts)
{
	EXPECT_EQ(mark(self, BLOCK("1000-2000", "rd ddx xdd ?? ") BLOCK("2000-3000", "")), 0x3000);
	EXPECT_EQ(marks(self), 0);
	EXPECT_EQ(mark(self, "1000-2000 rw-p 00000000 00:00 0 /tmp/VmFlags: dd \n" FIRST), 0x2000);
	EXPECT_EQ(marks(self), 0);
}

TEST_F(dontdump, a_text_cut_anywhere_tells_what_is_whole)
{
	static const char text[] = FIRST SECOND THIRD;
	const size_t first = strlen(FIRST), second = first + strlen(SECOND);

	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		uint64_t told = size < first ? 0 : size < second ? 0x2000 : 0x3000;

		EXPECT_EQ(mark_size(self, text, size), told);
		EXPECT_EQ(marks(self), size < second ? 0 : 2);
	}
}

TEST_F(dontdump, a_kernel_without_flags_tells_nothing)
{
	EXPECT_EQ(mark(self, "1000-2000 rw-p 00000000 00:00 0\nSize: 4 kB\nRss: 4 kB\n"), 0);
	EXPECT_EQ(marks(self), 0);
	EXPECT_EQ(mark(self, ""), 0);
	EXPECT_EQ(mark(self, "\n\n\n"), 0);
}

TEST_F(dontdump, more_blocks_than_mappings_are_ignored)
{
	EXPECT_EQ(mark(self, FIRST SECOND THIRD THIRD THIRD), 0x6000);
	EXPECT_EQ(marks(self), 6);
	self->capture->n_mappings = 0;
	EXPECT_EQ(mark(self, SECOND), 0);
}

TEST_F(dontdump, bytes_that_are_no_text_are_no_flags)
{
	static const char text[] = "\0\0VmFlags: dd \nVmFlags:\0 dd \n";

	EXPECT_EQ(mark_size(self, text, sizeof(text) - 1), 0x2000);
	EXPECT_EQ(marks(self), 1);
	EXPECT_EQ(mark(self, "VmFlags:\nVmFlags: dd "), 0);
}

TEST_F(dontdump, behind_the_deadline_nothing_is_read)
{
	_cleanup_close_ int fd = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC);

	EXPECT_EQ(dontdump_mark(fd, (struct deadline){ 0 }, self->capture), 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 0);
}

TEST_F(dontdump, a_descriptor_that_cannot_be_read_tells_nothing)
{
	EXPECT_EQ(dontdump_mark(NO_FD, PLENTY, self->capture), 0);
}

/* A child that waits until it is killed. Ours would change while it is read. */
static pid_t fork_waiting(void)
{
	pid_t pid = fork();

	if (pid < 0)
		abort();
	while (pid == 0)
		(void)pause();
	return pid;
}

static int open_of(pid_t pid, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* The middle one of three pages is marked, so that it is a mapping of its own. */
TEST_F(dontdump, the_kernels_own_smaps_tells)
{
	static char maps[1 << 20];
	uint8_t *pages =
		mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t address = (uintptr_t)pages;
	_cleanup_close_ int maps_fd = NO_FD, smaps_fd = NO_FD;
	ssize_t size;
	pid_t pid;

	ASSERT_NE(pages, MAP_FAILED);
	ASSERT_EQ(madvise(pages + PAGE, PAGE, MADV_DONTDUMP), 0);
	pid = fork_waiting();
	maps_fd = open_of(pid, "maps");
	smaps_fd = open_of(pid, "smaps");
	size = fd_read_full(maps_fd, maps, sizeof(maps));
	self->capture->n_mappings = 0;
	EXPECT_EQ(proc_maps_parse(self->capture, bytes_of(maps, size > 0 ? (size_t)size : 0)), 0);
	EXPECT_GE(dontdump_mark(smaps_fd, PLENTY, self->capture), address + 3ULL * PAGE);
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	for (size_t i = 0; i < 3; i++) {
		const struct capture_mapping *mapping =
			crash_capture_find_mapping(self->capture, address + i * PAGE);

		ASSERT_NE(mapping, NULL);
		EXPECT_EQ((mapping->flags & MAPPING_DONTDUMP) != 0, i == 1);
	}
}

TEST_HARNESS_MAIN
