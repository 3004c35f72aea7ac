/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/stackwalk/stack_walk.h"

#include <elf.h>
#include <sys/auxv.h>

#include "lib/base/byte_reader.h"
#include "lib/capture/auxv.h"
#include "lib/elf/registers.h"
#include "lib/stackwalk/call_instruction.h"

/* How far a scan looks for the next return address, in words; the first one farther. */
#define SCAN_WORDS_FIRST 1024
#define SCAN_WORDS	 256

/* A frame is no larger than this: what a frame pointer refers to is not that far away. */
#define FRAME_SIZE_MAX (16ULL << 20)

/* No code lies in the first page. */
#define LOWEST_CODE 4096

/* How functions call each other on a processor. */
struct walk_rules {
	uint16_t machine; /* EM_X86_64, ... */
	uint8_t elf_class;
	const char *frame_pointer;
	const char *link_register; /* NULL: calls push the return address */
	bool (*follows_call)(const uint8_t *end);
};

static const struct walk_rules rules_of_processors[] = {
	{ EM_X86_64, ELFCLASS64, "rbp", NULL, call_instruction_x86 },
	{ EM_386, ELFCLASS32, "ebp", NULL, call_instruction_x86 },
	{ EM_AARCH64, ELFCLASS64, "x29", "x30", call_instruction_arm64 },
};

struct walker {
	const struct crash_capture *capture;
	struct memory_reader *memory;
	const struct walk_rules *rules;
	size_t word_size;
	uint64_t entry; /* of the program, which nobody calls: AT_ENTRY; 0 if unknown */
	/* Of the frame that was found last. frame_pointer may be anything. */
	uint64_t instruction, stack_pointer, frame_pointer, link_register;
	struct stack_walk *walk;
};

static const struct walk_rules *find_rules(uint16_t machine, uint8_t elf_class)
{
	for (size_t i = 0; i < sizeof(rules_of_processors) / sizeof(rules_of_processors[0]); i++)
		if (rules_of_processors[i].machine == machine &&
		    rules_of_processors[i].elf_class == elf_class)
			return &rules_of_processors[i];
	return NULL;
}

static bool read_word(const struct walker *walker, uint64_t address, uint64_t *ret_word)
{
	uint8_t raw[8];

	if (!memory_read_exact(walker->memory, address, raw, walker->word_size))
		return false;
	*ret_word = bytes_uint_at(bytes_of(raw, walker->word_size), 0, walker->word_size);
	return true;
}

/* Without a list of mappings, what a module spans may be code. */
static bool is_executable(const struct walker *walker, uint64_t address)
{
	const struct capture_mapping *mapping;

	if (address < LOWEST_CODE)
		return false;
	if (walker->capture->n_mappings == 0)
		return crash_capture_find_module(walker->capture, address);
	mapping = crash_capture_find_mapping(walker->capture, address);
	return mapping && mapping->flags & MAPPING_EXEC;
}

/* Code that is not at hand may hold a call. */
static bool is_return_address(const struct walker *walker, uint64_t address)
{
	uint8_t code[CALL_INSTRUCTION_MAX];

	if (address == walker->entry || !is_executable(walker, address) ||
	    !is_executable(walker, address - 1))
		return false;
	if (!memory_read_exact(walker->memory, address - sizeof(code), code, sizeof(code)))
		return true;
	return walker->rules->follows_call(code + sizeof(code));
}

static void add_frame(struct walker *walker, uint64_t instruction, uint64_t stack_pointer,
		      enum frame_trust trust)
{
	struct stack_walk *walk = walker->walk;

	walker->instruction = instruction;
	walker->stack_pointer = stack_pointer;
	if (walk->n_frames == STACK_WALK_FRAMES_MAX) {
		walk->is_cut = true;
		return;
	}
	walk->frames[walk->n_frames++] = (struct stack_frame){ instruction, stack_pointer, trust };
}

/* The frame pointer refers to the caller's, with the return address above it. */
static bool follow_frame_pointer(struct walker *walker)
{
	const uint64_t at = walker->frame_pointer, size = walker->word_size;
	uint64_t saved, address;

	if (at < walker->stack_pointer || at - walker->stack_pointer > FRAME_SIZE_MAX ||
	    at % size != 0 || !read_word(walker, at, &saved) ||
	    !read_word(walker, at + size, &address) || !is_return_address(walker, address))
		return false;
	walker->frame_pointer = saved;
	add_frame(walker, address, at + 2 * size, FRAME_TRUST_FRAME_POINTER);
	return true;
}

