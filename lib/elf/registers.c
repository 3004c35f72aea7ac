/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/registers.h"

#include <string.h>

#include "lib/elf/registers_tables.h"

static const struct register_table *const tables[] = {
	&register_table_x86_64,
	&register_table_i386,
	&register_table_aarch64,
};

const struct register_table *register_table_find(uint16_t machine, uint8_t elf_class)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (tables[i]->machine == machine && tables[i]->elf_class == elf_class)
			return tables[i];
	return NULL;
}

const struct register_field *register_table_field(const struct register_table *table,
						  const char *name)
{
	for (size_t i = 0; i < table->n_fields; i++)
		if (strcmp(table->fields[i].name, name) == 0)
			return &table->fields[i];
	return NULL;
}

uint64_t register_value(struct bytes prstatus, const struct register_field *field)
{
	uint64_t value = 0;

	for (size_t i = field->size; i > 0; i--) {
		size_t offset = field->offset + i - 1;

		value = value << 8 | (offset < prstatus.size ? prstatus.data[offset] : 0);
	}
	return value;
}
