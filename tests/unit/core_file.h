/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of an ELF core, made by hand, as the kernel streams it. */
#pragma once

#include <elf.h>
#include <stdbool.h>

#include "lib/base/byte_buffer.h"

#define CORE_FILE_SEGMENTS 64

struct core_file_segment {
	uint64_t start, size, file_size;
};

struct core_file {
	uint8_t elf_class;
	uint16_t machine;
	uint16_t phnum; /* what the header says; 0: the true count */
	struct core_file_segment segments[CORE_FILE_SEGMENTS];
	size_t n_segments;
	struct byte_buffer notes;
	uint64_t notes_size; /* what PT_NOTE says; 0: the true size */
	uint64_t padding;    /* between the program headers and the notes */
	bool notes_last;     /* PT_NOTE is the last program header, not the first */
};

/* An empty core of x86-64, or of i386. */
void core_file_init(struct core_file *core, uint8_t elf_class);
void core_file_done(struct core_file *core);

void core_file_add_segment(struct core_file *core, uint64_t start, uint64_t size,
			   uint64_t file_size);
void core_file_add_note(struct core_file *core, const char *name, uint32_t type, const void *desc,
			size_t size);

/* NT_PRSTATUS of x86-64 or i386. */
void core_file_add_status(struct core_file *core, uint32_t tid, uint64_t stack_pointer,
			  uint64_t instruction_pointer);

/* The notes of a crashing thread, its process, and three more threads: tids 12, 10, 11, 13. */
void core_file_add_process(struct core_file *core);

/* Puts the head's bytes into out. */
void core_file_build(const struct core_file *core, struct byte_buffer *out);

/* A descriptor from which those bytes are read up to size; behind them the stream ends. */
int core_file_open(const struct core_file *core, size_t size);
