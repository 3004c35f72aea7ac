/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "converter/enrich.h"
#include "lib/elf/registers.h"
#include "tests/unit/memory_buffer.h"

#define PROGRAM 0x555555554000ULL
#define LIBRARY 0x7ffff7a00000ULL
#define VDSO	0x7ffff7fc1000ULL

/* The first page of a small image: headers, a build-id note, a dynamic section with a soname. */
struct image {
	Elf64_Ehdr header;
	Elf64_Phdr segments[3];
	Elf64_Nhdr note;
	char owner[4];
	uint8_t build_id[20];
	Elf64_Dyn dynamic[4];
	char strings[16];
};

static struct image make_image(uint64_t size, uint8_t build_id, const char *soname)
{
	struct image image = {
		.header = { .e_type = ET_DYN, .e_machine = EM_X86_64, .e_version = EV_CURRENT },
		.note = { .n_namesz = 4, .n_descsz = 20, .n_type = NT_GNU_BUILD_ID },
		.owner = "GNU",
		.dynamic = { { DT_STRTAB, { offsetof(struct image, strings) } },
			     { DT_STRSZ, { sizeof(image.strings) } },
			     { DT_SONAME, { 1 } },
			     { DT_NULL, { 0 } } },
	};
	uint64_t note = offsetof(struct image, note), dynamic = offsetof(struct image, dynamic);

	memcpy(image.header.e_ident, ELFMAG, SELFMAG);
	image.header.e_ident[EI_CLASS] = ELFCLASS64;
	image.header.e_ident[EI_DATA] = ELFDATA2LSB;
	image.header.e_ident[EI_VERSION] = EV_CURRENT;
	image.header.e_phoff = offsetof(struct image, segments);
	image.header.e_phentsize = sizeof(Elf64_Phdr);
	image.header.e_phnum = 3;
	image.segments[0] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_filesz = size, .p_memsz = size };
	image.segments[1] = (Elf64_Phdr){
		.p_type = PT_NOTE, .p_vaddr = note, .p_offset = note, .p_filesz = 36, .p_memsz = 36
	};
	image.segments[2] = (Elf64_Phdr){ .p_type = PT_DYNAMIC,
					  .p_vaddr = dynamic,
					  .p_offset = dynamic,
					  .p_filesz = sizeof(image.dynamic),
					  .p_memsz = sizeof(image.dynamic) };
	memset(image.build_id, build_id, sizeof(image.build_id));
	snprintf(image.strings + 1, sizeof(image.strings) - 1, "%s", soname);
	return image;
}

/* A process with a program, a library and a vDSO, as /proc/PID/maps and auxv show it. */
struct process {
	struct crash_capture capture;
	struct memory_buffer memory;
	struct image program, library, vdso;
};

static const char maps[] =
	"555555554000-555555555000 r--p 00000000 fe:01 11 /usr/bin/program\n"
	"555555555000-555555556000 r-xp 00001000 fe:01 11 /usr/bin/program\n"
	"555555556000-555555557000 rw-p 00002000 fe:01 11 /usr/bin/program\n"
	"7ffff7900000-7ffff7901000 r--p 00000000 fe:01 33 /usr/lib/read-only.so\n"
	"7ffff7a00000-7ffff7a01000 r--p 00000000 fe:01 22 /tmp/lib one.so (deleted)\n"
	"7ffff7a01000-7ffff7a02000 r-xp 00001000 fe:01 22 /tmp/lib one.so (deleted)\n"
	"7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0 [vdso]\n"
	"7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]\n";

static const uint64_t auxv[] = {
	AT_SYSINFO_EHDR, VDSO, AT_PHDR, PROGRAM + sizeof(Elf64_Ehdr), AT_PAGESZ, 4096, AT_NULL, 0,
};

static struct process *process_new(void)
{
	struct process *process = calloc(1, sizeof(*process));

