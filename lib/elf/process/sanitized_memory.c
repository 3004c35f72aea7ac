/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/process/sanitized_memory.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"

static const bool is_kept_kind[] = {
	[MEMORY_CRASHING_STACK] = true, [MEMORY_CRASHING_STACK_BASE] = true,
	[MEMORY_INSTRUCTIONS] = true,	[MEMORY_STACK] = true,
	[MEMORY_MODULE_HEADER] = true,
};

/* Code, or what a module brought along and cannot have changed since. */
static bool is_constant(const struct crash_capture *capture, const struct capture_mapping *mapping)
{
	if (mapping->flags & MAPPING_WRITE)
		return false;
	return (mapping->flags & MAPPING_EXEC) ||
	       (mapping->inode != 0 && crash_capture_find_module(capture, mapping->start));
}

/* True if value is an address in a mapping that pointers of a backtrace lead to. */
static bool is_pointer(const struct sanitized_memory *memory, uint64_t value)
{
	size_t i = crash_capture_first_mapping_above(memory->capture, value);

	return i < memory->n_mappings && value >= memory->capture->mappings[i].start &&
	       memory->is_target[i];
}

static size_t word_size(const struct sanitized_memory *memory)
{
	return memory->capture->elf_class == ELFCLASS32 ? sizeof(uint32_t) : sizeof(uint64_t);
}

/* Of a word, size bytes behind the first skipped were read: it is kept only if it is whole. */
static void replace_word(const struct sanitized_memory *memory, uint8_t *bytes, size_t size,
			 size_t skipped)
{
	const uint64_t marker = SANITIZED_WORD;
	uint64_t wide;
	uint32_t narrow;

	if (size == sizeof(wide)) {
		memcpy(&wide, bytes, sizeof(wide));
		if (is_pointer(memory, wide))
			return;
	} else if (size == word_size(memory)) {
		memcpy(&narrow, bytes, sizeof(narrow));
		if (is_pointer(memory, narrow))
			return;
	}
	memcpy(bytes, (const uint8_t *)&marker + skipped, size);
}

/* Replaces all words of bytes, which come from address, that are no pointers. */
static void replace_words(const struct sanitized_memory *memory, uint64_t address, uint8_t *bytes,
			  uint64_t size)
{
	size_t whole = word_size(memory);

	while (size > 0) {
		size_t skipped = (size_t)(address % whole);
		size_t part = (size_t)min_u64(size, whole - skipped);

		replace_word(memory, bytes, part, skipped);
		address += part;
		bytes += part;
		size -= part;
	}
}

static ssize_t read_sanitized(struct memory_reader *self, uint64_t address, void *buffer,
			      size_t size)
{
	const struct sanitized_memory *memory = (const struct sanitized_memory *)self;
	const struct crash_capture *capture = memory->capture;
	size_t i = crash_capture_first_mapping_above(capture, address);
	ssize_t count = memory_read(memory->source, address, buffer, size);
	uint64_t left = count > 0 ? (uint64_t)count : 0;
	uint8_t *bytes = buffer;

	for (; left > 0; i++) {
		const struct capture_mapping *mapping =
			i < capture->n_mappings ? &capture->mappings[i] : NULL;
		uint64_t part = mapping ? min_u64(left, mapping->end - address) : left;

		if (!mapping || address < mapping->start || !is_constant(capture, mapping))
			replace_words(memory, address, bytes, part);
		address += part;
		bytes += part;
		left -= part;
	}
	return count;
}

static void add_stack(struct sanitized_memory *memory, uint64_t start, uint64_t size)
{
	const struct crash_capture *capture = memory->capture;
	uint64_t end = saturating_add_u64(start, size);
	size_t i = crash_capture_first_mapping_above(capture, start);

	for (; i < memory->n_mappings && capture->mappings[i].start < end; i++)
		memory->is_target[i] = true;
}

static void find_targets(struct sanitized_memory *memory)
{
	const struct crash_capture *capture = memory->capture;

	for (size_t i = 0; i < memory->n_mappings; i++) {
		const struct capture_mapping *mapping = &capture->mappings[i];

		memory->is_target[i] = mapping->inode != 0 || (mapping->flags & MAPPING_EXEC) ||
				       strcmp(mapping->path, "[stack]") == 0;
	}
	for (size_t i = 0; i < capture->n_threads; i++) {
		const struct capture_thread *thread = &capture->threads[i];

		if (thread->source != REGISTERS_NONE)
			add_stack(memory, thread->stack_pointer, 1);
		add_stack(memory, thread->stack_start, thread->stack_size);
	}
}

int sanitized_memory_init(struct sanitized_memory *memory, struct memory_reader *source,
			  const struct crash_capture *capture)
{
	*memory = (struct sanitized_memory){
		.reader = { .read = read_sanitized },
		.source = source,
		.capture = capture,
		.is_target = calloc(capture->n_mappings + 1, sizeof(bool)),
	};
	if (!memory->is_target)
		return -ENOMEM;
	memory->n_mappings = capture->n_mappings;
	find_targets(memory);
	return 0;
}

void sanitized_memory_done(struct sanitized_memory *memory)
{
	free(memory->is_target);
	memory->is_target = NULL;
	memory->n_mappings = 0;
}

static bool is_kept(const struct crash_capture *capture, const struct memory_range *range)
{
	const struct capture_mapping *mapping;

	if (range->kind < sizeof(is_kept_kind) && is_kept_kind[range->kind])
		return true;
	if (range->kind != MEMORY_LOADER)
		return false;
	/* Program headers, which lie in a module's first page. */
	mapping = crash_capture_find_mapping(capture, range->start);
	return mapping && is_constant(capture, mapping);
}

void sanitized_memory_choose(struct crash_capture *capture)
{
	struct memory_plan *plan = &capture->memory;
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_ranges; i++)
		if (is_kept(capture, &plan->ranges[i]))
			plan->ranges[kept++] = plan->ranges[i];
	plan->n_ranges = kept;
}
