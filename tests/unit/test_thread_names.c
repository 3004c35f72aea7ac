/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdlib.h>
#include <string.h>

#include "collector/thread_names.h"

FIXTURE(thread_names)
{
	struct crash_capture *capture, *named;
};

static void add_thread_of_namespace(struct crash_capture *capture, uint32_t tid, uint32_t ns_tid,
				    const char *name)
{
	struct capture_thread thread = { .tid = tid, .ns_tid = ns_tid };

	memcpy(thread.name, name, strlen(name));
	if (crash_capture_add_thread(capture, &thread) < 0)
		abort();
}

static void add_thread(struct crash_capture *capture, uint32_t tid, const char *name)
{
	add_thread_of_namespace(capture, tid, tid, name);
}

/* The notes tell of 12, 10 and 11; /proc of 9, which has ended, and of those. */
FIXTURE_SETUP(thread_names)
{
	self->capture = malloc(sizeof(*self->capture));
	self->named = malloc(sizeof(*self->named));
	ASSERT_TRUE(self->capture && self->named);
	crash_capture_init(self->capture);
	crash_capture_init(self->named);
	add_thread(self->capture, 12, "argument");
	add_thread(self->capture, 10, "");
	add_thread(self->capture, 11, "");
	add_thread(self->named, 11, "second");
	add_thread(self->named, 9, "ended");
	add_thread(self->named, 12, "crashing");
	add_thread(self->named, 10, "main");
}

FIXTURE_TEARDOWN(thread_names)
{
	crash_capture_done(self->capture);
	crash_capture_done(self->named);
	free(self->capture);
	free(self->named);
}

TEST_F(thread_names, each_thread_gets_its_name_and_keeps_its_place)
{
	const struct capture_thread *threads = self->capture->threads;

	thread_names_apply(self->capture, self->named, true);
	ASSERT_EQ(self->capture->n_threads, 3);
	EXPECT_EQ(threads[0].tid, 12);
	EXPECT_STREQ(threads[0].name, "crashing");
	EXPECT_EQ(threads[1].tid, 10);
	EXPECT_STREQ(threads[1].name, "main");
	EXPECT_EQ(threads[2].tid, 11);
	EXPECT_STREQ(threads[2].name, "second");
}

TEST_F(thread_names, behind_cut_notes_the_threads_that_proc_names_are_added)
{
	self->capture->n_threads = 2;
	thread_names_apply(self->capture, self->named, false);
	ASSERT_EQ(self->capture->n_threads, 4);
	EXPECT_EQ(self->capture->threads[0].tid, 12);
	EXPECT_EQ(self->capture->threads[1].tid, 10);
	EXPECT_EQ(self->capture->threads[2].tid, 9);
	EXPECT_EQ(self->capture->threads[3].tid, 11);
	EXPECT_EQ(self->capture->threads[3].ns_tid, 11);
	EXPECT_STREQ(self->capture->threads[3].name, "second");
	EXPECT_EQ(self->capture->threads[3].source, REGISTERS_NONE);
}

TEST_F(thread_names, in_another_namespace_each_thread_gets_its_number_too)
{
	const struct capture_thread *threads = self->capture->threads;

	self->named->n_threads = 0;
	self->capture->threads[0].tid = 5012;
	add_thread_of_namespace(self->named, 5010, 10, "main");
	add_thread_of_namespace(self->named, 5012, 12, "crashing");
	add_thread_of_namespace(self->named, 11, 1, "another's number");
	thread_names_apply(self->capture, self->named, true);
	ASSERT_EQ(self->capture->n_threads, 3);
	EXPECT_EQ(threads[0].tid, 5012);
	EXPECT_STREQ(threads[0].name, "crashing");
	EXPECT_EQ(threads[1].tid, 5010);
	EXPECT_EQ(threads[1].ns_tid, 10);
	EXPECT_STREQ(threads[1].name, "main");
	EXPECT_STREQ(threads[2].name, "");
}

TEST_F(thread_names, a_thread_of_no_known_number_names_no_other)
{
	self->named->n_threads = 0;
	self->capture->threads[1].ns_tid = 0;
	add_thread_of_namespace(self->named, 5010, 0, "unknown");
	thread_names_apply(self->capture, self->named, true);
	ASSERT_EQ(self->capture->n_threads, 3);
	EXPECT_EQ(self->capture->threads[1].tid, 10);
	EXPECT_STREQ(self->capture->threads[1].name, "");
}

TEST_F(thread_names, without_names_nothing_changes)
{
	self->named->n_threads = 0;
	thread_names_apply(self->capture, self->named, false);
	EXPECT_EQ(self->capture->n_threads, 3);
	EXPECT_STREQ(self->capture->threads[0].name, "argument");
}

TEST_HARNESS_MAIN
