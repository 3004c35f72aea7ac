/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The container and the lists of threads, modules and memory. */
#include "kselftest_harness.h"

#include <errno.h>
#include <string.h>

#include "tests/unit/minidump_view.h"
#include "tests/unit/sample_capture.h"

enum {
	THREAD_LIST = 3,
	MODULE_LIST = 4,
	MEMORY_LIST = 5,
	EXCEPTION = 6,
	SYSTEM_INFO = 7,
	MEMORY_INFO_LIST = 16,
	THREAD_NAMES = 24,
	MORE_THREADS = 0x6d640004,
	MORE_MODULES = 0x6d640006,
	MORE_MEMORY = 0x6d640007,
	SOFT_ERRORS = 0x4d7a0004,
	THREAD_SIZE = 48,
	MODULE_SIZE = 108,
	MEMORY_SIZE = 16,
};

FIXTURE(minidump)
{
	struct sample_capture *sample;
	struct crash_capture *capture;
	struct minidump_view view;
};

FIXTURE_SETUP(minidump)
{
	self->sample = calloc(1, sizeof(*self->sample));
	ASSERT_NE(NULL, self->sample);
	sample_capture_init(self->sample);
	self->capture = &self->sample->capture;
}

FIXTURE_TEARDOWN(minidump)
{
	minidump_view_done(&self->view);
	sample_capture_done(self->sample);
	free(self->sample);
}

static int write_view(struct sample_capture *sample, struct minidump_view *view)
{
	return minidump_view_write(&sample->capture, &sample->memory.reader, view);
}

TEST_F(minidump, the_header_is_as_readers_have_it)
{
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	EXPECT_TRUE(bytes_equal(self->view.file, "MDMP\x93\xa7\0\0", 8));
	EXPECT_EQ(32, view_uint(&self->view, 12, 4));
	EXPECT_EQ(SAMPLE_TIME, view_uint(&self->view, 20, 4));
	EXPECT_EQ(0x200000, view_uint(&self->view, 24, 8));
}

TEST_F(minidump, each_stream_is_there_once)
{
	size_t n_streams;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	n_streams = view_uint(&self->view, 8, 4);
	EXPECT_GT(n_streams, 15);
	for (size_t i = 0; i < n_streams; i++) {
		uint64_t at = 32 + i * 12;

		EXPECT_EQ(1, view_count_streams(&self->view, view_uint(&self->view, at, 4)));
		EXPECT_NE(0, view_location(&self->view, self->view.file, at + 4).size);
	}
}

TEST_F(minidump, the_same_capture_gives_the_same_bytes)
{
	struct minidump_view again;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	ASSERT_EQ(0, write_view(self->sample, &again));
	EXPECT_EQ(self->view.file.size, again.file.size);
	EXPECT_TRUE(bytes_equal(self->view.file, again.file.data, again.file.size));
	minidump_view_done(&again);
}

TEST_F(minidump, the_crashing_thread_is_first)
{
	struct bytes list, context, stack;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, THREAD_LIST);
	ASSERT_EQ(4 + 2 * THREAD_SIZE, list.size);
	EXPECT_EQ(2, part_uint(list, 0, 4));
	EXPECT_EQ(SAMPLE_TID, part_uint(list, 4, 4));
	EXPECT_EQ(SAMPLE_OTHER_TID, part_uint(list, 4 + THREAD_SIZE, 4));
	EXPECT_EQ(0, part_uint(list, 4 + 16, 8));
	EXPECT_EQ(SAMPLE_STACK, part_uint(list, 4 + 24, 8));
	stack = view_location(&self->view, list, 4 + 32);
	ASSERT_EQ(SAMPLE_STACK_SIZE, stack.size);
	EXPECT_TRUE(bytes_equal(stack, self->sample->stack, stack.size));
	context = view_location(&self->view, list, 4 + 40);
	ASSERT_EQ(0x650, context.size);
	EXPECT_EQ(SAMPLE_IP, part_uint(context, 248, 8));
	EXPECT_EQ(SAMPLE_SP, part_uint(context, 152, 8));
	EXPECT_EQ(0x4d0, view_location(&self->view, list, 4 + THREAD_SIZE + 40).size);
}

TEST_F(minidump, memory_is_listed_by_address_and_shared_with_stacks)
{
	struct bytes list, threads;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, MEMORY_LIST);
	threads = view_stream(&self->view, THREAD_LIST);
	ASSERT_EQ(4 + 4 * MEMORY_SIZE, list.size);
	for (size_t i = 1; i < 4; i++)
		EXPECT_LT(part_uint(list, 4 + (i - 1) * MEMORY_SIZE, 8),
			  part_uint(list, 4 + i * MEMORY_SIZE, 8));
	EXPECT_EQ(SAMPLE_STACK, part_uint(list, 4 + 3 * MEMORY_SIZE, 8));
	EXPECT_EQ(part_uint(threads, 4 + 36, 4), part_uint(list, 4 + 3 * MEMORY_SIZE + 12, 4));
	EXPECT_TRUE(bytes_equal(view_location(&self->view, list, 4 + 8), self->sample->code,
				sizeof(self->sample->code)));
}

