/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdlib.h>
#include <string.h>

#include "lib/capture/limits.h"
#include "lib/elf/process/loader.h"
#include "tests/unit/loaded_process.h"

FIXTURE(loader)
{
	struct loaded_process *process;
	struct loader_account account;
};

FIXTURE_VARIANT(loader)
{
	uint8_t elf_class;
};

FIXTURE_VARIANT_ADD(loader, of_64_bits){
	.elf_class = ELFCLASS64,
};

FIXTURE_VARIANT_ADD(loader, of_32_bits){
	.elf_class = ELFCLASS32,
};

FIXTURE_SETUP(loader)
{
	self->process = malloc(sizeof(*self->process));
	ASSERT_NE(self->process, NULL);
	loaded_process_init(self->process, variant->elf_class);
}

FIXTURE_TEARDOWN(loader)
{
	loaded_process_done(self->process);
	free(self->process);
}

static void read_account(FIXTURE_DATA(loader) * self)
{
	struct loaded_process *process = self->process;

	loader_read(&process->wishes, &process->memory.reader, loaded_process_auxv(process),
		    &self->account);
	if (memory_plan_settle(&process->capture.memory) < 0)
		abort();
}

static bool is_wanted(FIXTURE_DATA(loader) * self, uint64_t start, uint64_t size)
{
	uint64_t at = start;

	while (at < start + size) {
		const struct memory_range *range =
			memory_plan_find(&self->process->capture.memory, at);

		if (!range || range->kind != MEMORY_LOADER)
			return false;
		at = range->start + range->size;
	}
	return true;
}

static uint64_t count_errors(const FIXTURE_DATA(loader) * self, const char *subject)
{
	const struct soft_errors *errors = &self->process->capture.soft_errors;

	if (errors->n_items == 0)
		return 0;
	if (errors->n_items > 1 || errors->items[0].code != SOFT_ERROR_invalid_value ||
	    strcmp(errors->items[0].subject, subject) != 0)
		return UINT64_MAX;
	return errors->items[0].count;
}

TEST_F(loader, the_chain_tells_what_is_loaded)
{
	static const char *const names[] = { "", "linux-vdso.so.1", "/usr/lib/libmade.so.1" };
	static const uint64_t biases[] = { LOADED_PROGRAM, LOADED_VDSO, LOADED_LIBRARY };

	read_account(self);
	EXPECT_EQ(self->account.program_base, LOADED_PROGRAM);
	ASSERT_EQ(self->account.n_objects, 3);
	for (size_t i = 0; i < 3; i++) {
		EXPECT_EQ(self->account.objects[i].bias, biases[i]);
		EXPECT_EQ(self->account.objects[i].dynamic, biases[i] + MEMORY_ELF_DYNAMIC);
		EXPECT_STREQ(self->account.objects[i].name, names[i]);
	}
	EXPECT_EQ(self->process->capture.soft_errors.n_items, 0);
}

TEST_F(loader, a_debugger_finds_all_that_it_walks)
{
	size_t word = self->process->word;

	read_account(self);
	EXPECT_TRUE(is_wanted(self, LOADED_PROGRAM + MEMORY_ELF_DYNAMIC, 0x100));
	EXPECT_TRUE(is_wanted(self, LOADED_LINKER, 5 * word));
	for (size_t n = 0; n < 3; n++)
		EXPECT_TRUE(is_wanted(self, LOADED_LINK(n), 5 * word));
	EXPECT_TRUE(is_wanted(self, LOADED_NAME(2), sizeof("/usr/lib/libmade.so.1")));
}

TEST_F(loader, a_static_program_has_no_chain)
{
	struct memory_elf *program = &self->process->program;

	memory_elf_init(program, variant->elf_class);
	memory_elf_add_header(program, PT_LOAD, 0, 0x4000, 0x4000);
	read_account(self);
	EXPECT_EQ(self->account.program_base, LOADED_PROGRAM);
	EXPECT_EQ(self->account.n_objects, 0);
	EXPECT_EQ(self->process->capture.soft_errors.n_items, 0);
}

TEST_F(loader, before_the_linker_has_set_it_there_is_no_chain)
{
	struct memory_elf *program = &self->process->program;

	program->n_dynamic--;
	memory_elf_add_dynamic(program, DT_DEBUG, 0);
	read_account(self);
	EXPECT_EQ(self->account.n_objects, 0);
	EXPECT_EQ(self->process->capture.soft_errors.n_items, 0);
}

TEST_F(loader, entries_behind_the_null_do_not_count)
{
	memory_elf_put_word(&self->process->program, MEMORY_ELF_DYNAMIC, DT_NULL);
	read_account(self);
	EXPECT_EQ(self->account.n_objects, 0);
}

TEST_F(loader, a_chain_that_returns_ends_the_walk_early)
{
	loaded_process_link(self->process, 2, LOADED_LIBRARY, "x", 0, LOADED_LINK(1));
	read_account(self);
	EXPECT_GE(self->account.n_objects, 3);
	EXPECT_LE(self->account.n_objects, 16);
	EXPECT_EQ(count_errors(self, "link_map"), 1);
}

TEST_F(loader, a_link_to_itself_ends_the_walk)
{
	loaded_process_link(self->process, 0, 0, "", 0, LOADED_LINK(0));
	read_account(self);
	EXPECT_EQ(self->account.n_objects, 1);
	EXPECT_EQ(count_errors(self, "link_map"), 1);
}

TEST_F(loader, links_and_names_that_lead_nowhere_cost_only_themselves)
{
	loaded_process_link(self->process, 1, LOADED_VDSO, "", 0, 0xdead0000);
	loaded_process_put(self->process, LOADED_LINK(0) + self->process->word, 0xdead0000);
	read_account(self);
	ASSERT_EQ(self->account.n_objects, 2);
	EXPECT_STREQ(self->account.objects[0].name, "");
	EXPECT_EQ(count_errors(self, "link_map"), 1);
}

TEST_F(loader, a_debug_structure_that_cannot_be_read_is_told)
{
	struct memory_elf *program = &self->process->program;

	program->n_dynamic--;
	memory_elf_add_dynamic(program, DT_DEBUG, 0xdead0000);
	read_account(self);
	EXPECT_EQ(self->account.n_objects, 0);
	EXPECT_EQ(count_errors(self, "r_debug"), 1);
}

TEST_F(loader, without_a_program_there_is_nothing)
{
	self->process->auxv[0] = AT_PHENT;
	read_account(self);
	EXPECT_EQ(self->account.program_base, 0);
	EXPECT_EQ(self->account.n_objects, 0);
	EXPECT_EQ(count_errors(self, "program headers"), 1);
}

TEST_F(loader, the_program_starts_where_its_file_does)
{
	/* As with a large page size, or a linker that puts the program headers elsewhere. */
	size_t word = self->process->word;
	uint64_t phdr = LOADED_PROGRAM + 0x3100;

	for (size_t i = 0; i < word; i++)
		self->process->auxv[word + i] = (uint8_t)(phdr >> (8 * i));
	read_account(self);
	EXPECT_EQ(self->account.program_base, LOADED_PROGRAM);
	EXPECT_EQ(self->account.n_objects, 3);
}

TEST_HARNESS_MAIN
