/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <string.h>

#include "lib/elf/process/signal_frames.h"
#include "tests/unit/loaded_process.h"

#define ALTERNATE   0x800000ULL
#define INTERRUPTED 0x900000ULL
#define CODE	    0xa00000ULL
#define STACK_SIZE  0x4000ULL
#define FRAME	    (ALTERNATE + 0x1008)

/* struct rt_sigframe of x86-64. */
#define FRAME_LINK	    16
#define FRAME_STACK	    24
#define FRAME_STACK_SIZE    40
#define FRAME_STACK_POINTER 168
#define FRAME_INSTRUCTION   176

FIXTURE(frames)
{
	struct loaded_process process;
	uint8_t alternate[STACK_SIZE];
};

static void put(FIXTURE_DATA(frames) * self, uint64_t offset, uint64_t value)
{
	memcpy(self->alternate + (FRAME - ALTERNATE) + offset, &value, sizeof(value));
}

/* A thread whose handler runs on an alternate stack, and interrupted another. */
FIXTURE_SETUP(frames)
{
	struct loaded_process *process = &self->process;
	struct capture_thread thread = {
		.source = REGISTERS_CORE_NOTES,
		.stack_pointer = ALTERNATE + 0x800,
		.stack_start = ALTERNATE + 0x800,
		.stack_size = STACK_SIZE - 0x800,
	};

	loaded_process_init(process, ELFCLASS64);
	process->head.registers = register_table_find(EM_X86_64, ELFCLASS64);
	loaded_process_map(process, ALTERNATE, STACK_SIZE, MAPPING_READ | MAPPING_WRITE, 0, 0, "");
	loaded_process_map(process, INTERRUPTED, STACK_SIZE, MAPPING_READ | MAPPING_WRITE, 0, 0,
			   "");
	loaded_process_map(process, CODE, 0x1000, MAPPING_READ | MAPPING_EXEC, 0, 1, "/code");
	ASSERT_EQ(crash_capture_add_thread(&process->capture, &thread), 0);
	memset(self->alternate, 0x5a, sizeof(self->alternate));
	put(self, FRAME_LINK, 0);
	put(self, FRAME_STACK, ALTERNATE);
	put(self, FRAME_STACK_SIZE, STACK_SIZE);
	put(self, FRAME_STACK_POINTER, INTERRUPTED + 0x2000);
	put(self, FRAME_INSTRUCTION, CODE + 0x200);
	memory_buffer_add(&process->memory, ALTERNATE, self->alternate, sizeof(self->alternate));
}

FIXTURE_TEARDOWN(frames)
{
	loaded_process_done(&self->process);
}

static const struct memory_plan *search(FIXTURE_DATA(frames) * self)
{
	struct loaded_process *process = &self->process;

	memory_plan_done(&process->capture.memory);
	signal_frames_want_interrupted(&process->wishes, &process->memory.reader);
	(void)memory_plan_settle(&process->capture.memory);
	return &process->capture.memory;
}

TEST_F(frames, what_a_handler_interrupted_is_wanted)
{
	const struct memory_plan *plan = search(self);

	EXPECT_NE(memory_plan_find(plan, INTERRUPTED + 0x2000 - 128), NULL);
	EXPECT_NE(memory_plan_find(plan, INTERRUPTED + STACK_SIZE - 1), NULL);
	EXPECT_EQ(memory_plan_find(plan, INTERRUPTED), NULL);
	EXPECT_NE(memory_plan_find(plan, CODE + 0x200), NULL);
}

TEST_F(frames, a_frame_that_the_kernel_would_not_make_is_none)
{
	put(self, FRAME_LINK, 8);
	EXPECT_EQ(search(self)->n_ranges, 0);
	put(self, FRAME_LINK, 0);
	put(self, FRAME_STACK, ALTERNATE + 0x2000);
	EXPECT_EQ(search(self)->n_ranges, 0);
	put(self, FRAME_STACK, ALTERNATE);
	put(self, FRAME_STACK_SIZE, 0x800);
	EXPECT_EQ(search(self)->n_ranges, 0);
}

TEST_F(frames, a_handler_that_interrupted_its_own_stack_needs_nothing)
{
	put(self, FRAME_STACK_POINTER, ALTERNATE + 0x3000);
	EXPECT_EQ(search(self)->n_ranges, 0);
}

TEST_F(frames, a_stack_pointer_that_leads_nowhere_is_not_followed)
{
	put(self, FRAME_STACK_POINTER, 0x123456789000);
	EXPECT_EQ(search(self)->n_ranges, 0);
}

TEST_F(frames, a_frame_cut_by_the_end_of_the_stack_is_none)
{
	self->process.capture.threads[0].stack_size = FRAME + 100 - (ALTERNATE + 0x800);
	EXPECT_EQ(search(self)->n_ranges, 0);
}

TEST_F(frames, without_a_stack_nothing_is_read)
{
	self->process.capture.threads[0].stack_size = 0;
	EXPECT_EQ(search(self)->n_ranges, 0);
}

TEST_HARNESS_MAIN
