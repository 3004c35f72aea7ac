/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdlib.h>
#include <string.h>

#include "lib/elf/process/modules.h"
#include "tests/unit/loaded_process.h"

#define RX (MAPPING_READ | MAPPING_EXEC)

FIXTURE(modules)
{
	struct loaded_process *process;
	struct loader_account account;
	struct memory_elf *more;
};

FIXTURE_VARIANT(modules)
{
	uint8_t elf_class;
};

FIXTURE_VARIANT_ADD(modules, of_64_bits){
	.elf_class = ELFCLASS64,
};

FIXTURE_VARIANT_ADD(modules, of_32_bits){
	.elf_class = ELFCLASS32,
};

FIXTURE_SETUP(modules)
{
	self->process = malloc(sizeof(*self->process));
	self->more = malloc(sizeof(*self->more));
	ASSERT_TRUE(self->process && self->more);
	loaded_process_init(self->process, variant->elf_class);
	memory_elf_init(self->more, variant->elf_class);
	memory_elf_add_usual(self->more);
}

FIXTURE_TEARDOWN(modules)
{
	loaded_process_done(self->process);
	free(self->process);
	free(self->more);
}

static const struct crash_capture *find_modules(FIXTURE_DATA(modules) * self)
{
	struct loaded_process *process = self->process;
	struct bytes auxv = loaded_process_auxv(process);

	loader_read(&process->wishes, &process->memory.reader, auxv, &self->account);
	modules_find(&process->wishes, &process->memory.reader, auxv, &self->account);
	return &process->capture;
}

TEST_F(modules, program_library_and_vdso_are_found_in_order)
{
	static const struct {
		uint64_t base;
		const char *path;
	} wanted[] = {
		{ LOADED_PROGRAM, "/opt/program" },
		{ LOADED_LIBRARY, "/usr/lib/libmade.so.1.0" },
		{ LOADED_VDSO, "linux-gate.so" },
	};
	const struct crash_capture *capture = find_modules(self);

	ASSERT_EQ(capture->n_modules, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct capture_module *module = &capture->modules[i];

		EXPECT_EQ(module->base, wanted[i].base);
		EXPECT_EQ(module->size, 0x4000);
		EXPECT_EQ(module->dynamic, wanted[i].base + MEMORY_ELF_DYNAMIC);
		EXPECT_STREQ(module->path, wanted[i].path);
		EXPECT_EQ(module->is_main, i == 0);
	}
	EXPECT_EQ(capture->soft_errors.n_items, 0);
}

TEST_F(modules, headers_and_notes_are_wanted)
{
	static const uint64_t bases[] = { LOADED_PROGRAM, LOADED_LIBRARY, LOADED_VDSO };
	const struct crash_capture *capture = find_modules(self);
	const size_t head = variant->elf_class == ELFCLASS32 ? 52 + 4 * 32 : 64 + 4 * 56;

	ASSERT_EQ(memory_plan_settle(&self->process->capture.memory), 0);
	for (size_t i = 0; i < 3; i++) {
		const struct memory_range *range = memory_plan_find(&capture->memory, bases[i]);

		ASSERT_NE(range, NULL);
		EXPECT_EQ(range->kind, MEMORY_MODULE_HEADER);
		EXPECT_EQ(range->start + range->size, bases[i] + head);
		range = memory_plan_find(&capture->memory, bases[i] + MEMORY_ELF_NOTE + 23);
		ASSERT_NE(range, NULL);
		EXPECT_EQ(range->kind, MEMORY_MODULE_HEADER);
	}
}

TEST_F(modules, data_files_are_no_modules)
{
	memory_buffer_add(&self->process->memory, 0x800000, self->more->bytes, MEMORY_ELF_SIZE);
	loaded_process_map(self->process, 0x800000, 0x2000, MAPPING_READ, 0, 31, "/data/an.elf");
	loaded_process_map(self->process, 0x802000, 0x2000, MAPPING_READ, 0x2000, 31,
			   "/data/an.elf");
	loaded_process_map(self->process, 0x900000, 0x1000, RX, 0, 32, "/data/not-an.elf");
	EXPECT_EQ(find_modules(self)->n_modules, 3);
}

