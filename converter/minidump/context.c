/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/context.h"

#include <elf.h>
#include <string.h>

#include "lib/minidump/format_streams.h"

static const struct context_kind kinds[] = {
	{ EM_X86_64, ELFCLASS64, MD_CPU_AMD64, context_build_amd64 },
	{ EM_386, ELFCLASS32, MD_CPU_X86, context_build_x86 },
	{ EM_AARCH64, ELFCLASS64, MD_CPU_ARM64, context_build_arm64 },
};

const struct context_kind *context_kind_find(uint16_t machine, uint8_t elf_class)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].machine == machine && kinds[i].elf_class == elf_class)
			return &kinds[i];
	return NULL;
}

void context_copy_bytes(struct bytes note, size_t offset, void *to, size_t size)
{
	size_t available = note.size > offset ? note.size - offset : 0;

	if (available > size)
		available = size;
	if (available > 0)
		memcpy(to, note.data + offset, available);
	if (size > available)
		memset((uint8_t *)to + available, 0, size - available);
}

void context_copy_registers(const struct register_table *table, struct bytes prstatus,
			    const struct context_layout *layout, void *context)
{
	for (size_t i = 0; i < layout->n_fields; i++) {
		const struct context_field *field = &layout->fields[i];
		const struct register_field *from = register_table_field(table, field->name);
		uint64_t value = from ? register_value(prstatus, from) : 0;

		memcpy((uint8_t *)context + field->offset, &value, field->size);
	}
}