	crash_capture_init(&process->capture);
	process->capture.machine = EM_X86_64;
	process->capture.elf_class = ELFCLASS64;
	process->capture.process.exe = "/usr/bin/program";
	process->capture.texts[TEXT_maps] = bytes_of(maps, strlen(maps));
	process->capture.texts[TEXT_auxv] = bytes_of(auxv, sizeof(auxv));
	memory_buffer_init(&process->memory);
	process->program = make_image(0x3000, 0x11, "");
	process->library = make_image(0x5000, 0x22, "libone.so.1");
	process->vdso = make_image(0x2000, 0x33, "linux-vdso.so.1");
	return process;
}

static void process_free(struct process *process)
{
	crash_capture_done(&process->capture);
	free(process);
}

static void add_images(struct process *process)
{
	memory_buffer_add(&process->memory, PROGRAM, &process->program, sizeof(struct image));
	memory_buffer_add(&process->memory, LIBRARY, &process->library, sizeof(struct image));
	memory_buffer_add(&process->memory, VDSO, &process->vdso, sizeof(struct image));
}

static void add_module(struct process *process, uint64_t base, const char *path)
{
	struct capture_module module = { .base = base, .path = path, .soname = "" };

	(void)crash_capture_add_module(&process->capture, &module);
}

TEST(modules_are_found_in_mappings_and_auxv)
{
	struct process *process = process_new();
	const struct capture_module *module = NULL;

	add_images(process);
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	EXPECT_EQ(8, process->capture.n_mappings);
	ASSERT_EQ(3, process->capture.n_modules);

	module = &process->capture.modules[0];
	EXPECT_EQ(PROGRAM, module->base);
	EXPECT_EQ(0x3000, module->size);
	EXPECT_STREQ("/usr/bin/program", module->path);
	EXPECT_STREQ("", module->soname);
	EXPECT_TRUE(module->is_main);
	EXPECT_FALSE(module->is_deleted);
	ASSERT_EQ(20, module->build_id.size);
	EXPECT_EQ(0x11, module->build_id.data[19]);
	EXPECT_EQ(PROGRAM + offsetof(struct image, dynamic), module->dynamic);

	module = &process->capture.modules[1];
	EXPECT_EQ(LIBRARY, module->base);
	EXPECT_STREQ("/tmp/lib one.so", module->path);
	EXPECT_STREQ("libone.so.1", module->soname);
	EXPECT_TRUE(module->is_deleted);
	EXPECT_FALSE(module->is_main);

	module = &process->capture.modules[2];
	EXPECT_EQ(VDSO, module->base);
	EXPECT_STREQ("linux-gate.so", module->path);
	EXPECT_EQ(0x33, module->build_id.data[0]);
	EXPECT_EQ(0, process->capture.soft_errors.n_items);
	process_free(process);
}

TEST(modules_of_the_loader_are_not_found_twice)
{
	struct process *process = process_new();

	add_images(process);
	add_module(process, VDSO, "linux-vdso.so.1");
	add_module(process, LIBRARY, "./lib one.so");
	add_module(process, PROGRAM, "");
	add_module(process, LIBRARY, "");
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	ASSERT_EQ(3, process->capture.n_modules);
	EXPECT_STREQ("/usr/bin/program", process->capture.modules[0].path);
	EXPECT_TRUE(process->capture.modules[0].is_main);
	EXPECT_STREQ("/tmp/lib one.so", process->capture.modules[1].path);
	EXPECT_STREQ("linux-gate.so", process->capture.modules[2].path);
	process_free(process);
}

TEST(without_mappings_the_loaders_names_hold)
{
	struct process *process = process_new();

	add_images(process);
	process->capture.texts[TEXT_maps] = BYTES_NONE;
	add_module(process, LIBRARY, "/opt/libone.so");
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	ASSERT_EQ(3, process->capture.n_modules);
	EXPECT_STREQ("/usr/bin/program", process->capture.modules[0].path);
	EXPECT_TRUE(process->capture.modules[0].is_main);
	EXPECT_STREQ("/opt/libone.so", process->capture.modules[1].path);
	EXPECT_EQ(0x5000, process->capture.modules[1].size);
	EXPECT_STREQ("linux-gate.so", process->capture.modules[2].path);
	process_free(process);
}

