/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the reader makes of dumps that our own writer wrote, whole and damaged. */
#include "kselftest_harness.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "lib/capture/siginfo.h"
#include "tests/unit/minidump_view.h"
#include "tests/unit/opened_minidump.h"
#include "tests/unit/sample_capture.h"

FIXTURE(reader)
{
	struct sample_capture *sample;
	struct minidump_view view;
	struct opened_minidump *opened;
	const struct crash_capture *capture;
};

FIXTURE_SETUP(reader)
{
	self->sample = calloc(1, sizeof(*self->sample));
	self->opened = calloc(1, sizeof(*self->opened));
	ASSERT_NE(NULL, self->sample);
	ASSERT_NE(NULL, self->opened);
	self->opened->fd = -1;
	sample_capture_init(self->sample);
	self->capture = &self->opened->capture;
}

FIXTURE_TEARDOWN(reader)
{
	opened_minidump_done(self->opened);
	minidump_view_done(&self->view);
	sample_capture_done(self->sample);
	free(self->opened);
	free(self->sample);
}

static int write_sample(struct sample_capture *sample, struct minidump_view *view)
{
	return minidump_view_write(&sample->capture, &sample->memory.reader, view);
}

/* Writes the sample and reads it back. */
static int pass_through(struct sample_capture *sample, struct minidump_view *view,
			struct opened_minidump *opened)
{
	int r = write_sample(sample, view);

	return r < 0 ? r : opened_minidump_init(opened, view->file);
}

TEST_F(reader, knows_the_process)
{
	struct capture_process *process = &self->sample->capture.process;
	const struct capture_namespace item = { "pid", "pid:[4026531836]" };

	memcpy(self->sample->capture.id, "018bcfe5-6800-7000-8000-0123456789ab", 37);
	memcpy(process->comm, "sam ple", 8);
	process->uid = 1000;
	process->gid = 100;
	process->has_ids = true;
	process->ns_pid = 7;
	process->cwd = "/with=equals\nand lines";
	ASSERT_EQ(0, crash_capture_add_namespace(&self->sample->capture, &item));
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	EXPECT_EQ(0, self->capture->soft_errors.n_dropped);
	EXPECT_EQ(EM_X86_64, self->capture->machine);
	EXPECT_EQ(ELFCLASS64, self->capture->elf_class);
	EXPECT_STREQ(self->sample->capture.id, self->capture->id);
	EXPECT_EQ(SAMPLE_OTHER_TID, self->capture->process.pid);
	EXPECT_EQ(7, self->capture->process.ns_pid);
	EXPECT_EQ(1000, self->capture->process.uid);
	EXPECT_EQ(100, self->capture->process.gid);
	EXPECT_TRUE(self->capture->process.has_ids);
	EXPECT_STREQ("sam ple", self->capture->process.comm);
	EXPECT_STREQ("/opt/sample", self->capture->process.exe);
	EXPECT_STREQ(process->cwd, self->capture->process.cwd);
	EXPECT_EQ(SAMPLE_TIME * 1000000000ULL + 5, self->capture->clocks.realtime_ns);
	ASSERT_EQ(1, self->capture->n_namespaces);
	EXPECT_STREQ("pid", self->capture->namespaces[0].name);
	EXPECT_STREQ(item.target, self->capture->namespaces[0].target);
}

TEST_F(reader, knows_the_machine)
{
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	EXPECT_STREQ("Linux", self->capture->system.kernel_name);
	EXPECT_STREQ("6.1.42-13-amd64", self->capture->system.kernel_release);
	EXPECT_STREQ("#1 SMP", self->capture->system.kernel_version);
	EXPECT_STREQ("x86_64", self->capture->system.machine);
	EXPECT_EQ(255, self->capture->system.n_cpus);
}

