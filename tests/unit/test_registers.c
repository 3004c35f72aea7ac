/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <sys/procfs.h>
#include <sys/user.h>

#include "lib/elf/registers.h"

TEST(tables_are_found_by_machine_and_class)
{
	ASSERT_NE(NULL, register_table_find(EM_X86_64, ELFCLASS64));
	ASSERT_NE(NULL, register_table_find(EM_386, ELFCLASS32));
	ASSERT_NE(NULL, register_table_find(EM_AARCH64, ELFCLASS64));
	EXPECT_EQ(NULL, register_table_find(EM_X86_64, ELFCLASS32));
	EXPECT_EQ(NULL, register_table_find(EM_SPARC, ELFCLASS64));
	EXPECT_EQ(336, register_table_find(EM_X86_64, ELFCLASS64)->prstatus_size);
	EXPECT_EQ(144, register_table_find(EM_386, ELFCLASS32)->prstatus_size);
	EXPECT_EQ(392, register_table_find(EM_AARCH64, ELFCLASS64)->prstatus_size);
}

TEST(every_field_lies_in_the_registers)
{
	static const struct {
		uint16_t machine;
		uint8_t elf_class;
	} known[] = { { EM_X86_64, ELFCLASS64 },
		      { EM_386, ELFCLASS32 },
		      { EM_AARCH64, ELFCLASS64 } };

	for (size_t i = 0; i < 3; i++) {
		const struct register_table *table =
			register_table_find(known[i].machine, known[i].elf_class);

		EXPECT_LE(table->regs_offset + table->regs_size, table->prstatus_size);
		EXPECT_EQ(table->regs_size, table->n_fields * table->word_size);
		for (size_t j = 0; j < table->n_fields; j++) {
			const struct register_field *field = &table->fields[j];

			EXPECT_GE(field->offset, table->regs_offset);
			EXPECT_LE(field->offset + field->size,
				  table->regs_offset + table->regs_size);
			EXPECT_EQ(field, register_table_field(table, field->name));
		}
	}
}

#ifdef __x86_64__
/* The C library's structures are those of the kernel. */
TEST(x86_64_agrees_with_the_system_headers)
{
	const struct register_table *table = register_table_find(EM_X86_64, ELFCLASS64);
	const size_t regs = offsetof(struct elf_prstatus, pr_reg);

	EXPECT_EQ(sizeof(struct elf_prstatus), table->prstatus_size);
	EXPECT_EQ(regs, table->regs_offset);
	EXPECT_EQ(sizeof(struct user_regs_struct), table->regs_size);
	EXPECT_EQ(offsetof(struct elf_prstatus, pr_cursig), table->cursig_offset);
	EXPECT_EQ(offsetof(struct elf_prstatus, pr_pid), table->pid_offset);
	EXPECT_EQ(regs + offsetof(struct user_regs_struct, rsp), table->stack_pointer_offset);
	EXPECT_EQ(regs + offsetof(struct user_regs_struct, rip), table->instruction_pointer_offset);
	EXPECT_EQ(regs + offsetof(struct user_regs_struct, orig_rax),
		  register_table_field(table, "orig_rax")->offset);
	EXPECT_EQ(regs + offsetof(struct user_regs_struct, gs_base),
		  register_table_field(table, "gs_base")->offset);
	EXPECT_EQ(regs + offsetof(struct user_regs_struct, r15),
		  register_table_field(table, "r15")->offset);
	EXPECT_EQ(128, table->red_zone);
}
#endif

TEST(values_are_zero_behind_the_end)
{
	static const uint8_t raw[4] = { 1, 2, 3, 4 };
	const struct register_field field = { .name = "x", .offset = 2, .size = 8 };
	const struct register_field beyond = { .name = "y", .offset = 200, .size = 8 };

	EXPECT_EQ(0x0403, register_value(bytes_of(raw, sizeof(raw)), &field));
	EXPECT_EQ(0, register_value(bytes_of(raw, sizeof(raw)), &beyond));
	EXPECT_EQ(0, register_value(BYTES_NONE, &field));
}

TEST(an_unknown_name_has_no_field)
{
	EXPECT_EQ(NULL, register_table_field(register_table_find(EM_386, ELFCLASS32), "rax"));
}

TEST_HARNESS_MAIN
