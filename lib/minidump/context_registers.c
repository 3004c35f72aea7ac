/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/context_registers.h"

#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/minidump/format_contexts.h"

/* An NT_X86_XSTATE description: XSAVE's standard form (Intel SDM volume 1, 13.4). */
#define XSTATE_BV_OFFSET  512
#define XSTATE_AVX_OFFSET 576
#define XSTATE_SIZE	  (XSTATE_AVX_OFFSET + MD_XSTATE_AVX_SIZE)
#define XSTATE_LEGACY	  3 /* x87 and SSE */

static void put_uint(uint8_t *at, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void put_register(const struct register_table *table, uint8_t *prstatus, const char *name,
			 uint64_t value)
{
	const struct register_field *field = register_table_field(table, name);

	if (field)
		put_uint(prstatus + field->offset, field->size, value);
}

void context_registers_set(const struct register_table *table,
			   const struct thread_registers *registers, const char *name,
			   uint64_t value)
{
	/* The note was allocated here and belongs to the capture that is being filled. */
	if (table && registers->prstatus.size == table->prstatus_size)
		put_register(table, (uint8_t *)registers->prstatus.data, name, value);
}

/* A note of size bytes in the pool, with those of copy from the context. */
static int copy_note(struct pool *pool, struct bytes context, const struct context_copy *copies,
		     size_t n_copies, size_t size, struct bytes *ret_note)
{
	uint8_t *note = pool_alloc(pool, size);

	if (!note)
		return -ENOMEM;
	for (size_t i = 0; i < n_copies; i++) {
		struct byte_reader reader = byte_reader_of(context);
		struct bytes from;

		byte_reader_seek(&reader, copies[i].offset);
		from = byte_reader_take(&reader, copies[i].size);
		if (from.size > 0)
			memcpy(note + copies[i].note_offset, from.data, from.size);
	}
	*ret_note = bytes_of(note, size);
	return 0;
}

static size_t note_size(const struct context_copy *copies, size_t n_copies)
{
	size_t size = 0;

	for (size_t i = 0; i < n_copies; i++)
		if ((size_t)copies[i].note_offset + copies[i].size > size)
			size = (size_t)copies[i].note_offset + copies[i].size;
	return size;
}

/* The upper halves of the YMM registers behind an AMD64 context, if they are there. */
static int copy_avx(struct pool *pool, const struct context_layout *layout, struct bytes context,
		    struct thread_registers *registers)
{
	const struct context_copy copies[] = {
		layout->float_copies[0],
		{ XSTATE_AVX_OFFSET, offsetof(struct md_context_amd64_extended, avx),
		  MD_XSTATE_AVX_SIZE },
	};
	const uint64_t mask =
		bytes_uint_at(context, offsetof(struct md_context_amd64_extended, mask), 8);
	int r;

	if (context.size < sizeof(struct md_context_amd64_extended) ||
	    !(mask & 1ULL << MD_XSTATE_AVX))
		return 0;
	r = copy_note(pool, context, copies, 2, XSTATE_SIZE, &registers->xstate);
	if (r < 0)
		return r;
	put_uint((uint8_t *)registers->xstate.data + XSTATE_BV_OFFSET, 8, mask | XSTATE_LEGACY);
	registers->fpregs = BYTES_NONE;
	return 0;
}

static int copy_float(struct pool *pool, const struct context_layout *layout, struct bytes context,
		      uint64_t flags, struct thread_registers *registers)
{
	size_t size = note_size(layout->float_copies, CONTEXT_FLOAT_COPIES);
	int r = 0;

	if (flags & layout->float_flag && context.size >= layout->size)
		r = copy_note(pool, context, layout->float_copies, CONTEXT_FLOAT_COPIES, size,
			      &registers->fpregs);
	if (r == 0 && flags & layout->extended_flag && context.size >= layout->size)
		r = copy_note(pool, context, &layout->extended, 1, layout->extended.size,
			      &registers->xstate);
	if (r == 0 && layout == &context_layout_amd64 && flags & MD_CONTEXT_AMD64_XSTATE)
		r = copy_avx(pool, layout, context, registers);
	return r;
}

static bool is_complete(const struct context_layout *layout, const struct register_table *table,
			size_t size)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct register_field *field =
			register_table_field(table, layout->fields[i].name);

		if (field &&
		    (field->offset == table->stack_pointer_offset ||
		     field->offset == table->instruction_pointer_offset) &&
		    (size_t)layout->fields[i].offset + layout->fields[i].size > size)
			return false;
	}
	return true;
}

int context_registers(struct pool *pool, const struct context_layout *layout,
		      const struct register_table *table, struct bytes context,
		      struct thread_registers *ret_registers)
{
	const uint64_t flags = bytes_uint_at(context, layout->flags_offset, 4);
	struct thread_registers registers = { .prstatus = BYTES_NONE };
	uint8_t *prstatus;
	int r;

	if (!(flags & layout->processor_flag) || !is_complete(layout, table, context.size))
		return -EBADMSG;
	prstatus = pool_alloc(pool, table->prstatus_size);
	if (!prstatus)
		return -ENOMEM;
	for (size_t i = 0; i < layout->n_fields; i++)
		put_register(
			table, prstatus, layout->fields[i].name,
			bytes_uint_at(context, layout->fields[i].offset, layout->fields[i].size));
	registers.prstatus = bytes_of(prstatus, table->prstatus_size);
	r = copy_float(pool, layout, context, flags, &registers);
	if (r == 0)
		*ret_registers = registers;
	return r;
}
