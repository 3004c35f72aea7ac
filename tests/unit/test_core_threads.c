/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/capture/limits.h"
#include "lib/elf/core/core_threads.h"
#include "tests/unit/core_file.h"

FIXTURE(core_threads)
{
	struct core_file core;
	struct crash_capture *capture;
	struct core_stream *stream;
	struct core_head head;
	struct core_threads threads;
	int fd;
};

FIXTURE_SETUP(core_threads)
{
	self->fd = -1;
	self->capture = malloc(sizeof(*self->capture));
	self->stream = malloc(sizeof(*self->stream));
	ASSERT_TRUE(self->capture && self->stream);
	crash_capture_init(self->capture);
	self->capture->process.crashing_tid = 12;
	core_file_init(&self->core, ELFCLASS64);
	core_file_add_process(&self->core);
}

FIXTURE_TEARDOWN(core_threads)
{
	if (self->fd >= 0)
		(void)close(self->fd);
	crash_capture_done(self->capture);
	core_file_done(&self->core);
	free(self->capture);
	free(self->stream);
}

static int read_crashing(FIXTURE_DATA(core_threads) * self, size_t size)
{
	int r;

	self->fd = core_file_open(&self->core, size);
	core_stream_init(self->stream, self->fd, deadline_in(10 * NS_PER_SECOND));
	r = core_head_read(self->stream, &self->capture->pool, &self->head);
	core_threads_init(&self->threads, &self->head, self->stream, self->capture);
	return r < 0 ? r : core_threads_read_crashing(&self->threads);
}

TEST_F(core_threads, the_crashing_thread_comes_first_with_its_process)
{
	const struct capture_thread *thread;

	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	ASSERT_EQ(self->capture->n_threads, 1);
	thread = &self->capture->threads[0];
	EXPECT_EQ(thread->tid, 12);
	EXPECT_EQ(thread->ns_tid, 12);
	EXPECT_EQ(thread->source, REGISTERS_CORE_NOTES);
	EXPECT_EQ(thread->stack_pointer, 0x7000);
	EXPECT_EQ(thread->instruction_pointer, 0x4000);
	EXPECT_EQ(thread->registers.prstatus.size, 336);
	EXPECT_EQ(thread->registers.fpregs.size, 512);
	ASSERT_EQ(thread->registers.xstate.size, 601);
	EXPECT_EQ(thread->registers.xstate.data[600], 12);
	EXPECT_TRUE(self->capture->fatal.present);
	EXPECT_EQ(self->capture->fatal.tid, 12);
	EXPECT_EQ(self->capture->fatal.signal, 11);
	EXPECT_EQ(self->capture->fatal.code, 1);
	EXPECT_EQ(self->capture->fatal.siginfo.size, 128);
	EXPECT_STREQ((const char *)self->capture->psinfo.data, "psinfo");
	EXPECT_EQ(self->capture->process.ns_pid, 12);
	EXPECT_EQ(self->threads.auxv.size, 32);
}

TEST_F(core_threads, siblings_follow_each_with_its_own_registers)
{
	static const uint32_t order[] = { 12, 10, 11, 13 };
	const struct crash_capture *capture = self->capture;

	memcpy(self->capture->process.comm, "crashing", 9);
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	EXPECT_FALSE(self->threads.ended);
	ASSERT_EQ(core_threads_read_siblings(&self->threads), 0);
	EXPECT_TRUE(self->threads.ended);
	ASSERT_EQ(capture->n_threads, 4);
	for (size_t i = 0; i < 4; i++) {
		EXPECT_EQ(capture->threads[i].tid, order[i]);
		EXPECT_EQ(capture->threads[i].registers.xstate.data[600], order[i]);
		EXPECT_EQ(capture->threads[i].registers.fpregs.data[0], order[i]);
		EXPECT_EQ(capture->threads[i].stack_pointer, i == 0 ? 0x7000 : 0x10000 * order[i]);
		EXPECT_STREQ(capture->threads[i].name, i == 0 ? "crashing" : "");
	}
}

TEST_F(core_threads, in_another_pid_namespace_the_crashing_thread_has_two_numbers)
{
	self->capture->process.crashing_tid = 5012;
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	EXPECT_EQ(self->capture->process.ns_crashing_tid, 12);
	EXPECT_EQ(self->capture->threads[0].tid, 5012);
	EXPECT_EQ(self->capture->threads[0].ns_tid, 12);
	EXPECT_EQ(self->capture->fatal.tid, 5012);
	ASSERT_EQ(core_threads_read_siblings(&self->threads), 0);
	ASSERT_EQ(self->capture->n_threads, 4);
	EXPECT_EQ(self->capture->threads[1].ns_tid, 10);
}