TEST_F(modules, a_part_of_another_file_makes_no_module_executable)
{
	memory_buffer_add(&self->process->memory, 0x800000, self->more->bytes, MEMORY_ELF_SIZE);
	loaded_process_map(self->process, 0x800000, 0x1000, MAPPING_READ, 0, 31, "/data/an.elf");
	loaded_process_map(self->process, 0x801000, 0x1000, RX, 0x1000, 32, "/usr/lib/other.so");
	EXPECT_EQ(find_modules(self)->n_modules, 3);
}

TEST_F(modules, a_file_is_followed_over_anonymous_memory_between_its_parts)
{
	memory_buffer_add(&self->process->memory, 0x800000, self->more->bytes, MEMORY_ELF_SIZE);
	loaded_process_map(self->process, 0x800000, 0x1000, MAPPING_READ, 0, 31, "/opt/a.so");
	loaded_process_map(self->process, 0x801000, 0x1000, 0, 0, 0, "");
	loaded_process_map(self->process, 0x802000, 0x1000, RX, 0x2000, 31, "/opt/a.so");
	ASSERT_EQ(find_modules(self)->n_modules, 4);
	EXPECT_EQ(self->process->capture.modules[3].base, 0x800000);
}

TEST_F(modules, what_only_the_linker_knows_is_added_by_its_name)
{
	memory_buffer_add(&self->process->memory, 0x800000, self->more->bytes, MEMORY_ELF_SIZE);
	loaded_process_map(self->process, 0x800000, 0x4000, RX, 0, 0, "");
	loaded_process_link(self->process, 2, LOADED_LIBRARY, "/usr/lib/libmade.so.1",
			    LOADED_LIBRARY + MEMORY_ELF_DYNAMIC, LOADED_LINK(3));
	loaded_process_link(self->process, 3, 0x800000, "/from/an/archive.so",
			    0x800000 + MEMORY_ELF_DYNAMIC, LOADED_LINK(4));
	loaded_process_link(self->process, 4, 0xdead000, "/nowhere.so", 0xdead100, 0);
	ASSERT_EQ(find_modules(self)->n_modules, 4);
	EXPECT_EQ(self->process->capture.modules[3].base, 0x800000);
	EXPECT_STREQ(self->process->capture.modules[3].path, "/from/an/archive.so");
}

TEST_F(modules, without_the_linkers_account_files_still_are_modules)
{
	memset(self->process->linker, 0, sizeof(self->process->linker));
	ASSERT_EQ(find_modules(self)->n_modules, 3);
	EXPECT_TRUE(self->process->capture.modules[0].is_main);
}

TEST_F(modules, a_damaged_header_is_no_module)
{
	self->process->library.bytes[0] = 0;
	ASSERT_EQ(find_modules(self)->n_modules, 2);
	EXPECT_EQ(self->process->capture.modules[1].base, LOADED_VDSO);
}

TEST_F(modules, a_size_that_lies_hides_no_other_module)
{
	/* The library says that it reaches over all that follows. */
	const bool is_32 = variant->elf_class == ELFCLASS32;

	memory_buffer_add(&self->process->memory, 0x800000, self->more->bytes, MEMORY_ELF_SIZE);
	loaded_process_map(self->process, 0x800000, 0x4000, RX, 0, 31, "/opt/a.so");

	memory_elf_put_word(&self->process->library,
			    (is_32 ? 52 + 32 : 64 + 56) + 5 * self->process->word, 0x70000000);
	ASSERT_EQ(find_modules(self)->n_modules, 4);
	EXPECT_EQ(self->process->capture.modules[1].size, LOADED_VDSO - LOADED_LIBRARY);
	EXPECT_EQ(self->process->capture.modules[2].base, LOADED_VDSO);
	EXPECT_EQ(self->process->capture.modules[3].base, 0x800000);
}

TEST_HARNESS_MAIN
