/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/elf_image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

static void put_header(struct elf_image *image)
{
	image->header = (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = offsetof(struct elf_image, load),
		.e_shoff = offsetof(struct elf_image, sections),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 4,
	};
	image->load = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_vaddr = ELF_IMAGE_BASE,
		.p_filesz = sizeof(*image),
		.p_memsz = sizeof(*image),
	};
}

static void put_note(struct elf_image *image)
{
	image->note.header = (Elf64_Nhdr){ 4, 4, NT_GNU_BUILD_ID };
	memcpy(image->note.name, "GNU", 4);
	memcpy(image->note.description, ELF_IMAGE_BUILD_ID, 4);
	image->sections[1] = (Elf64_Shdr){
		.sh_type = SHT_NOTE,
		.sh_offset = offsetof(struct elf_image, note),
		.sh_size = sizeof(image->note),
		.sh_addralign = 4,
	};
}

/* Returns how many symbols the table has then, with the empty one. */
static size_t put_symbols(struct elf_image *image, const struct elf_image_symbol *symbols)
{
	size_t used = 1, n_symbols = 1;

	for (; symbols->name; symbols++) {
		image->symbols[n_symbols++] = (Elf64_Sym){
			.st_name = (Elf64_Word)used,
			.st_info = ELF64_ST_INFO(symbols->binding, symbols->type),
			.st_shndx = 1,
			.st_value = ELF_IMAGE_BASE + symbols->offset,
			.st_size = symbols->size,
		};
		memcpy(image->strings + used, symbols->name, strlen(symbols->name));
		used += strlen(symbols->name) + 1;
	}
	return n_symbols;
}

void elf_image_init(struct elf_image *image, uint32_t table, const struct elf_image_symbol *symbols)
{
	memset(image, 0, sizeof(*image));
	put_header(image);
	put_note(image);
	image->sections[2] = (Elf64_Shdr){
		.sh_type = table,
		.sh_offset = offsetof(struct elf_image, symbols),
		.sh_size = put_symbols(image, symbols) * sizeof(Elf64_Sym),
		.sh_link = 3,
		.sh_entsize = sizeof(Elf64_Sym),
		.sh_addralign = 8,
	};
	image->sections[3] = (Elf64_Shdr){
		.sh_type = SHT_STRTAB,
		.sh_offset = offsetof(struct elf_image, strings),
		.sh_size = sizeof(image->strings),
		.sh_addralign = 1,
	};
}

int elf_image_write(const struct elf_image *image, size_t size, const char *path)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd_write_full(fd, image, size);
}