TEST_F(core_threads, a_core_cut_anywhere_keeps_what_came_before_and_says_so)
{
	struct byte_buffer bytes = BYTE_BUFFER_INIT;

	core_file_build(&self->core, &bytes);
	for (size_t size = bytes.size - self->core.notes.size; size < bytes.size; size++) {
		int r;

		crash_capture_done(self->capture);
		self->capture->process.crashing_tid = 12;
		r = read_crashing(self, size);
		if (r == 0)
			r = core_threads_read_siblings(&self->threads);
		EXPECT_EQ(r, -ENODATA);
		EXPECT_FALSE(self->threads.ended);
		for (size_t i = 0; i < self->capture->n_threads; i++)
			EXPECT_EQ(self->capture->threads[i].registers.prstatus.size, 336);
		(void)close(self->fd);
		self->fd = -1;
	}
	EXPECT_EQ(self->capture->n_threads, 4);
	byte_buffer_done(&bytes);
}

TEST_F(core_threads, notes_without_a_thread_are_no_core_of_a_process)
{
	byte_buffer_truncate(&self->core.notes, 0);
	EXPECT_EQ(read_crashing(self, SIZE_MAX), -EBADMSG);
	core_file_add_note(&self->core, "CORE", NT_AUXV, "", 0);
	(void)close(self->fd);
	EXPECT_EQ(read_crashing(self, SIZE_MAX), -EBADMSG);
	EXPECT_EQ(self->capture->n_threads, 0);
}

TEST_F(core_threads, notes_of_the_process_come_before_or_behind_its_threads)
{
	const int32_t first[32] = { 11, 0, 1 }, second[32] = { 19, 0, 0 };

	byte_buffer_truncate(&self->core.notes, 0);
	core_file_add_note(&self->core, "CORE", NT_PRPSINFO, "gcore", 5);
	core_file_add_status(&self->core, 12, 0, 0);
	core_file_add_note(&self->core, "CORE", NT_SIGINFO, first, sizeof(first));
	core_file_add_status(&self->core, 13, 0, 0);
	core_file_add_note(&self->core, "CORE", NT_SIGINFO, second, sizeof(second));
	core_file_add_note(&self->core, "CORE", NT_AUXV, "auxv", 4);
	core_file_add_note(&self->core, "CORE", NT_FILE, "file", 4);
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	ASSERT_EQ(core_threads_read_siblings(&self->threads), 0);
	EXPECT_EQ(self->capture->n_threads, 2);
	EXPECT_EQ(self->capture->psinfo.size, 5);
	EXPECT_EQ(self->capture->fatal.signal, 11);
	EXPECT_EQ(self->threads.auxv.size, 4);
	EXPECT_EQ(self->threads.files.size, 4);
}

TEST_F(core_threads, notes_too_short_for_their_fields_are_kept_but_not_believed)
{
	byte_buffer_truncate(&self->core.notes, 0);
	core_file_add_note(&self->core, "CORE", NT_PRSTATUS, "only this", 9);
	core_file_add_note(&self->core, "CORE", NT_SIGINFO, "short", 5);
	self->capture->fatal.signal = 6;
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	ASSERT_EQ(self->capture->n_threads, 1);
	EXPECT_EQ(self->capture->threads[0].tid, 12);
	EXPECT_EQ(self->capture->threads[0].source, REGISTERS_NONE);
	EXPECT_EQ(self->capture->threads[0].registers.prstatus.size, 9);
	EXPECT_EQ(self->capture->fatal.signal, 6);
}

TEST_F(core_threads, of_an_unknown_machine_the_notes_are_kept)
{
	self->core.machine = EM_SPARC;
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	EXPECT_EQ(self->capture->threads[0].tid, 12);
	EXPECT_EQ(self->capture->threads[0].source, REGISTERS_NONE);
	EXPECT_EQ(self->capture->threads[0].registers.prstatus.size, 336);
	EXPECT_EQ(core_threads_read_siblings(&self->threads), 0);
	EXPECT_EQ(self->capture->n_threads, 4);
}

TEST_F(core_threads, siblings_beyond_the_limit_are_counted)
{
	byte_buffer_truncate(&self->core.notes, 0);
	for (uint32_t i = 0; i < LIMIT_THREADS + 3; i++)
		core_file_add_status(&self->core, 12 + i, 0x7000, 0x4000);
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	ASSERT_EQ(core_threads_read_siblings(&self->threads), 0);
	EXPECT_TRUE(self->threads.ended);
	EXPECT_EQ(self->capture->n_threads, LIMIT_THREADS);
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_too_many);
	EXPECT_EQ(self->capture->soft_errors.items[0].count, 3);
}

TEST_F(core_threads, a_core_without_arguments_tells_its_thread_itself)
{
	self->capture->process.crashing_tid = 0;
	ASSERT_EQ(read_crashing(self, SIZE_MAX), 0);
	EXPECT_EQ(self->capture->threads[0].tid, 12);
	EXPECT_EQ(self->capture->process.crashing_tid, 12);
	ASSERT_EQ(core_threads_read_siblings(&self->threads), 0);
	EXPECT_EQ(self->capture->n_threads, 4);
}

TEST_HARNESS_MAIN