TEST_F(reader, makes_notes_of_contexts_again)
{
	const struct capture_thread *thread, *other;

	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	ASSERT_EQ(2, self->capture->n_threads);
	thread = &self->capture->threads[0];
	other = &self->capture->threads[1];
	EXPECT_EQ(SAMPLE_TID, thread->tid);
	EXPECT_EQ(12, thread->ns_tid);
	EXPECT_STREQ("w\xc3\xb6rker", thread->name);
	EXPECT_EQ(REGISTERS_CORE_NOTES, thread->source);
	EXPECT_EQ(SAMPLE_SP, thread->stack_pointer);
	EXPECT_EQ(SAMPLE_IP, thread->instruction_pointer);
	EXPECT_EQ(SAMPLE_STACK, thread->stack_start);
	EXPECT_EQ(SAMPLE_STACK_SIZE, thread->stack_size);
	for (size_t i = 0; i < 2; i++) {
		struct bytes note = self->capture->threads[i].registers.prstatus;

		ASSERT_EQ(SAMPLE_PRSTATUS, note.size);
		/* All of pr_reg; the other fields of the note are in no context. */
		EXPECT_EQ(0, memcmp(note.data + 112, self->sample->prstatus[i] + 112, 27 * 8))
		{
			TH_LOG("thread %zu", i);
		}
	}
	ASSERT_EQ(SAMPLE_XSTATE, thread->registers.xstate.size);
	EXPECT_EQ(0, memcmp(thread->registers.xstate.data, self->sample->xstate, SAMPLE_XSTATE));
	ASSERT_EQ(sizeof(self->sample->fpregs), other->registers.fpregs.size);
	EXPECT_EQ(0, memcmp(other->registers.fpregs.data, self->sample->fpregs,
			    sizeof(self->sample->fpregs)));
}

TEST_F(reader, finds_modules_with_build_ids)
{
	const struct capture_module *modules;

	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	ASSERT_EQ(3, self->capture->n_modules);
	modules = self->capture->modules;
	EXPECT_EQ(0x400000, modules[0].base);
	EXPECT_EQ(0, modules[0].build_id.size);
	EXPECT_FALSE(modules[0].is_main);
	EXPECT_EQ(SAMPLE_MAIN, modules[1].base);
	EXPECT_EQ(0x4000, modules[1].size);
	EXPECT_TRUE(modules[1].is_main);
	EXPECT_STREQ("/opt/sample", modules[1].path);
	ASSERT_EQ(20, modules[1].build_id.size);
	EXPECT_EQ(0, memcmp(modules[1].build_id.data, self->sample->build_id, 20));
	EXPECT_EQ(8, modules[2].build_id.size);
}

TEST_F(reader, tells_a_deleted_module_by_its_mapping)
{
	static const char maps[] =
		"555555554000-555555556000 r-xp 00000000 08:01 11 /opt/sample (deleted)\n";

	self->sample->capture.texts[TEXT_maps] = bytes_of(maps, strlen(maps));
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	EXPECT_TRUE(self->capture->modules[1].is_deleted);
	EXPECT_STREQ("/opt/sample", self->capture->modules[1].path);
	EXPECT_FALSE(self->capture->modules[2].is_deleted);
}

TEST_F(reader, keeps_texts_mappings_and_descriptors)
{
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	for (int text = 1; text < TEXT_END_; text++) {
		struct bytes was = self->sample->capture.texts[text];

		/* Of maps only whole lines are written. */
		if (text == TEXT_maps)
			was.size -= strlen("7fffff");
		EXPECT_EQ(was.size, self->capture->texts[text].size);
		EXPECT_TRUE(bytes_equal(self->capture->texts[text], was.data, was.size));
	}
	ASSERT_EQ(6, self->capture->n_mappings);
	EXPECT_EQ(SAMPLE_LIBRARY, self->capture->mappings[3].start);
	EXPECT_EQ(MAPPING_READ | MAPPING_EXEC, self->capture->mappings[3].flags);
	ASSERT_EQ(2, self->capture->n_fds);
	EXPECT_EQ(5, self->capture->fds[1].fd);
	EXPECT_STREQ("socket:[77]", self->capture->fds[1].target);
}

