/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test reads its own memory, as the collector reads another's. */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/live_memory.h"
#include "lib/base/cleanup.h"

#define PAGE 4096U

FIXTURE(live_memory)
{
	struct live_memory memory;
	uint8_t *pages; /* four: the third cannot be read */
	uint64_t address;
	int fd;
};

FIXTURE_SETUP(live_memory)
{
	self->fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	self->pages =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(self->pages, MAP_FAILED);
	for (size_t i = 0; i < 4 * PAGE; i++)
		self->pages[i] = (uint8_t)(i * 3 >> 2);
	ASSERT_EQ(munmap(self->pages + 2 * PAGE, PAGE), 0);
	self->address = (uintptr_t)self->pages;
	live_memory_init(&self->memory, self->fd, deadline_in(10 * NS_PER_SECOND));
}

FIXTURE_TEARDOWN(live_memory)
{
	(void)munmap(self->pages, 2 * PAGE);
	(void)munmap(self->pages + 3 * PAGE, PAGE);
	(void)close(self->fd);
}

static ssize_t read_at(FIXTURE_DATA(live_memory) * self, uint64_t offset, void *buffer, size_t size)
{
	return memory_read(&self->memory.reader, self->address + offset, buffer, size);
}

TEST_F(live_memory, small_and_large_reads_give_the_bytes)
{
	static const size_t sizes[] = { 1, 8, 512, 513, 4000, 2 * PAGE };
	uint8_t read[2 * PAGE];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t offset = 2 * PAGE - sizes[i];

		ASSERT_EQ(read_at(self, offset, read, sizes[i]), sizes[i]);
		EXPECT_EQ(memcmp(read, self->pages + offset, sizes[i]), 0);
	}
	ASSERT_EQ(read_at(self, PAGE - 100, read, 200), 200);
	EXPECT_EQ(memcmp(read, self->pages + PAGE - 100, 200), 0);
	ASSERT_EQ(read_at(self, 3 * PAGE + 5, read, 1), 1);
	EXPECT_EQ(read[0], self->pages[3 * PAGE + 5]);
}

TEST_F(live_memory, a_read_stops_at_the_first_page_that_cannot_be_read)
{
	uint8_t read[3 * PAGE];

	EXPECT_EQ(read_at(self, 100, read, 3 * PAGE), 2 * PAGE - 100);
	EXPECT_EQ(read_at(self, 2 * PAGE - 8, read, 16), 8);
	EXPECT_EQ(read_at(self, 2 * PAGE, read, 16), 0);
	EXPECT_EQ(read_at(self, 2 * PAGE, read, PAGE), 0);
	EXPECT_EQ(read_at(self, 3 * PAGE - 1, read, 1), 0);
}

TEST_F(live_memory, addresses_that_no_process_has_read_as_nothing)
{
	static const uint64_t addresses[] = { 0,
					      8,
					      0x8000000000000000,
					      0xffff800000000000,
					      UINT64_MAX - 600,
					      UINT64_MAX - 8,
					      UINT64_MAX };
	uint8_t read[PAGE];

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		EXPECT_EQ(memory_read(&self->memory.reader, addresses[i], read, 8), 0);
		EXPECT_EQ(memory_read(&self->memory.reader, addresses[i], read, PAGE), 0);
	}
}

TEST_F(live_memory, behind_the_deadline_all_reads_fail)
{
	uint8_t byte;

	ASSERT_EQ(read_at(self, 0, &byte, 1), 1);
	self->memory.deadline = (struct deadline){ 0 };
	EXPECT_EQ(read_at(self, 0, &byte, 1), -ETIMEDOUT);
}

TEST_F(live_memory, without_a_descriptor_all_memory_is_lost)
{
	uint8_t byte;

	self->memory.fd = NO_FD;
	EXPECT_EQ(read_at(self, 0, &byte, 1), -ESRCH);
}

TEST_HARNESS_MAIN
