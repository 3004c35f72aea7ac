/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/image/symbol_table.h"

#include <errno.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/capture/limits.h"
#include "lib/elf/image/image_file.h"

#define LIMIT_SYMBOLS	    4194304U
#define LIMIT_SYMBOL_BYTES  (128 * MIB)
#define LIMIT_STRING_BYTES  (512 * MIB)
#define LIMIT_COMPARED_NAME 256U
#define LIMIT_ENCLOSING	    64U /* symbols before an address that are asked whether they hold it */
#define DEBUG_ID_TEXT_SIZE  (2 * LIMIT_BUILD_ID + 1)

struct symbol {
	uint64_t start, end;
	const char *name; /* in the memory of libelf */
	unsigned int rank;
};

struct symbol_table {
	struct image_file file; /* where the names are */
	uint64_t base;
	struct symbol *symbols; /* ascending by start, then by rank */
	size_t n_symbols;
};

/* Of names for one address the best has the lowest rank: a public name, with few underscores. */
static unsigned int rank_symbol(const GElf_Sym *symbol, const char *name)
{
	unsigned int binding = GELF_ST_BIND(symbol->st_info);
	unsigned int rank = binding == STB_GLOBAL ? 0 : binding == STB_WEAK ? 8 : 16;

	return rank + (unsigned int)(strspn(name, "_") & 7);
}

static bool is_function(const GElf_Sym *symbol)
{
	unsigned int type = GELF_ST_TYPE(symbol->st_info);

	return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF &&
	       symbol->st_size > 0 && symbol->st_value <= UINT64_MAX - symbol->st_size;
}

static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	return strncmp(left->name, right->name, LIMIT_COMPARED_NAME);
}

/* strings ends with a NUL. */
static void add_symbol(struct symbol_table *table, Elf_Data *data, size_t index,
		       struct bytes strings)
{
	GElf_Sym symbol;
	const char *name;

	if (!gelf_getsym(data, (int)index, &symbol) || !is_function(&symbol))
		return;
	if (symbol.st_name >= strings.size)
		return;
	name = (const char *)strings.data + symbol.st_name;
	if (!*name)
		return;
	table->symbols[table->n_symbols++] = (struct symbol){
		.start = symbol.st_value,
		.end = symbol.st_value + symbol.st_size,
		.name = name,
		.rank = rank_symbol(&symbol, name),
	};
}

/* The section of names, if it is of a size that is worth reading and its last name ends. */
static struct bytes read_strings(Elf *elf, size_t index)
{
	Elf_Scn *section = elf_getscn(elf, index);
	Elf_Data *data;
	GElf_Shdr header;

	if (!section || !gelf_getshdr(section, &header) || header.sh_type != SHT_STRTAB ||
	    header.sh_size > LIMIT_STRING_BYTES)
		return BYTES_NONE;
	data = elf_getdata(section, NULL);
	if (!data || !data->d_buf || data->d_size == 0 ||
	    ((const char *)data->d_buf)[data->d_size - 1] != '\0')
		return BYTES_NONE;
	return bytes_of(data->d_buf, data->d_size);
}

static Elf_Scn *find_section(Elf *elf, GElf_Word type, GElf_Shdr *ret_header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, ret_header) && ret_header->sh_type == type)
			return section;
	return NULL;
}

/* Loads the symbols of the first section of this type. Returns 0, -ENODATA or another errno. */
static int load_symbols(struct symbol_table *table, GElf_Word type)
{
	GElf_Shdr header;
	Elf_Scn *section = find_section(table->file.elf, type, &header);
	struct bytes strings = BYTES_NONE;
	Elf_Data *data = NULL;
	size_t count;

	if (section && header.sh_size <= LIMIT_SYMBOL_BYTES) {
		strings = read_strings(table->file.elf, header.sh_link);
		data = elf_getdata(section, NULL);
	}
	if (!data || !data->d_buf || strings.size == 0)
		return -ENODATA;
	count = data->d_size / gelf_fsize(table->file.elf, ELF_T_SYM, 1, EV_CURRENT);
	if (count > LIMIT_SYMBOLS)
		return -E2BIG;
	table->symbols = calloc(count + 1, sizeof(*table->symbols));
	if (!table->symbols)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		add_symbol(table, data, i, strings);
	if (table->n_symbols > 0)
		qsort(table->symbols, table->n_symbols, sizeof(*table->symbols), compare_symbols);
	return 0;
}

static int load_file(const char *path, struct bytes build_id, GElf_Word type,
		     struct symbol_table **ret_table)
{
	_cleanup_(symbol_table_freep) struct symbol_table *table = calloc(1, sizeof(*table));
	int error;

	if (!table)
		return -ENOMEM;
	table->file = IMAGE_FILE_INIT;
	error = image_file_open(path, build_id, &table->file);
	if (error == 0)
		error = image_file_base(&table->file, &table->base);
	if (error == 0)
		error = load_symbols(table, type);
	if (error < 0)
		return error;
	*ret_table = take_ptr(table);
	return 0;
}

/* DIRECTORY/.build-id/xx/yyyy.debug, as GDB looks for it. */
static int load_debug_file(const char *directory, struct bytes build_id,
			   struct symbol_table **ret_table)
{
	char id[DEBUG_ID_TEXT_SIZE], path[PATH_MAX];

	if (!directory || build_id.size < 2 || build_id.size > LIMIT_BUILD_ID)
		return -ENODATA;
	for (size_t i = 0; i < build_id.size; i++)
		(void)snprintf(id + 2 * i, 3, "%02x", build_id.data[i]);
	if (snprintf(path, sizeof(path), "%s/.build-id/%.2s/%s.debug", directory, id, id + 2) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	return load_file(path, build_id, SHT_SYMTAB, ret_table);
}

int symbol_table_open(const char *path, struct bytes build_id, const char *debug_directory,
		      struct symbol_table **ret_table)
{
	int error = load_file(path, build_id, SHT_SYMTAB, ret_table);

	if (error < 0 && error != -ENOMEM)
		error = load_debug_file(debug_directory, build_id, ret_table);
	if (error < 0 && error != -ENOMEM)
		error = load_file(path, build_id, SHT_DYNSYM, ret_table);
	return error;
}

/* How many symbols start at or before address. */
static size_t count_up_to(const struct symbol_table *table, uint64_t address)
{
	size_t low = 0, high = table->n_symbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->symbols[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool symbol_table_find(const struct symbol_table *table, uint64_t offset,
		       struct symbol_match *ret_match)
{
	uint64_t address = table->base + offset;
	size_t count = count_up_to(table, address);
	const struct symbol *best = NULL;

	for (size_t i = 0; i < count && i < LIMIT_ENCLOSING; i++) {
		const struct symbol *symbol = &table->symbols[count - 1 - i];

		if (best && symbol->start != best->start)
			break;
		if (address < symbol->end)
			best = symbol;
	}
	if (!best)
		return false;
	*ret_match = (struct symbol_match){ .name = best->name, .offset = address - best->start };
	return true;
}

void symbol_table_free(struct symbol_table *table)
{
	if (!table)
		return;
	free(table->symbols);
	image_file_done(&table->file);
	free(table);
}
