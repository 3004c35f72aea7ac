/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small ELF file with a build-id and symbols, made by hand. */
#pragma once

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_IMAGE_BASE	      0x400000ULL
#define ELF_IMAGE_SYMBOLS_MAX 16

/* The content of the note, of 4 bytes. */
#define ELF_IMAGE_BUILD_ID "\xab\xcd\xef\x01"

struct elf_image_symbol {
	const char *name; /* NULL ends an array */
	uint64_t offset;  /* from the base */
	uint64_t size;
	unsigned char type, binding;
};

struct elf_image {
	Elf64_Ehdr header;
	Elf64_Phdr load;
	Elf64_Shdr sections[4]; /* none, note, symbols, strings */
	struct {
		Elf64_Nhdr header;
		char name[4], description[4];
	} note;
	Elf64_Sym symbols[1 + ELF_IMAGE_SYMBOLS_MAX];
	char strings[256];
};

/* Fills the image; table is SHT_SYMTAB or SHT_DYNSYM. */
void elf_image_init(struct elf_image *image, uint32_t table,
		    const struct elf_image_symbol *symbols);

/* Writes the first size bytes of it. Returns 0 or a negative errno. */
int elf_image_write(const struct elf_image *image, size_t size, const char *path);