TEST_F(reader, takes_mappings_from_the_list_without_maps)
{
	self->sample->capture.texts[TEXT_maps] = BYTES_NONE;
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	ASSERT_EQ(6, self->capture->n_mappings);
	EXPECT_EQ(SAMPLE_MAIN + 0x2000, self->capture->mappings[1].start);
	EXPECT_EQ(SAMPLE_MAIN + 0x4000, self->capture->mappings[1].end);
	EXPECT_EQ(MAPPING_READ | MAPPING_WRITE, self->capture->mappings[1].flags);
}

TEST_F(reader, knows_the_signal)
{
	const struct crash_exception *fatal = &self->capture->fatal;

	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	EXPECT_TRUE(fatal->present);
	EXPECT_EQ(SAMPLE_TID, fatal->tid);
	EXPECT_EQ(SIGSEGV, fatal->signal);
	EXPECT_EQ(SEGV_MAPERR, fatal->code);
	EXPECT_EQ(SAMPLE_ADDRESS, siginfo_address(fatal->siginfo, ELFCLASS64));
	/* They are the thread's own. */
	EXPECT_EQ(0, fatal->registers.prstatus.size);
	EXPECT_FALSE(self->capture->original.present);
	ASSERT_NE(NULL, crash_capture_crashing_thread(self->capture));
}

TEST_F(reader, tells_the_fault_behind_a_signal_from_it)
{
	uint8_t abort_info[128] = { SIGABRT };
	struct capture_thread *crashing = &self->sample->capture.threads[1];

	abort_info[8] = 0xfa; /* SI_TKILL */
	memset(abort_info + 9, 0xff, 3);
	abort_info[16] = 99;
	self->sample->capture.original = self->sample->capture.fatal;
	self->sample->capture.original.registers = self->sample->capture.threads[0].registers;
	self->sample->capture.fatal.signal = SIGABRT;
	self->sample->capture.fatal.code = SI_TKILL;
	self->sample->capture.fatal.siginfo = bytes_of(abort_info, sizeof(abort_info));
	ASSERT_EQ(SAMPLE_TID, crashing->tid);
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	EXPECT_EQ(SIGABRT, self->capture->fatal.signal);
	EXPECT_EQ(SI_TKILL, self->capture->fatal.code);
	EXPECT_EQ(99, siginfo_sender_pid(self->capture->fatal.siginfo, ELFCLASS64));
	ASSERT_TRUE(self->capture->original.present);
	EXPECT_EQ(SIGSEGV, self->capture->original.signal);
	EXPECT_EQ(SAMPLE_ADDRESS, siginfo_address(self->capture->original.siginfo, ELFCLASS64));
	EXPECT_EQ(SAMPLE_PRSTATUS, self->capture->original.registers.prstatus.size);
	EXPECT_EQ(0, self->capture->fatal.registers.prstatus.size);
	EXPECT_EQ(SAMPLE_IP, self->capture->threads[0].instruction_pointer);
}

TEST_F(reader, reads_memory_and_stops_at_holes)
{
	uint8_t buffer[SAMPLE_STACK_SIZE + 16];
	struct memory_reader *memory;

	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	memory = minidump_reader_memory(self->opened->reader);
	EXPECT_EQ(SAMPLE_STACK_SIZE, memory_read(memory, SAMPLE_STACK, buffer, sizeof(buffer)));
	EXPECT_EQ(0, memcmp(buffer, self->sample->stack, SAMPLE_STACK_SIZE));
	EXPECT_TRUE(memory_read_exact(memory, SAMPLE_STACK + 5, buffer, 3));
	EXPECT_EQ(0, memcmp(buffer, self->sample->stack + 5, 3));
	EXPECT_EQ(0, memory_read(memory, SAMPLE_STACK - 1, buffer, 1));
	EXPECT_EQ(0, memory_read(memory, UINT64_MAX, buffer, 16));
	ASSERT_EQ(4, self->capture->memory.n_ranges);
	EXPECT_EQ(memory_plan_bytes(&self->sample->capture.memory),
		  memory_plan_bytes(&self->capture->memory));
}

