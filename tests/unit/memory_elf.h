/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF image as it lies in memory, made by hand, of either class. */
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_ELF_SIZE 0x4000U

/* Offsets in the image, which are its virtual addresses, too, after memory_elf_add_usual(). */
#define MEMORY_ELF_NOTE	   0x800U
#define MEMORY_ELF_DYNAMIC 0x1000U
#define MEMORY_ELF_STRINGS 0x1800U

#define MEMORY_ELF_BUILD_ID "\x01\x23\x45\x67\x89\xab\xcd\xef"
#define MEMORY_ELF_SONAME   "libmade.so.1"

struct memory_elf {
	uint8_t bytes[MEMORY_ELF_SIZE];
	uint8_t elf_class;
	size_t word;
	size_t n_headers;
	size_t n_dynamic; /* entries of the dynamic section */
};

/* A header without program headers: ET_DYN, of x86-64 or i386. */
void memory_elf_init(struct memory_elf *elf, uint8_t elf_class);

void memory_elf_put(struct memory_elf *elf, size_t offset, uint64_t value, size_t size);
void memory_elf_put_word(struct memory_elf *elf, size_t offset, uint64_t value);
void memory_elf_add_header(struct memory_elf *elf, uint32_t type, uint64_t vaddr, uint64_t filesz,
			   uint64_t memsz);
void memory_elf_add_dynamic(struct memory_elf *elf, uint64_t tag, uint64_t value);
void memory_elf_add_note(struct memory_elf *elf, size_t offset, const char *name, uint32_t type,
			 const void *desc, size_t size);

/* Two PT_LOAD up to MEMORY_ELF_SIZE, a PT_NOTE with a build-id, a PT_DYNAMIC with a soname. */
void memory_elf_add_usual(struct memory_elf *elf);
