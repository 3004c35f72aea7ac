/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/describe_threads.h"

#include "lib/base/byte_reader.h"
#include "lib/elf/registers.h"

static void describe_thread(struct capture_thread *thread, const struct register_table *table)
{
	struct bytes prstatus = thread->registers.prstatus;

	if (thread->ns_tid == 0)
		thread->ns_tid = (uint32_t)bytes_uint_at(prstatus, table->pid_offset, 4);
	if (thread->tid == 0)
		thread->tid = thread->ns_tid;
	if (thread->stack_pointer != 0 || thread->instruction_pointer != 0)
		return;
	thread->stack_pointer =
		bytes_uint_at(prstatus, table->stack_pointer_offset, table->word_size);
	thread->instruction_pointer =
		bytes_uint_at(prstatus, table->instruction_pointer_offset, table->word_size);
}

void describe_threads(struct crash_capture *capture)
{
	const struct register_table *table =
		register_table_find(capture->machine, capture->elf_class);

	if (capture->machine == 0) /* a dump that was cut before it said */
		return;
	if (!table) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unsupported, "architecture", 0);
		return;
	}
	for (size_t i = 0; i < capture->n_threads; i++)
		if (capture->threads[i].registers.prstatus.size > 0)
			describe_thread(&capture->threads[i], table);
}
