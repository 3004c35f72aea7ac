/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/core_file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "lib/elf/registers.h"

void core_file_init(struct core_file *core, uint8_t elf_class)
{
	*core = (struct core_file){
		.elf_class = elf_class,
		.machine = elf_class == ELFCLASS32 ? EM_386 : EM_X86_64,
		.notes = BYTE_BUFFER_INIT,
	};
}

void core_file_done(struct core_file *core)
{
	byte_buffer_done(&core->notes);
}

void core_file_add_segment(struct core_file *core, uint64_t start, uint64_t size,
			   uint64_t file_size)
{
	assert(core->n_segments < CORE_FILE_SEGMENTS);
	core->segments[core->n_segments++] = (struct core_file_segment){ start, size, file_size };
}

static void pad(struct byte_buffer *buffer)
{
	byte_buffer_put_zeros(buffer, -buffer->size & 3);
}

void core_file_add_note(struct core_file *core, const char *name, uint32_t type, const void *desc,
			size_t size)
{
	byte_buffer_put_u32(&core->notes, (uint32_t)strlen(name) + 1);
	byte_buffer_put_u32(&core->notes, (uint32_t)size);
	byte_buffer_put_u32(&core->notes, type);
	byte_buffer_put(&core->notes, name, strlen(name) + 1);
	pad(&core->notes);
	byte_buffer_put(&core->notes, desc, size);
	pad(&core->notes);
}

void core_file_add_status(struct core_file *core, uint32_t tid, uint64_t stack_pointer,
			  uint64_t instruction_pointer)
{
	const struct register_table *table = register_table_find(core->machine, core->elf_class);
	uint8_t desc[512] = { 0 };

	memset(desc + table->regs_offset, (int)tid, table->regs_size);
	memcpy(desc + table->pid_offset, &tid, sizeof(tid));
	memcpy(desc + table->stack_pointer_offset, &stack_pointer, table->word_size);
	memcpy(desc + table->instruction_pointer_offset, &instruction_pointer, table->word_size);
	core_file_add_note(core, "CORE", NT_PRSTATUS, desc, table->prstatus_size);
}

static void add_state(struct core_file *core, uint8_t value)
{
	uint8_t desc[2696] = { 0 };

	memset(desc, value, 512);
	core_file_add_note(core, "CORE", NT_PRFPREG, desc, 512);
	desc[600] = value;
	core_file_add_note(core, "LINUX", NT_X86_XSTATE, desc, sizeof(desc));
}

void core_file_add_process(struct core_file *core)
{
	static const uint32_t siblings[] = { 10, 11, 13 };
	const int32_t siginfo[32] = { 11, 0, 1, 0, 0x1234 };
	const uint64_t auxv[] = { 3, 0x400040, 0, 0 };
	const char psinfo[136] = { [0] = 'p', 's', 'i', 'n', 'f', 'o', [24] = 12 };
	const char files[100] = "files";

	core_file_add_status(core, 12, 0x7000, 0x4000);
	core_file_add_note(core, "CORE", NT_PRPSINFO, psinfo, sizeof(psinfo));
	core_file_add_note(core, "CORE", NT_SIGINFO, siginfo, sizeof(siginfo));
	core_file_add_note(core, "CORE", NT_AUXV, auxv, sizeof(auxv));
	core_file_add_note(core, "CORE", NT_FILE, files, sizeof(files));
	add_state(core, 12);
	for (size_t i = 0; i < sizeof(siblings) / sizeof(siblings[0]); i++) {
		core_file_add_status(core, siblings[i], 0x10000 * siblings[i], 0x4000);
		add_state(core, (uint8_t)siblings[i]);
	}
}

static void put_word(const struct core_file *core, struct byte_buffer *out, uint64_t value)
{
	if (core->elf_class == ELFCLASS32)
		byte_buffer_put_u32(out, (uint32_t)value);
	else
		byte_buffer_put_u64(out, value);
}

static void put_header(const struct core_file *core, struct byte_buffer *out)
{
	bool is_32 = core->elf_class == ELFCLASS32;
	const uint8_t ident[EI_NIDENT] = { ELFMAG0,	    ELFMAG1,	 ELFMAG2,   ELFMAG3,
					   core->elf_class, ELFDATA2LSB, EV_CURRENT };

	byte_buffer_put(out, ident, sizeof(ident));
	byte_buffer_put_u16(out, ET_CORE);
	byte_buffer_put_u16(out, core->machine);
	byte_buffer_put_u32(out, EV_CURRENT);
	put_word(core, out, 0);
	put_word(core, out, is_32 ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr));
	put_word(core, out, 0);
	byte_buffer_put_u32(out, 0);
	byte_buffer_put_u16(out, is_32 ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr));
	byte_buffer_put_u16(out, is_32 ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr));
	byte_buffer_put_u16(out, core->phnum ? core->phnum : (uint16_t)(core->n_segments + 1));
	byte_buffer_put_zeros(out, 6);
}

static void put_program_header(const struct core_file *core, struct byte_buffer *out, uint32_t type,
			       uint64_t offset, struct core_file_segment segment)
{
	byte_buffer_put_u32(out, type);
	if (core->elf_class == ELFCLASS64)
		byte_buffer_put_u32(out, PF_R);
	put_word(core, out, offset);
	put_word(core, out, segment.start);
	put_word(core, out, 0);
	put_word(core, out, segment.file_size);
	put_word(core, out, segment.size);
	if (core->elf_class == ELFCLASS32)
		byte_buffer_put_u32(out, PF_R);
	put_word(core, out, 4096);
}

void core_file_build(const struct core_file *core, struct byte_buffer *out)
{
	bool is_32 = core->elf_class == ELFCLASS32;
	uint64_t head = is_32 ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr);
	uint64_t entry = is_32 ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr);
	uint64_t notes_offset = head + (core->n_segments + 1) * entry + core->padding;
	struct core_file_segment notes = {
		.file_size = core->notes_size ? core->notes_size : core->notes.size,
	};

	put_header(core, out);
	if (!core->notes_last)
		put_program_header(core, out, PT_NOTE, notes_offset, notes);
	for (size_t i = 0; i < core->n_segments; i++)
		put_program_header(core, out, PT_LOAD, notes_offset, core->segments[i]);
	if (core->notes_last)
		put_program_header(core, out, PT_NOTE, notes_offset, notes);
	byte_buffer_put_zeros(out, core->padding);
	byte_buffer_put(out, core->notes.data, core->notes.size);
}

int core_file_open(const struct core_file *core, size_t size)
{
	struct byte_buffer bytes = BYTE_BUFFER_INIT;
	int fd = memfd_create("core", MFD_CLOEXEC);

	core_file_build(core, &bytes);
	if (size > bytes.size)
		size = bytes.size;
	if (fd < 0 || fd_write_full(fd, bytes.data, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	byte_buffer_done(&bytes);
	return fd;
}
