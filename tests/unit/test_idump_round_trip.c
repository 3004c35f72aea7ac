/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A capture that is written as an intermediate dump and read back is the same capture. */
#include "kselftest_harness.h"

#include <stdlib.h>
#include <string.h>

#include "lib/idump/idump_sections.h"
#include "tests/unit/opened_idump.h"
#include "tests/unit/sample_capture.h"
#include "tests/unit/sample_idump.h"

#define LONG_TEXT  (3 * 65536 + 1234)
#define LONG_RANGE 200000U
#define LONG_START 0x100000000ULL

FIXTURE(idump)
{
	struct sample_capture sample;
	struct byte_buffer file;
	struct opened_idump opened;
	uint8_t psinfo[136], registers[336];
	uint8_t *text, *range;
};

static void fill_process(struct crash_capture *capture)
{
	struct capture_process *process = &capture->process;

	process->ns_pid = 7;
	process->ns_crashing_tid = 12;
	process->has_ids = true;
	process->uid = 1000;
	process->gid = UINT32_MAX - 1;
	process->dumpable = 2;
	process->core_limit = UINT64_MAX;
	memcpy(process->comm, "fifteen letters", 16);
	process->cwd = "/home/\xff\xfe";
	process->root = "/";
	memcpy(capture->clocks.boot_id, "6f0e5b9e-6d2c-4b8e-9b5a-0123456789ab", 37);
	capture->clocks.monotonic_ns = 3;
}

static void fill_lists(struct crash_capture *capture)
{
	const struct capture_namespace namespaces[] = { { "mnt", "mnt:[4026531841]" },
							{ "pid", "pid:[4026531836]" } };
	const struct capture_fd odd = { -1, "" };

	(void)crash_capture_add_namespace(capture, &namespaces[0]);
	(void)crash_capture_add_namespace(capture, &namespaces[1]);
	(void)crash_capture_add_fd(capture, &odd);
	soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_many, "fds", 7, 1ULL << 40);
	capture->identity_verified = capture->readable_by_owner = capture->complete = true;
}

static void fill_exceptions(struct crash_capture *capture, struct bytes registers)
{
	capture->fatal.error = -3;
	capture->original = (struct crash_exception){
		.present = true,
		.tid = SAMPLE_TID,
		.signal = 6,
		.code = -6,
		.registers = { .prstatus = registers },
	};
}

static void write_all(struct idump_writer *writer, struct sample_capture *sample)
{
	struct crash_capture *capture = &sample->capture;

	idump_write_subject(writer, capture);
	idump_write_threads(writer, capture, 0, 1);
	(void)idump_writer_flush(writer);
	for (int i = 1; i < TEXT_END_; i++)
		idump_write_text(writer, capture, (enum capture_text)i);
	idump_write_modules(writer, capture);
	idump_write_threads(writer, capture, 1, capture->n_threads);
	memory_plan_sort_by_priority(&capture->memory);
	for (size_t i = 0; i < capture->memory.n_ranges; i++)
		idump_write_memory(writer, &sample->memory.reader, &capture->memory.ranges[i],
				   &capture->soft_errors);
	idump_write_fds(writer, capture);
	idump_write_namespaces(writer, capture);
	idump_write_soft_errors(writer, &capture->soft_errors);
	idump_write_identity(writer, capture);
}

FIXTURE_SETUP(idump)
{
	struct crash_capture *capture = &self->sample.capture;
	struct idump_writer writer;

	sample_capture_init(&self->sample);
	memset(self->psinfo, 0x11, sizeof(self->psinfo));
	memset(self->registers, 0x22, sizeof(self->registers));
	self->text = malloc(LONG_TEXT);
	self->range = malloc(LONG_RANGE);
	ASSERT_TRUE(self->text && self->range);
	for (size_t i = 0; i < LONG_TEXT; i++)
		self->text[i] = (uint8_t)(i * i >> 7);
	for (size_t i = 0; i < LONG_RANGE; i++)
		self->range[i] = (uint8_t)(i * 31 >> 3);
	fill_process(capture);
	fill_lists(capture);
	fill_exceptions(capture, bytes_of(self->registers, sizeof(self->registers)));
	capture->psinfo = bytes_of(self->psinfo, sizeof(self->psinfo));
	capture->texts[TEXT_mountinfo] = bytes_of(self->text, LONG_TEXT);
	capture->texts[TEXT_maps] = bytes_of(self->text + 5, 65536);
	memory_buffer_add(&self->sample.memory, LONG_START, self->range, LONG_RANGE);
	(void)memory_plan_add(&capture->memory, LONG_START, LONG_RANGE, MEMORY_OTHER);
	idump_writer_begin(&writer);
	write_all(&writer, &self->sample);
	self->file = BYTE_BUFFER_INIT;
	ASSERT_EQ(idump_writer_end(&writer, &self->file), 0);
	self->opened = opened_idump_of(self->file.data, self->file.size);
	ASSERT_EQ(self->opened.result, 0);
}