TEST_F(reader, keeps_soft_errors)
{
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	ASSERT_EQ(1, self->capture->soft_errors.n_items);
	EXPECT_EQ(SOFT_ERROR_unreadable, self->capture->soft_errors.items[0].code);
	EXPECT_EQ(EACCES, self->capture->soft_errors.items[0].error);
	EXPECT_STREQ("mountinfo \xef\xbf\xbd", self->capture->soft_errors.items[0].subject);
}

/* What was read is written again: the same threads, registers, memory and texts. */
TEST_F(reader, gives_a_capture_that_writes_the_same_streams)
{
	static const uint32_t types[] = { 3,	      5,	  6,	      7,
					  9,	      12,	  16,	      24,
					  0x47670009, 0x4d7a0004, 0x6d640001, 0x6d640003,
					  0x6d64000d, 0x6d64000e };
	struct minidump_view again = { BYTES_NONE };

	/* Else it is that of status; and where the dynamic section was is not stored. */
	memcpy(self->sample->capture.process.comm, "sample", 7);
	self->sample->capture.modules[1].dynamic = 0;
	ASSERT_EQ(0, pass_through(self->sample, &self->view, self->opened));
	ASSERT_EQ(0, minidump_view_write(self->capture,
					 minidump_reader_memory(self->opened->reader), &again));
	EXPECT_EQ(self->view.file.size, again.file.size);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct bytes was = view_stream(&self->view, types[i]);
		struct bytes is = view_stream(&again, types[i]);

		EXPECT_EQ(was.size, is.size);
		/* Where all has the same size, all references are the same too. */
		EXPECT_TRUE(was.size == 0 || bytes_equal(is, was.data, was.size))
		{
			TH_LOG("stream 0x%x", types[i]);
		}
	}
	minidump_view_done(&again);
}

TEST_F(reader, refuses_what_is_no_minidump)
{
	static const char garbage[64] = "PMDM";

	EXPECT_EQ(-EBADMSG, opened_minidump_init(self->opened, bytes_of(garbage, 64)));
	opened_minidump_done(self->opened);
	EXPECT_EQ(-EBADMSG, opened_minidump_init(self->opened, bytes_of("MDMP", 4)));
	opened_minidump_done(self->opened);
	EXPECT_EQ(-EBADMSG, opened_minidump_init(self->opened, bytes_of("", 0)));
}

/* Every prefix with a header and a directory opens, and says that something is missing. */
TEST_F(reader, reads_every_prefix)
{
	ASSERT_EQ(0, write_sample(self->sample, &self->view));
	for (size_t size = 0; size < self->view.file.size; size += 37) {
		struct bytes prefix = bytes_of(self->view.file.data, size);
		int r = opened_minidump_init(self->opened, prefix);

		EXPECT_TRUE(r == -EBADMSG ||
			    (r == 0 && size > 32 && self->capture->soft_errors.n_items > 0))
		{
			TH_LOG("%zu bytes: %d", size, r);
		}
		opened_minidump_done(self->opened);
	}
	ASSERT_EQ(0, opened_minidump_init(self->opened, self->view.file));
}

TEST_F(reader, takes_a_list_with_padding_behind_its_count)
{
	uint8_t file[32 + 12 + 8 + 16] = "MDMP\x93\xa7\0\0\x01\0\0\0\x20";
	uint8_t buffer[4];

	file[32] = 5; /* MemoryList */
	file[36] = 4 + 4 + 16;
	file[40] = 44;
	file[44] = 1;		 /* one record */
	file[44 + 8 + 1] = 0x10; /* at 0x1000 */
	file[44 + 8 + 8] = 4;	 /* 4 bytes, of this file's start */
	ASSERT_EQ(0, opened_minidump_init(self->opened, bytes_of(file, sizeof(file))));
	EXPECT_TRUE(memory_read_exact(minidump_reader_memory(self->opened->reader), 0x1000, buffer,
				      sizeof(buffer)));
	EXPECT_EQ(0, memcmp(buffer, "MDMP", 4));
}

TEST_HARNESS_MAIN
