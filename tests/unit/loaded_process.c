/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/loaded_process.h"

#include <assert.h>
#include <string.h>

#define R	 MAPPING_READ
#define RX	 (MAPPING_READ | MAPPING_EXEC)
#define RW	 (MAPPING_READ | MAPPING_WRITE)
#define R_DEBUG	 LOADED_LINKER
#define PROGRAM	 "/opt/program"
#define LIBRARY	 "/usr/lib/libmade.so.1.0"
#define AUXV_END 4

void loaded_process_map(struct loaded_process *process, uint64_t start, uint64_t size,
			unsigned int flags, uint64_t file_offset, uint64_t inode, const char *path)
{
	const struct capture_mapping mapping = {
		.start = start,
		.end = start + size,
		.file_offset = file_offset,
		.inode = inode,
		.flags = flags,
		.path = path,
	};

	assert(process->head.n_segments < sizeof(process->segments) / sizeof(process->segments[0]));
	assert(crash_capture_add_mapping(&process->capture, &mapping) == 0);
	process->segments[process->head.n_segments++] =
		(struct core_segment){ .start = start, .end = start + size, .file_size = size };
}

void loaded_process_put(struct loaded_process *process, uint64_t address, uint64_t value)
{
	for (size_t i = 0; i < process->word; i++)
		process->linker[address - LOADED_LINKER + i] = (uint8_t)(value >> (8 * i));
}

void loaded_process_link(struct loaded_process *process, size_t n, uint64_t bias, const char *name,
			 uint64_t dynamic, uint64_t next)
{
	const uint64_t words[] = { bias, LOADED_NAME(n), dynamic, next, 0 };

	for (size_t i = 0; i < 5; i++)
		loaded_process_put(process, LOADED_LINK(n) + i * process->word, words[i]);
	memcpy(process->linker + (LOADED_NAME(n) - LOADED_LINKER), name, strlen(name) + 1);
}

static void put_auxv(struct loaded_process *process)
{
	const uint64_t header = process->word == 4 ? 52 : 64;
	const uint64_t words[] = { AT_PHDR, LOADED_PROGRAM + header, AT_SYSINFO_EHDR, LOADED_VDSO };

	for (size_t i = 0; i < AUXV_END; i++)
		for (size_t byte = 0; byte < process->word; byte++)
			process->auxv[i * process->word + byte] = (uint8_t)(words[i] >> (8 * byte));
}

struct bytes loaded_process_auxv(const struct loaded_process *process)
{
	return bytes_of(process->auxv, (AUXV_END + 2) * process->word);
}

static void add_image(struct loaded_process *process, struct memory_elf *elf, uint64_t base)
{
	memory_elf_init(elf, process->head.elf_class);
	memory_elf_add_usual(elf);
	memory_buffer_add(&process->memory, base, elf->bytes, sizeof(elf->bytes));
}

static void map_file(struct loaded_process *process, uint64_t base, uint64_t inode,
		     const char *path)
{
	loaded_process_map(process, base, 0x1000, R, 0, inode, path);
	loaded_process_map(process, base + 0x1000, 0x2000, RX, 0x1000, inode, path);
	loaded_process_map(process, base + 0x3000, 0x1000, RW, 0x3000, inode, path);
}

void loaded_process_init(struct loaded_process *process, uint8_t elf_class)
{
	memset(process, 0, sizeof(*process));
	crash_capture_init(&process->capture);
	memory_buffer_init(&process->memory);
	process->word = elf_class == ELFCLASS32 ? 4 : 8;
	process->head.elf_class = elf_class;
	process->head.segments = process->segments;
	add_image(process, &process->program, LOADED_PROGRAM);
	add_image(process, &process->library, LOADED_LIBRARY);
	add_image(process, &process->vdso, LOADED_VDSO);
	memory_buffer_add(&process->memory, LOADED_LINKER, process->linker,
			  sizeof(process->linker));
	map_file(process, LOADED_PROGRAM, 21, PROGRAM);
	map_file(process, LOADED_LIBRARY, 22, LIBRARY);
	loaded_process_map(process, LOADED_VDSO, 0x4000, RX, 0, 0, "[vdso]");
	loaded_process_map(process, LOADED_LINKER, sizeof(process->linker), RW, 0, 0, "");
	put_auxv(process);
	memory_elf_add_dynamic(&process->program, DT_DEBUG, R_DEBUG);
	loaded_process_put(process, R_DEBUG, 1);
	loaded_process_put(process, R_DEBUG + process->word, LOADED_LINK(0));
	loaded_process_link(process, 0, LOADED_PROGRAM, "", LOADED_PROGRAM + MEMORY_ELF_DYNAMIC,
			    LOADED_LINK(1));
	loaded_process_link(process, 1, LOADED_VDSO, "linux-vdso.so.1",
			    LOADED_VDSO + MEMORY_ELF_DYNAMIC, LOADED_LINK(2));
	loaded_process_link(process, 2, LOADED_LIBRARY, "/usr/lib/libmade.so.1",
			    LOADED_LIBRARY + MEMORY_ELF_DYNAMIC, 0);
	memory_wishes_init(&process->wishes, &process->capture, &process->head);
}

void loaded_process_done(struct loaded_process *process)
{
	crash_capture_done(&process->capture);
}