FIXTURE_TEARDOWN(idump)
{
	opened_idump_done(&self->opened);
	byte_buffer_done(&self->file);
	sample_capture_done(&self->sample);
	free(self->text);
	free(self->range);
}

static bool same_bytes(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool same_registers(const struct thread_registers *a, const struct thread_registers *b)
{
	return same_bytes(a->prstatus, b->prstatus) && same_bytes(a->fpregs, b->fpregs) &&
	       same_bytes(a->xstate, b->xstate);
}

TEST_F(idump, the_process_comes_back)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	EXPECT_STREQ(out->id, SAMPLE_ID);
	EXPECT_EQ(out->machine, in->machine);
	EXPECT_EQ(out->elf_class, in->elf_class);
	EXPECT_EQ(out->process.pid, in->process.pid);
	EXPECT_EQ(out->process.ns_pid, 7);
	EXPECT_EQ(out->process.crashing_tid, SAMPLE_TID);
	EXPECT_EQ(out->process.ns_crashing_tid, 12);
	EXPECT_TRUE(out->process.has_ids);
	EXPECT_EQ(out->process.uid, 1000);
	EXPECT_EQ(out->process.gid, UINT32_MAX - 1);
	EXPECT_EQ(out->process.dumpable, 2);
	EXPECT_EQ(out->process.core_limit, UINT64_MAX);
	EXPECT_STREQ(out->process.comm, "fifteen letters");
	EXPECT_STREQ(out->process.exe, in->process.exe);
	EXPECT_STREQ(out->process.cwd, "/home/\xff\xfe");
	EXPECT_STREQ(out->process.root, "/");
	EXPECT_TRUE(same_bytes(out->psinfo, in->psinfo));
}

TEST_F(idump, exceptions_come_back)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	EXPECT_TRUE(out->fatal.present);
	EXPECT_EQ(out->fatal.tid, SAMPLE_TID);
	EXPECT_EQ(out->fatal.signal, in->fatal.signal);
	EXPECT_EQ(out->fatal.code, in->fatal.code);
	EXPECT_EQ(out->fatal.error, -3);
	EXPECT_TRUE(same_bytes(out->fatal.siginfo, in->fatal.siginfo));
	EXPECT_EQ(out->fatal.registers.prstatus.size, 0);
	EXPECT_TRUE(out->original.present);
	EXPECT_EQ(out->original.signal, 6);
	EXPECT_EQ(out->original.code, -6);
	EXPECT_EQ(out->original.siginfo.size, 0);
	EXPECT_TRUE(same_registers(&out->original.registers, &in->original.registers));
}

TEST_F(idump, clocks_and_system_come_back)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	EXPECT_EQ(memcmp(&out->clocks, &in->clocks, sizeof(in->clocks)), 0);
	EXPECT_STREQ(out->system.kernel_name, in->system.kernel_name);
	EXPECT_STREQ(out->system.kernel_release, in->system.kernel_release);
	EXPECT_STREQ(out->system.kernel_version, in->system.kernel_version);
	EXPECT_STREQ(out->system.machine, in->system.machine);
	EXPECT_EQ(out->system.n_cpus, in->system.n_cpus);
	EXPECT_EQ(out->system.page_size, in->system.page_size);
	EXPECT_EQ(out->system.clock_ticks, in->system.clock_ticks);
}

TEST_F(idump, threads_come_back_in_order)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	ASSERT_EQ(out->n_threads, in->n_threads);
	for (size_t i = 0; i < in->n_threads; i++) {
		const struct capture_thread *a = &in->threads[i], *b = &out->threads[i];

		EXPECT_EQ(b->tid, a->tid);
		EXPECT_EQ(b->ns_tid, a->ns_tid);
		EXPECT_EQ(memcmp(b->name, a->name, sizeof(a->name)), 0);
		EXPECT_EQ(b->source, a->source);
		EXPECT_EQ(b->stack_pointer, a->stack_pointer);
		EXPECT_EQ(b->instruction_pointer, a->instruction_pointer);
		EXPECT_EQ(b->stack_start, a->stack_start);
		EXPECT_EQ(b->stack_size, a->stack_size);
		EXPECT_TRUE(same_registers(&b->registers, &a->registers));
	}
}

