/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/crash_capture.h"

#include <errno.h>
#include <string.h>

#include "lib/capture/limits.h"

#include "kselftest_harness.h"

FIXTURE(capture)
{
	struct crash_capture capture;
};

FIXTURE_SETUP(capture)
{
	crash_capture_init(&self->capture);
}

FIXTURE_TEARDOWN(capture)
{
	crash_capture_done(&self->capture);
}

static void add_mappings(struct crash_capture *capture)
{
	static const uint64_t bounds[][2] = { { 0x1000, 0x2000 },
					      { 0x2000, 0x3000 },
					      { 0x5000, 0x6000 } };

	for (size_t i = 0; i < 3; i++) {
		struct capture_mapping mapping = { .start = bounds[i][0],
						   .end = bounds[i][1],
						   .path = "" };

		(void)crash_capture_add_mapping(capture, &mapping);
	}
}

TEST_F(capture, an_empty_capture_answers)
{
	EXPECT_STREQ(self->capture.process.exe, "");
	EXPECT_STREQ(self->capture.system.kernel_release, "");
	EXPECT_EQ(self->capture.process.dumpable, -1);
	EXPECT_NULL(crash_capture_find_mapping(&self->capture, 0));
	EXPECT_NULL(crash_capture_find_module(&self->capture, 0));
	EXPECT_NULL(crash_capture_crashing_thread(&self->capture));
}

TEST_F(capture, an_address_is_found_in_its_mapping_only)
{
	add_mappings(&self->capture);
	ASSERT_EQ(self->capture.n_mappings, 3);
	EXPECT_NULL(crash_capture_find_mapping(&self->capture, 0xfff));
	EXPECT_EQ(crash_capture_find_mapping(&self->capture, 0x1fff), &self->capture.mappings[0]);
	EXPECT_EQ(crash_capture_find_mapping(&self->capture, 0x2000), &self->capture.mappings[1]);
	EXPECT_NULL(crash_capture_find_mapping(&self->capture, 0x4fff));
	EXPECT_EQ(crash_capture_find_mapping(&self->capture, 0x5000), &self->capture.mappings[2]);
	EXPECT_NULL(crash_capture_find_mapping(&self->capture, 0x6000));
}

TEST_F(capture, an_address_is_found_in_its_module_only)
{
	struct capture_module low = { .base = 0x1000, .size = 0x100 };
	struct capture_module high = { .base = UINT64_MAX - 0xff, .size = 0x100 };
	struct capture_module unknown_size = { .base = 0x8000 };

	ASSERT_EQ(crash_capture_add_module(&self->capture, &low), 0);
	ASSERT_EQ(crash_capture_add_module(&self->capture, &unknown_size), 0);
	ASSERT_EQ(crash_capture_add_module(&self->capture, &high), 0);
	EXPECT_EQ(crash_capture_find_module(&self->capture, 0x10ff), &self->capture.modules[0]);
	EXPECT_NULL(crash_capture_find_module(&self->capture, 0x1100));
	EXPECT_NULL(crash_capture_find_module(&self->capture, 0x8000));
	EXPECT_EQ(crash_capture_find_module(&self->capture, UINT64_MAX), &self->capture.modules[2]);
}

TEST_F(capture, the_crashing_thread_is_the_one_of_the_fatal_exception)
{
	struct capture_thread threads[] = { { .tid = 7 }, { .tid = 8 } };

	ASSERT_EQ(crash_capture_add_thread(&self->capture, &threads[0]), 0);
	ASSERT_EQ(crash_capture_add_thread(&self->capture, &threads[1]), 0);
	self->capture.fatal.tid = 8;
	EXPECT_NULL(crash_capture_crashing_thread(&self->capture));
	self->capture.fatal.present = true;
	EXPECT_EQ(crash_capture_crashing_thread(&self->capture), &self->capture.threads[1]);
	self->capture.fatal.tid = 9;
	EXPECT_NULL(crash_capture_crashing_thread(&self->capture));
}

TEST_F(capture, items_are_copied_in_order)
{
	for (uint32_t i = 0; i < 1000; i++) {
		struct capture_thread thread = { .tid = i };

		ASSERT_EQ(crash_capture_add_thread(&self->capture, &thread), 0);
	}
	ASSERT_EQ(self->capture.n_threads, 1000);
	for (uint32_t i = 0; i < 1000; i++)
		EXPECT_EQ(self->capture.threads[i].tid, i);
}

TEST_F(capture, what_exceeds_a_limit_is_counted_as_a_soft_error)
{
	struct capture_fd fd = { .target = "" };

	for (unsigned int i = 0; i < LIMIT_FDS; i++)
		ASSERT_EQ(crash_capture_add_fd(&self->capture, &fd), 0);
	EXPECT_EQ(crash_capture_add_fd(&self->capture, &fd), -E2BIG);
	EXPECT_EQ(crash_capture_add_fd(&self->capture, &fd), -E2BIG);
	EXPECT_EQ(self->capture.n_fds, LIMIT_FDS);
	ASSERT_EQ(self->capture.soft_errors.n_items, 1);
	EXPECT_EQ(self->capture.soft_errors.items[0].code, SOFT_ERROR_too_many);
	EXPECT_EQ(self->capture.soft_errors.items[0].count, 2);
	EXPECT_STREQ(self->capture.soft_errors.items[0].subject, "fds");
}

TEST_F(capture, it_can_be_filled_again_after_its_end)
{
	add_mappings(&self->capture);
	ASSERT_EQ(memory_plan_add(&self->capture.memory, 1, 1, MEMORY_OTHER), 0);
	crash_capture_done(&self->capture);
	EXPECT_EQ(self->capture.n_mappings, 0);
	EXPECT_EQ(self->capture.memory.n_ranges, 0);
	add_mappings(&self->capture);
	EXPECT_EQ(self->capture.n_mappings, 3);
}

TEST(every_text_has_a_name_and_a_limit)
{
	EXPECT_STREQ(capture_text_name(TEXT_cmdline), "cmdline");
	EXPECT_EQ(capture_text_limit(TEXT_cmdline), LIMIT_CMDLINE);
	EXPECT_STREQ(capture_text_name(TEXT_os_release), "os_release");
	for (int text = 1; text < TEXT_END_; text++) {
		EXPECT_NE(capture_text_name((enum capture_text)text), NULL);
		EXPECT_GT(capture_text_limit((enum capture_text)text), 0);
	}
	EXPECT_NULL(capture_text_name((enum capture_text)0));
	EXPECT_NULL(capture_text_name(TEXT_END_));
	EXPECT_NULL(capture_text_name((enum capture_text) - 1));
	EXPECT_EQ(capture_text_limit(TEXT_END_), 0);
}

TEST_HARNESS_MAIN