TEST(without_memory_sizes_come_from_mappings)
{
	struct process *process = process_new();

	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	ASSERT_EQ(3, process->capture.n_modules);
	EXPECT_EQ(0x3000, process->capture.modules[0].size);
	EXPECT_EQ(0x2000, process->capture.modules[1].size);
	EXPECT_EQ(0x2000, process->capture.modules[2].size);
	EXPECT_EQ(0, process->capture.modules[1].build_id.size);
	ASSERT_EQ(1, process->capture.soft_errors.n_items);
	EXPECT_EQ(SOFT_ERROR_memory_unreadable, process->capture.soft_errors.items[0].code);
	EXPECT_EQ(3, process->capture.soft_errors.items[0].count);
	process_free(process);
}

TEST(what_is_mapped_and_no_image_is_no_module)
{
	struct process *process = process_new();

	add_images(process);
	memset(&process->library, 'x', sizeof(process->library));
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	ASSERT_EQ(2, process->capture.n_modules);
	EXPECT_EQ(VDSO, process->capture.modules[1].base);
	process_free(process);
}

TEST(a_size_from_the_process_swallows_no_other_module)
{
	struct process *process = process_new();

	process->program.segments[0].p_memsz = UINT64_MAX - 1;
	add_images(process);
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	ASSERT_EQ(3, process->capture.n_modules);
	EXPECT_EQ(LIBRARY - PROGRAM, process->capture.modules[0].size);
	process_free(process);
}

TEST(threads_get_their_registers_from_notes)
{
	const struct register_table *table = register_table_find(EM_X86_64, ELFCLASS64);
	uint8_t prstatus[336] = { [32] = 0x39, 0x05 };
	struct capture_thread thread = { .source = REGISTERS_CORE_NOTES };
	struct process *process = process_new();

	ASSERT_NE(NULL, table);
	prstatus[table->stack_pointer_offset + 1] = 0x70;
	prstatus[table->instruction_pointer_offset] = 0x42;
	thread.registers.prstatus = bytes_of(prstatus, sizeof(prstatus));
	ASSERT_EQ(0, crash_capture_add_thread(&process->capture, &thread));
	thread.stack_pointer = 1;
	thread.tid = 99;
	ASSERT_EQ(0, crash_capture_add_thread(&process->capture, &thread));
	ASSERT_EQ(0, capture_enrich(&process->capture, &process->memory.reader));
	EXPECT_EQ(0x7000, process->capture.threads[0].stack_pointer);
	EXPECT_EQ(0x42, process->capture.threads[0].instruction_pointer);
	EXPECT_EQ(0x539, process->capture.threads[0].ns_tid);
	EXPECT_EQ(0x539, process->capture.threads[0].tid);
	EXPECT_EQ(1, process->capture.threads[1].stack_pointer);
	EXPECT_EQ(99, process->capture.threads[1].tid);
	process_free(process);
}

TEST(an_empty_capture_stays_empty_and_an_unknown_machine_is_told)
{
	struct crash_capture *capture = calloc(1, sizeof(*capture));
	struct memory_buffer memory;

	crash_capture_init(capture);
	memory_buffer_init(&memory);
	EXPECT_EQ(0, capture_enrich(capture, &memory.reader));
	EXPECT_EQ(0, capture->n_modules);
	EXPECT_EQ(0, capture->soft_errors.n_items);
	capture->machine = EM_NONE + 1;
	EXPECT_EQ(0, capture_enrich(capture, &memory.reader));
	ASSERT_EQ(1, capture->soft_errors.n_items);
	EXPECT_EQ(SOFT_ERROR_unsupported, capture->soft_errors.items[0].code);
	crash_capture_done(capture);
	free(capture);
}

TEST_HARNESS_MAIN