TEST_F(minidump, a_stack_covers_what_was_captured_of_it)
{
	struct bytes list;

	/* The first half was not readable, and the bytes behind the end are another's. */
	self->capture->threads[1].stack_start = SAMPLE_STACK + 0x40;
	self->capture->threads[1].stack_size = 0x100;
	self->capture->threads[0].stack_start = SAMPLE_OTHER_STACK - 0x1000;
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, THREAD_LIST);
	EXPECT_EQ(SAMPLE_STACK + 0x40, part_uint(list, 4 + 24, 8));
	EXPECT_EQ(0x100, part_uint(list, 4 + 32, 4));
	EXPECT_TRUE(bytes_equal(view_location(&self->view, list, 4 + 32),
				self->sample->stack + 0x40, 0x100));
	EXPECT_EQ(SAMPLE_OTHER_STACK + 128, part_uint(list, 4 + THREAD_SIZE + 24, 8));
	EXPECT_EQ(0, part_uint(list, 4 + THREAD_SIZE + 32, 8));
}

TEST_F(minidump, threads_have_their_names)
{
	char name[32];
	struct bytes list;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, THREAD_NAMES);
	ASSERT_EQ(4 + 2 * 12, list.size);
	EXPECT_EQ(SAMPLE_TID, part_uint(list, 4, 4));
	EXPECT_STREQ("w\xf6rker", view_string(&self->view, part_uint(list, 8, 8), name, 32));
	EXPECT_STREQ("main", view_string(&self->view, part_uint(list, 20, 8), name, 32));
}

TEST_F(minidump, the_main_module_is_first_with_its_build_id)
{
	char name[64];
	struct bytes list, code_view;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, MODULE_LIST);
	ASSERT_EQ(4 + 3 * MODULE_SIZE, list.size);
	EXPECT_EQ(SAMPLE_MAIN, part_uint(list, 4, 8));
	EXPECT_EQ(0x4000, part_uint(list, 12, 4));
	EXPECT_STREQ("/opt/sample", view_string(&self->view, part_uint(list, 24, 4), name, 64));
	code_view = view_location(&self->view, list, 4 + 76);
	ASSERT_EQ(24, code_view.size);
	EXPECT_TRUE(bytes_equal(code_view, "LEpB", 4));
	EXPECT_TRUE(bytes_equal(bytes_of(code_view.data + 4, 20), self->sample->build_id, 20));
	EXPECT_EQ(0, part_uint(list, 4 + 24, 4));
	EXPECT_EQ(0, view_location(&self->view, list, 4 + MODULE_SIZE + 76).size);
	EXPECT_EQ(0xfeef04bd, part_uint(list, 4 + 2 * MODULE_SIZE + 24, 4));
	EXPECT_EQ(3, part_uint(list, 4 + 2 * MODULE_SIZE + 32, 4));
	EXPECT_EQ(0, part_uint(list, 4 + 2 * MODULE_SIZE + 36, 4));
}

TEST_F(minidump, odd_modules_do_not_cost_the_list)
{
	static char path[3000];
	char name[1100];
	struct bytes list;

	memset(path, 'x', sizeof(path) - 1);
	self->capture->modules[0].size = 0;
	self->capture->modules[1].size = SAMPLE_LIBRARY;
	self->capture->modules[2].size = 1ULL << 40;
	self->capture->modules[2].path = path;
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, MODULE_LIST);
	EXPECT_EQ(UINT32_MAX, part_uint(list, 4 + 8, 4));
	EXPECT_EQ(1, part_uint(list, 4 + MODULE_SIZE + 8, 4));
	EXPECT_EQ(UINT32_MAX, part_uint(list, 4 + 2 * MODULE_SIZE + 8, 4));
	view_string(&self->view, part_uint(list, 4 + 2 * MODULE_SIZE + 20, 4), name, sizeof(name));
	EXPECT_EQ(1000, strlen(name));
}

TEST_F(minidump, every_mapping_is_listed)
{
	struct bytes list;

	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, MEMORY_INFO_LIST);
	ASSERT_EQ(16 + 6 * 48, list.size);
	EXPECT_EQ(6, part_uint(list, 8, 8));
	EXPECT_EQ(SAMPLE_MAIN + 0x2000, part_uint(list, 16 + 48, 8));
	EXPECT_EQ(SAMPLE_MAIN, part_uint(list, 16 + 48 + 8, 8));
	EXPECT_EQ(0x2000, part_uint(list, 16 + 48 + 24, 8));
	EXPECT_EQ(0x4, part_uint(list, 16 + 48 + 36, 4));
	EXPECT_EQ(0x1000000, part_uint(list, 16 + 48 + 40, 4));
	EXPECT_EQ(0x20, part_uint(list, 16 + 3 * 48 + 36, 4));
	EXPECT_EQ(0x20000, part_uint(list, 16 + 5 * 48 + 40, 4));
}

