/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/elf/process/allowed_memory.h"
#include "tests/unit/loaded_process.h"

#define FIRST	 0x800000ULL
#define SECOND	 0x801000ULL
#define THIRD	 0x802000ULL
#define PAGE	 0x1000U
#define ENV_FROM (FIRST + 0x800)

FIXTURE(allowed)
{
	struct loaded_process process;
	struct memory_permit permit;
	struct allowed_memory memory;
	uint8_t bytes[3 * PAGE], read[3 * PAGE];
};

/* Three mappings without a gap, of which the core leaves the second out. */
FIXTURE_SETUP(allowed)
{
	struct loaded_process *process = &self->process;

	loaded_process_init(process, ELFCLASS64);
	for (uint64_t i = 0; i < 3; i++)
		loaded_process_map(process, FIRST + i * PAGE, PAGE, MAPPING_READ | MAPPING_WRITE, 0,
				   0, "");
	process->segments[process->head.n_segments - 2].file_size = 0;
	memset(self->bytes, 0x5a, sizeof(self->bytes));
	memory_buffer_add(&process->memory, FIRST, self->bytes, sizeof(self->bytes));
	memory_permit_init(&self->permit, &process->capture, &process->head);
	allowed_memory_init(&self->memory, &process->memory.reader, &self->permit);
}

FIXTURE_TEARDOWN(allowed)
{
	loaded_process_done(&self->process);
}

static ssize_t read_at(FIXTURE_DATA(allowed) * self, uint64_t address, size_t size)
{
	memset(self->read, 0, sizeof(self->read));
	return memory_read(&self->memory.reader, address, self->read, size);
}

TEST_F(allowed, a_read_stops_where_what_is_excluded_starts)
{
	EXPECT_EQ(read_at(self, FIRST, PAGE), PAGE);
	EXPECT_EQ(read_at(self, FIRST, 3 * PAGE), PAGE);
	EXPECT_EQ(self->read[PAGE - 1], 0x5a);
	EXPECT_EQ(self->read[PAGE], 0);
	EXPECT_EQ(read_at(self, SECOND - 4, 8), 4);
	EXPECT_EQ(self->read[3], 0x5a);
	EXPECT_EQ(self->read[4], 0);
}

TEST_F(allowed, nothing_of_what_is_excluded_is_read)
{
	EXPECT_EQ(read_at(self, SECOND, 1), 0);
	EXPECT_EQ(read_at(self, THIRD - 1, PAGE), 0);
	EXPECT_EQ(self->read[0], 0);
	EXPECT_EQ(read_at(self, THIRD, PAGE), PAGE);
}

TEST_F(allowed, a_read_stops_at_the_environment)
{
	self->permit.hidden[HIDDEN_ENVIRON].start = ENV_FROM;
	self->permit.hidden[HIDDEN_ENVIRON].end = ENV_FROM + 16;
	EXPECT_EQ(read_at(self, FIRST, PAGE), 0x800);
	EXPECT_EQ(self->read[0x800], 0);
	EXPECT_EQ(read_at(self, ENV_FROM, 1), 0);
	EXPECT_EQ(read_at(self, ENV_FROM + 15, 4), 0);
	EXPECT_EQ(read_at(self, ENV_FROM + 16, 4), 4);
}

TEST_F(allowed, strings_and_pointers_do_not_lead_into_it)
{
	char text[64];

	memcpy(self->bytes + PAGE - 4, "abcdefg", 8);
	EXPECT_EQ(memory_read_string(&self->memory.reader, SECOND - 4, text, sizeof(text)),
		  -EFAULT);
	EXPECT_EQ(memory_read_string(&self->memory.reader, SECOND, text, sizeof(text)), -EFAULT);
	EXPECT_FALSE(memory_read_exact(&self->memory.reader, SECOND - 4, text, 8));
}

TEST_F(allowed, what_is_not_mapped_is_not_asked_for)
{
	memory_buffer_add(&self->process.memory, FIRST + 3 * PAGE, self->bytes, PAGE);
	EXPECT_EQ(read_at(self, FIRST + 3 * PAGE, 1), 0);
	EXPECT_EQ(read_at(self, THIRD, 2 * PAGE), PAGE);
	EXPECT_EQ(read_at(self, UINT64_MAX, PAGE), 0);
	EXPECT_EQ(read_at(self, FIRST, 0), 0);
}

static ssize_t read_lost(struct memory_reader *reader, uint64_t address, void *buffer, size_t size)
{
	(void)reader;
	(void)address;
	(void)buffer;
	(void)size;
	return -ETIMEDOUT;
}

TEST_F(allowed, errors_of_the_memory_are_passed_on)
{
	struct memory_reader lost = { .read = read_lost };

	allowed_memory_init(&self->memory, &lost, &self->permit);
	EXPECT_EQ(read_at(self, FIRST, 1), -ETIMEDOUT);
	EXPECT_EQ(read_at(self, SECOND, 1), 0);
}

TEST_HARNESS_MAIN
