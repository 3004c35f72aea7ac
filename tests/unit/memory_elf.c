/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/memory_elf.h"

#include <assert.h>
#include <string.h>

void memory_elf_put(struct memory_elf *elf, size_t offset, uint64_t value, size_t size)
{
	assert(offset + size <= sizeof(elf->bytes));
	for (size_t i = 0; i < size; i++)
		elf->bytes[offset + i] = (uint8_t)(value >> (8 * i));
}

void memory_elf_put_word(struct memory_elf *elf, size_t offset, uint64_t value)
{
	memory_elf_put(elf, offset, value, elf->word);
}

void memory_elf_init(struct memory_elf *elf, uint8_t elf_class)
{
	bool is_32 = elf_class == ELFCLASS32;

	memset(elf, 0, sizeof(*elf));
	elf->elf_class = elf_class;
	elf->word = is_32 ? 4 : 8;
	memcpy(elf->bytes, ELFMAG, SELFMAG);
	elf->bytes[EI_CLASS] = elf_class;
	elf->bytes[EI_DATA] = ELFDATA2LSB;
	elf->bytes[EI_VERSION] = EV_CURRENT;
	memory_elf_put(elf, 16, ET_DYN, 2);
	memory_elf_put(elf, 18, is_32 ? EM_386 : EM_X86_64, 2);
	memory_elf_put_word(elf, is_32 ? 28 : 32, is_32 ? 52 : 64);
	memory_elf_put(elf, is_32 ? 42 : 54, is_32 ? 32 : 56, 2);
}

void memory_elf_add_header(struct memory_elf *elf, uint32_t type, uint64_t vaddr, uint64_t filesz,
			   uint64_t memsz)
{
	bool is_32 = elf->elf_class == ELFCLASS32;
	size_t at = is_32 ? 52 + 32 * elf->n_headers : 64 + 56 * elf->n_headers;

	memory_elf_put(elf, at, type, 4);
	memory_elf_put_word(elf, at + elf->word, vaddr & 0xffff);
	memory_elf_put_word(elf, at + 2 * elf->word, vaddr);
	memory_elf_put_word(elf, at + 4 * elf->word, filesz);
	memory_elf_put_word(elf, at + 5 * elf->word, memsz);
	elf->n_headers++;
	memory_elf_put(elf, is_32 ? 44 : 56, elf->n_headers, 2);
}

void memory_elf_add_dynamic(struct memory_elf *elf, uint64_t tag, uint64_t value)
{
	size_t at = MEMORY_ELF_DYNAMIC + 2 * elf->word * elf->n_dynamic++;

	memory_elf_put_word(elf, at, tag);
	memory_elf_put_word(elf, at + elf->word, value);
}

void memory_elf_add_note(struct memory_elf *elf, size_t offset, const char *name, uint32_t type,
			 const void *desc, size_t size)
{
	size_t name_size = strlen(name) + 1, padded = (name_size + 3) & ~(size_t)3;

	memory_elf_put(elf, offset, name_size, 4);
	memory_elf_put(elf, offset + 4, size, 4);
	memory_elf_put(elf, offset + 8, type, 4);
	memcpy(elf->bytes + offset + 12, name, name_size);
	memcpy(elf->bytes + offset + 12 + padded, desc, size);
}

void memory_elf_add_usual(struct memory_elf *elf)
{
	memory_elf_add_header(elf, PT_LOAD, 0, 0x1000, 0x1000);
	memory_elf_add_header(elf, PT_LOAD, 0x1000, 0x2000, 0x3000);
	memory_elf_add_header(elf, PT_NOTE, MEMORY_ELF_NOTE, 24, 24);
	memory_elf_add_header(elf, PT_DYNAMIC, MEMORY_ELF_DYNAMIC, 0x100, 0x100);
	memory_elf_add_note(elf, MEMORY_ELF_NOTE, "GNU", NT_GNU_BUILD_ID, MEMORY_ELF_BUILD_ID, 8);
	memory_elf_add_dynamic(elf, DT_SONAME, 1);
	memory_elf_add_dynamic(elf, DT_STRTAB, MEMORY_ELF_STRINGS);
	memory_elf_add_dynamic(elf, DT_STRSZ, 64);
	memcpy(elf->bytes + MEMORY_ELF_STRINGS + 1, MEMORY_ELF_SONAME, sizeof(MEMORY_ELF_SONAME));
}