TEST_F(minidump, a_thread_without_registers_has_no_context)
{
	struct bytes list;

	self->capture->threads[0].source = REGISTERS_NONE;
	self->capture->threads[0].registers = (struct thread_registers){ .prstatus = BYTES_NONE };
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, THREAD_LIST);
	EXPECT_EQ(SAMPLE_OTHER_TID, part_uint(list, 4 + THREAD_SIZE, 4));
	EXPECT_EQ(0, part_uint(list, 4 + THREAD_SIZE + 40, 8));
}

TEST_F(minidump, an_empty_capture_is_still_a_minidump)
{
	struct bytes list;

	crash_capture_done(self->capture);
	self->capture->process.pid = 77;
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	EXPECT_EQ(56, view_stream(&self->view, SYSTEM_INFO).size);
	list = view_stream(&self->view, THREAD_LIST);
	EXPECT_EQ(1, part_uint(list, 0, 4));
	EXPECT_EQ(77, part_uint(list, 4, 4));
	EXPECT_EQ(4, view_stream(&self->view, MODULE_LIST).size);
	EXPECT_EQ(4, view_stream(&self->view, MEMORY_LIST).size);
	EXPECT_EQ(0, view_count_streams(&self->view, EXCEPTION));
}

TEST_F(minidump, a_crashing_thread_that_is_missing_is_listed)
{
	struct bytes list;

	self->capture->n_threads = 1;
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	list = view_stream(&self->view, THREAD_LIST);
	ASSERT_EQ(2, part_uint(list, 0, 4));
	EXPECT_EQ(SAMPLE_TID, part_uint(list, 4, 4));
	EXPECT_EQ(SAMPLE_OTHER_TID, part_uint(list, 4 + THREAD_SIZE, 4));
}

TEST_F(minidump, a_thread_id_is_listed_once)
{
	struct capture_thread copy = self->capture->threads[0];

	copy.stack_size = 0;
	ASSERT_EQ(0, crash_capture_add_thread(self->capture, &copy));
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	EXPECT_EQ(4 + 2 * THREAD_SIZE, view_stream(&self->view, THREAD_LIST).size);
}

TEST_F(minidump, memory_that_the_reader_lacks_is_an_error)
{
	ASSERT_EQ(0, memory_plan_add(&self->capture->memory, 0x1000, 16, MEMORY_OTHER));
	EXPECT_EQ(-EIO, write_view(self->sample, &self->view));
}

TEST_F(minidump, what_readers_do_not_take_is_kept_apart)
{
	struct capture_thread thread = { .ns_tid = 1 };
	struct capture_module module = { .size = 0x1000, .path = "", .soname = "" };

	for (uint32_t i = 0; i < 5000; i++) {
		thread.tid = 100000 + i;
		ASSERT_EQ(0, crash_capture_add_thread(self->capture, &thread));
	}
	for (uint64_t i = 0; i < 3000; i++) {
		module.base = 0x700000000000 + i * 0x1000;
		ASSERT_EQ(0, crash_capture_add_module(self->capture, &module));
	}
	for (uint64_t i = 0; i < 4600; i++)
		ASSERT_EQ(0, memory_plan_add(&self->capture->memory, SAMPLE_STACK + i, 1,
					     MEMORY_MODULE_HEADER));
	ASSERT_EQ(0, memory_plan_settle(&self->capture->memory));
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	EXPECT_EQ(4096, part_uint(view_stream(&self->view, THREAD_LIST), 0, 4));
	EXPECT_EQ(SAMPLE_TID, part_uint(view_stream(&self->view, THREAD_LIST), 4, 4));
	EXPECT_EQ(5002 - 4096, part_uint(view_stream(&self->view, MORE_THREADS), 0, 4));
	EXPECT_EQ(2048, part_uint(view_stream(&self->view, MODULE_LIST), 0, 4));
	EXPECT_EQ(SAMPLE_MAIN, part_uint(view_stream(&self->view, MODULE_LIST), 4, 8));
	EXPECT_EQ(SAMPLE_LIBRARY, part_uint(view_stream(&self->view, MODULE_LIST), 112, 8));
	EXPECT_EQ(3003 - 2048, part_uint(view_stream(&self->view, MORE_MODULES), 0, 4));
	EXPECT_EQ(0, view_count_streams(&self->view, MORE_MEMORY));
	EXPECT_NE(0, view_stream(&self->view, SOFT_ERRORS).size);
}

TEST_F(minidump, memory_over_the_limit_is_kept_apart)
{
	static uint8_t page[2 * 5000];

	memory_buffer_add(&self->sample->memory, 0x10000, page, sizeof(page));
	for (uint64_t i = 0; i < 5000; i++)
		ASSERT_EQ(0, memory_plan_add(&self->capture->memory, 0x10000 + 2 * i, 1,
					     MEMORY_MODULE_HEADER));
	ASSERT_EQ(0, write_view(self->sample, &self->view));
	EXPECT_EQ(4096, part_uint(view_stream(&self->view, MEMORY_LIST), 0, 4));
	EXPECT_EQ(5004 - 4096, part_uint(view_stream(&self->view, MORE_MEMORY), 0, 4));
	EXPECT_EQ(SAMPLE_STACK_SIZE, part_uint(view_stream(&self->view, THREAD_LIST), 36, 4));
}

TEST_HARNESS_MAIN