/*
 * The first frame's return address may not have been saved yet. If it has, the register may hold
 * an old one; then it is no other than the saved one, or it costs a frame of the same function.
 */
static bool follow_link_register(struct walker *walker)
{
	const uint64_t address = walker->link_register;
	uint64_t saved;

	if (!walker->rules->link_register || walker->walk->n_frames != 1 ||
	    !is_return_address(walker, address))
		return false;
	if (read_word(walker, walker->frame_pointer + walker->word_size, &saved) &&
	    saved == address)
		return false;
	add_frame(walker, address, walker->stack_pointer, FRAME_TRUST_LINK_REGISTER);
	return true;
}

/* A function that keeps frame pointers has saved its caller's right below its return address. */
static void guess_frame_pointer(struct walker *walker, uint64_t slot)
{
	uint64_t saved;

	if (read_word(walker, slot - walker->word_size, &saved) && saved > slot &&
	    saved - slot <= FRAME_SIZE_MAX && saved % walker->word_size == 0)
		walker->frame_pointer = saved;
}

static bool scan(struct walker *walker)
{
	const size_t n_words = walker->walk->n_frames == 1 ? SCAN_WORDS_FIRST : SCAN_WORDS;
	const uint64_t size = walker->word_size;
	uint64_t slot = walker->stack_pointer & ~(size - 1), word;

	for (size_t i = 0; i < n_words; i++, slot += size) {
		if (!read_word(walker, slot, &word))
			return false;
		if (!is_return_address(walker, word))
			continue;
		if (slot > walker->stack_pointer)
			guess_frame_pointer(walker, slot);
		add_frame(walker, word, slot + size, FRAME_TRUST_SCAN);
		return true;
	}
	return false;
}

static bool find_caller(struct walker *walker)
{
	/* Who jumped to where no code is has a return address, but no frame yet. */
	bool has_frame = walker->walk->n_frames > 1 || is_executable(walker, walker->instruction);

	return follow_link_register(walker) || (has_frame && follow_frame_pointer(walker)) ||
	       scan(walker);
}

static uint64_t value_of(const struct register_table *table, struct bytes prstatus,
			 const char *name)
{
	const struct register_field *field = name ? register_table_field(table, name) : NULL;

	return field ? register_value(prstatus, field) : 0;
}

void stack_walk(const struct crash_capture *capture, struct memory_reader *memory,
		const struct thread_registers *registers, struct stack_walk *ret_walk)
{
	const struct register_table *table =
		register_table_find(capture->machine, capture->elf_class);
	const struct bytes prstatus = registers->prstatus;
	struct walker walker = {
		.capture = capture,
		.memory = memory,
		.rules = find_rules(capture->machine, capture->elf_class),
		.walk = ret_walk,
	};

	ret_walk->n_frames = 0;
	ret_walk->is_cut = false;
	if (!table || !walker.rules || prstatus.size == 0)
		return;
	walker.word_size = table->word_size;
	(void)auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_ENTRY, &walker.entry);
	walker.frame_pointer = value_of(table, prstatus, walker.rules->frame_pointer);
	walker.link_register = value_of(table, prstatus, walker.rules->link_register);
	add_frame(&walker,
		  bytes_uint_at(prstatus, table->instruction_pointer_offset, table->word_size),
		  bytes_uint_at(prstatus, table->stack_pointer_offset, table->word_size),
		  FRAME_TRUST_CONTEXT);
	while (!ret_walk->is_cut && find_caller(&walker))
		;
}

uint64_t stack_frame_lookup_address(const struct stack_frame *frame)
{
	return frame->trust == FRAME_TRUST_CONTEXT || frame->instruction == 0
		       ? frame->instruction
		       : frame->instruction - 1;
}

const char *frame_trust_name(enum frame_trust trust)
{
	static const char *const names[] = {
		[FRAME_TRUST_CONTEXT] = "context",
		[FRAME_TRUST_LINK_REGISTER] = "link register",
		[FRAME_TRUST_FRAME_POINTER] = "frame pointer",
		[FRAME_TRUST_SCAN] = "scan",
	};

	return names[trust];
}
