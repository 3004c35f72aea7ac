/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ThreadList and ThreadNames, our lists of what they have no room for, and our Threads. */
#include <errno.h>
#include <string.h>

#include "lib/minidump/context_registers.h"
#include "lib/minidump/format_streams.h"
#include "lib/minidump/private_streams.h"
#include "lib/minidump/reading.h"

static bool same_location(struct md_location a, struct md_location b)
{
	return a.size == b.size && a.rva.value == b.rva.value;
}

/*
 * An exception's registers are its own only if the dump has them apart from those of its thread;
 * and some dumps have no others.
 */
static void share_registers(struct crash_exception *exception, struct md_location exception_context,
			    struct md_location context, struct capture_thread *thread)
{
	if (!exception->present || exception->tid != thread->tid)
		return;
	if (thread->registers.prstatus.size == 0)
		thread->registers = exception->registers;
	if (context.size == 0 || same_location(context, exception_context))
		exception->registers = (struct thread_registers){ .prstatus = BYTES_NONE };
}

static void set_registers(struct minidump_reading *reading, struct capture_thread *thread,
			  struct md_location context)
{
	struct crash_capture *capture = reading->capture;
	const struct register_table *table = reading->registers;

	minidump_read_context(reading, context, &thread->registers);
	share_registers(&capture->original, reading->original_context, context, thread);
	share_registers(&capture->fatal, reading->fatal_context, context, thread);
	if (thread->registers.prstatus.size == 0)
		return;
	thread->source = REGISTERS_CORE_NOTES;
	thread->stack_pointer = bytes_uint_at(thread->registers.prstatus,
					      table->stack_pointer_offset, table->word_size);
	thread->instruction_pointer = bytes_uint_at(
		thread->registers.prstatus, table->instruction_pointer_offset, table->word_size);
}

static void read_thread(struct minidump_reading *reading, struct bytes record)
{
	struct byte_reader reader = byte_reader_of(record);
	struct capture_thread thread = { .tid = byte_reader_u32(&reader) };
	struct md_location stack, context;
	uint64_t start;

	thread.ns_tid = thread.tid;
	byte_reader_seek(&reader, offsetof(struct md_thread, stack));
	start = byte_reader_u64(&reader);
	stack = byte_reader_location(&reader);
	context = byte_reader_location(&reader);
	if (stack.size > 0) {
		thread.stack_start = start;
		thread.stack_size = stack.size;
		minidump_added(reading, memory_index_add(reading->memory, start, stack.size,
							 stack.rva.value));
	}
	set_registers(reading, &thread, context);
	minidump_added(reading, crash_capture_add_thread(reading->capture, &thread));
}

static void read_list(struct minidump_reading *reading, uint32_t type)
{
	struct byte_reader records = byte_reader_of(
		minidump_list(reading, type, sizeof(struct md_thread), LIMIT_THREADS));

	while (byte_reader_left(&records) > 0 && reading->error == 0)
		read_thread(reading, byte_reader_take(&records, sizeof(struct md_thread)));
}

/* Lists name threads mostly in one order: the search goes on where the last one ended. */
static struct capture_thread *find_thread(struct crash_capture *capture, uint32_t tid,
					  size_t *cursor)
{
	for (size_t i = 0; i < capture->n_threads; i++) {
		*cursor = *cursor + 1 < capture->n_threads ? *cursor + 1 : 0;
		if (capture->threads[*cursor].tid == tid)
			return &capture->threads[*cursor];
	}
	return NULL;
}

/* A longer name is cut where a character starts. */
static void set_name(struct capture_thread *thread, const char *name)
{
	size_t length = strnlen(name, sizeof(thread->name));

	if (length == sizeof(thread->name))
		for (length--; length > 0 && ((uint8_t)name[length] & 0xc0) == 0x80;)
			length--;
	memset(thread->name, 0, sizeof(thread->name));
	memcpy(thread->name, name, length);
}

static void read_names(struct minidump_reading *reading, uint32_t type)
{
	struct byte_reader records = byte_reader_of(
		minidump_list(reading, type, sizeof(struct md_thread_name), LIMIT_THREADS));
	size_t cursor = SIZE_MAX - 1;

	while (byte_reader_left(&records) > 0 && reading->error == 0) {
		uint32_t tid = byte_reader_u32(&records);
		uint64_t name = byte_reader_u64(&records);
		struct capture_thread *thread = find_thread(reading->capture, tid, &cursor);

		if (thread)
			set_name(thread, minidump_string(reading, name));
	}
}

static void read_details(struct minidump_reading *reading)
{
	struct byte_reader records = byte_reader_of(minidump_stream(
		reading, MD_PRIVATE_THREADS, LIMIT_THREADS * sizeof(struct md_private_thread)));
	const struct register_table *table = reading->registers;
	size_t cursor = SIZE_MAX - 1;

	while (byte_reader_left(&records) >= sizeof(struct md_private_thread)) {
		uint32_t tid = byte_reader_u32(&records), ns_tid = byte_reader_u32(&records);
		uint32_t source = byte_reader_u32(&records);
		uint32_t reserved = byte_reader_u32(&records);
		uint64_t system_call = byte_reader_u64(&records);
		uint64_t fs_base = byte_reader_u64(&records), gs_base = byte_reader_u64(&records);
		struct capture_thread *thread = find_thread(reading->capture, tid, &cursor);

		(void)reserved;
		if (!thread)
			continue;
		thread->ns_tid = ns_tid;
		if (thread->source == REGISTERS_NONE)
			continue;
		if (source > REGISTERS_NONE && source <= REGISTERS_TASK_ITERATOR)
			thread->source = (enum register_source)source;
		context_registers_set(table, &thread->registers, "orig_rax", system_call);
		context_registers_set(table, &thread->registers, "orig_eax", system_call);
		context_registers_set(table, &thread->registers, "fs_base", fs_base);
		context_registers_set(table, &thread->registers, "gs_base", gs_base);
	}
}

/* Its whole XSTATE, of which the context has only a part. */
static void read_xstate(struct minidump_reading *reading)
{
	struct bytes xstate = minidump_stream(reading, MD_PRIVATE_XSTATE, LIMIT_NOTE);
	const struct capture_thread *crashing = crash_capture_crashing_thread(reading->capture);

	if (crashing && xstate.size > 0)
		reading->capture->threads[crashing - reading->capture->threads].registers.xstate =
			xstate;
}

void minidump_read_threads(struct minidump_reading *reading)
{
	read_list(reading, MD_THREAD_LIST_STREAM);
	read_list(reading, MD_PRIVATE_MORE_THREADS);
	read_names(reading, MD_THREAD_NAMES_STREAM);
	read_names(reading, MD_PRIVATE_MORE_THREAD_NAMES);
	read_details(reading);
	read_xstate(reading);
}
