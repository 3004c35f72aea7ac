/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/signal_frames.h"

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"

struct interrupted {
	uint64_t stack_pointer, instruction_pointer;
};

static uint64_t word_at(const struct register_table *table, struct bytes stack, size_t offset)
{
	return bytes_uint_at(stack, offset, table->word_size);
}

/*
 * A frame tells of the alternate stack that it lies on itself, and its stack pointer is elsewhere:
 * hardly anything else on a stack looks like that. The kernel sets no uc_link.
 */
static bool parse_frame(const struct register_table *table, uint64_t address, struct bytes frame,
			struct interrupted *ret_interrupted)
{
	const struct signal_frame_layout *layout = table->signal_frame;
	uint64_t start = word_at(table, frame, layout->stack_offset);
	uint64_t size = word_at(table, frame, layout->stack_size_offset);
	uint64_t stack_pointer = word_at(table, frame, layout->stack_pointer_offset);

	if (word_at(table, frame, layout->link_offset) != 0)
		return false;
	if (address < start || address - start >= size)
		return false;
	if (stack_pointer >= start && stack_pointer - start <= size)
		return false;
	ret_interrupted->stack_pointer = stack_pointer;
	ret_interrupted->instruction_pointer =
		word_at(table, frame, layout->instruction_pointer_offset);
	return true;
}

static bool find_frame(const struct memory_wishes *wishes, uint64_t start, struct bytes stack,
		       struct interrupted *ret_interrupted)
{
	const struct register_table *table = wishes->head->registers;
	size_t size = table->signal_frame->size, word = table->word_size;
	size_t offset = (size_t)(-start % word);

	for (; offset + size <= stack.size; offset += word) {
		struct bytes frame = bytes_of(stack.data + offset, size);

		if (parse_frame(table, start + offset, frame, ret_interrupted) &&
		    memory_wishes_has_stack(wishes, ret_interrupted->stack_pointer))
			return true;
	}
	return false;
}

void signal_frames_want_interrupted(const struct memory_wishes *wishes,
				    struct memory_reader *memory)
{
	const struct register_table *table = wishes->head->registers;
	struct crash_capture *capture = wishes->capture;
	struct interrupted interrupted;
	size_t size;
	ssize_t count;
	uint8_t *copy;

	if (!table || !table->signal_frame || capture->n_threads == 0)
		return;
	size = (size_t)min_u64(capture->threads[0].stack_size, LIMIT_SIGNAL_FRAME_SEARCH);
	copy = size > 0 ? pool_alloc(&capture->pool, size) : NULL;
	if (!copy)
		return;
	count = memory_read(memory, capture->threads[0].stack_start, copy, size);
	if (count <= 0 || !find_frame(wishes, capture->threads[0].stack_start,
				      bytes_of(copy, (size_t)count), &interrupted))
		return;
	memory_wishes_add_stack_at(wishes, interrupted.stack_pointer);
	memory_wishes_add_instructions_at(wishes, interrupted.instruction_pointer);
}