TEST_F(idump, modules_come_back_as_far_as_memory_does_not_tell_them)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	ASSERT_EQ(out->n_modules, in->n_modules);
	for (size_t i = 0; i < in->n_modules; i++) {
		const struct capture_module *a = &in->modules[i], *b = &out->modules[i];

		EXPECT_EQ(b->base, a->base);
		EXPECT_EQ(b->size, a->size);
		EXPECT_EQ(b->dynamic, a->dynamic);
		EXPECT_STREQ(b->path, a->path);
		EXPECT_STREQ(b->soname, "");
		EXPECT_EQ(b->is_main, a->is_main);
	}
}

TEST_F(idump, texts_come_back_whole_also_beyond_one_chunk)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	EXPECT_EQ(out->texts[TEXT_mountinfo].size, LONG_TEXT);
	for (size_t i = 0; i < TEXT_END_; i++)
		EXPECT_TRUE(same_bytes(out->texts[i], in->texts[i]));
}

TEST_F(idump, descriptors_and_namespaces_come_back)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	ASSERT_EQ(out->n_fds, in->n_fds);
	ASSERT_EQ(out->n_namespaces, in->n_namespaces);
	for (size_t i = 0; i < in->n_fds; i++) {
		EXPECT_EQ(out->fds[i].fd, in->fds[i].fd);
		EXPECT_STREQ(out->fds[i].target, in->fds[i].target);
	}
	for (size_t i = 0; i < in->n_namespaces; i++) {
		EXPECT_STREQ(out->namespaces[i].name, in->namespaces[i].name);
		EXPECT_STREQ(out->namespaces[i].target, in->namespaces[i].target);
	}
}

TEST_F(idump, soft_errors_and_identity_come_back_and_nothing_is_added)
{
	const struct crash_capture *in = &self->sample.capture, *out = self->opened.capture;

	ASSERT_EQ(out->soft_errors.n_items, in->soft_errors.n_items);
	for (size_t i = 0; i < in->soft_errors.n_items; i++)
		EXPECT_EQ(memcmp(&out->soft_errors.items[i], &in->soft_errors.items[i],
				 sizeof(in->soft_errors.items[i])),
			  0);
	EXPECT_TRUE(out->identity_verified);
	EXPECT_TRUE(out->readable_by_owner);
	EXPECT_TRUE(out->complete);
}

TEST_F(idump, memory_comes_back_with_its_kinds)
{
	const struct memory_plan *in = &self->sample.capture.memory;
	struct memory_reader *memory = idump_reader_memory(self->opened.reader);
	static uint8_t a[LONG_RANGE], b[LONG_RANGE];

	EXPECT_EQ(memory_plan_bytes(&self->opened.capture->memory), memory_plan_bytes(in));
	for (size_t i = 0; i < in->n_ranges; i++) {
		const struct memory_range *range = &in->ranges[i];
		const struct memory_range *found =
			memory_plan_find(&self->opened.capture->memory, range->start);

		ASSERT_NE(found, NULL);
		EXPECT_EQ(found->kind, range->kind);
		ASSERT_TRUE(memory_read_exact(&self->sample.memory.reader, range->start, a,
					      range->size));
		ASSERT_TRUE(memory_read_exact(memory, range->start, b, range->size));
		EXPECT_EQ(memcmp(a, b, range->size), 0);
	}
}

TEST_F(idump, a_read_stops_where_memory_ends)
{
	struct memory_reader *memory = idump_reader_memory(self->opened.reader);
	uint8_t buffer[64];

	EXPECT_EQ(memory_read(memory, LONG_START + LONG_RANGE - 10, buffer, sizeof(buffer)), 10);
	EXPECT_EQ(memory_read(memory, LONG_START + LONG_RANGE, buffer, sizeof(buffer)), 0);
	EXPECT_EQ(memory_read(memory, LONG_START - 1, buffer, sizeof(buffer)), 0);
	EXPECT_EQ(memory_read(memory, UINT64_MAX, buffer, sizeof(buffer)), 0);
	EXPECT_EQ(memory_read(memory, LONG_START + 65530, buffer, sizeof(buffer)), 64);
	EXPECT_EQ(memcmp(buffer, self->range + 65530, sizeof(buffer)), 0);
}

TEST_HARNESS_MAIN
