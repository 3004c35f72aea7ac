/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/image/symbol_table.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "lib/base/cleanup.h"
#include "tests/unit/elf_image.h"

static const struct elf_image_symbol symbols[] = {
	{ "plain", 0x1000, 0x100, STT_FUNC, STB_GLOBAL },
	{ "__alias", 0x1200, 0x100, STT_FUNC, STB_GLOBAL },
	{ "weak_alias", 0x1200, 0x100, STT_FUNC, STB_WEAK },
	{ "local_alias", 0x1200, 0x100, STT_FUNC, STB_LOCAL },
	{ "inner", 0x1020, 0x10, STT_FUNC, STB_LOCAL },
	{ "data", 0x1400, 0x100, STT_OBJECT, STB_GLOBAL },
	{ "chosen_by_cpu", 0x1500, 0x10, STT_GNU_IFUNC, STB_GLOBAL },
	{ NULL, 0, 0, 0, 0 },
};

static const struct elf_image_symbol other_symbols[] = {
	{ "from_debug_file", 0x1000, 0x100, STT_FUNC, STB_LOCAL },
	{ NULL, 0, 0, 0, 0 },
};

FIXTURE(symbols)
{
	char directory[64], module[80], debug_file[128];
	struct elf_image image;
	struct symbol_table *table;
	struct symbol_match match;
};

FIXTURE_SETUP(symbols)
{
	char path[96];

	memset(self, 0, sizeof(*self));
	(void)snprintf(self->directory, sizeof(self->directory), "/tmp/minidumpd-symbols-XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->directory));
	(void)snprintf(self->module, sizeof(self->module), "%s/module", self->directory);
	(void)snprintf(path, sizeof(path), "%s/.build-id", self->directory);
	ASSERT_EQ(0, mkdir(path, 0700));
	(void)snprintf(path, sizeof(path), "%s/.build-id/ab", self->directory);
	ASSERT_EQ(0, mkdir(path, 0700));
	(void)snprintf(self->debug_file, sizeof(self->debug_file), "%s/cdef01.debug", path);
	elf_image_init(&self->image, SHT_SYMTAB, symbols);
}

static int delete_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

FIXTURE_TEARDOWN(symbols)
{
	symbol_table_free(self->table);
	EXPECT_EQ(0, nftw(self->directory, delete_entry, 8, FTW_DEPTH | FTW_PHYS));
}

/* Writes the image as the module and loads its symbols. */
static int load(FIXTURE_DATA(symbols) * self, size_t size)
{
	int error = elf_image_write(&self->image, size, self->module);

	symbol_table_free(self->table);
	self->table = NULL;
	if (error < 0)
		return error;
	return symbol_table_open(self->module, bytes_of(ELF_IMAGE_BUILD_ID, 4), self->directory,
				 &self->table);
}

static const char *name_at(FIXTURE_DATA(symbols) * self, uint64_t offset)
{
	return symbol_table_find(self->table, offset, &self->match) ? self->match.name : "none";
}

TEST_F(symbols, functions_hold_their_bytes)
{
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("plain", name_at(self, 0x1000));
	EXPECT_EQ(0, self->match.offset);
	EXPECT_STREQ("plain", name_at(self, 0x10ff));
	EXPECT_EQ(0xff, self->match.offset);
	EXPECT_STREQ("chosen_by_cpu", name_at(self, 0x1508));
	EXPECT_STREQ("none", name_at(self, 0xfff));
	EXPECT_STREQ("none", name_at(self, 0x1100));
	EXPECT_STREQ("none", name_at(self, 0x1400));
	EXPECT_STREQ("none", name_at(self, UINT64_MAX));
}

TEST_F(symbols, the_innermost_function_wins)
{
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("inner", name_at(self, 0x1028));
	EXPECT_STREQ("plain", name_at(self, 0x1030));
	EXPECT_EQ(0x30, self->match.offset);
}

TEST_F(symbols, a_global_alias_wins)
{
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("__alias", name_at(self, 0x1280));
}

TEST_F(symbols, another_build_id_is_another_file)
{
	ASSERT_EQ(0, elf_image_write(&self->image, sizeof(self->image), self->module));
	EXPECT_EQ(-ENODATA, symbol_table_open(self->module, bytes_of("\xab\xcd\xef\x02", 4), NULL,
					      &self->table));
	EXPECT_EQ(-ENODATA,
		  symbol_table_open(self->module, bytes_of("\xab\xcd\xef", 3), NULL, &self->table));
	EXPECT_EQ(-ENODATA, symbol_table_open(self->module, BYTES_NONE, NULL, &self->table));
	EXPECT_EQ(NULL, self->table);
}

TEST_F(symbols, a_debug_file_comes_before_dynamic_symbols)
{
	struct elf_image debug;

	elf_image_init(&self->image, SHT_DYNSYM, symbols);
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("plain", name_at(self, 0x1000));
	elf_image_init(&debug, SHT_SYMTAB, other_symbols);
	ASSERT_EQ(0, elf_image_write(&debug, sizeof(debug), self->debug_file));
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("from_debug_file", name_at(self, 0x1000));
	/* It must be that of this very module. */
	debug.note.description[0] = 'x';
	ASSERT_EQ(0, elf_image_write(&debug, sizeof(debug), self->debug_file));
	ASSERT_EQ(0, load(self, sizeof(self->image)));
	EXPECT_STREQ("plain", name_at(self, 0x1000));
}

TEST_F(symbols, what_is_no_regular_file_is_not_waited_for)
{
	ASSERT_EQ(0, mkfifo(self->module, 0600));
	EXPECT_GT(0, symbol_table_open(self->module, bytes_of(ELF_IMAGE_BUILD_ID, 4), NULL,
				       &self->table));
	EXPECT_GT(0, symbol_table_open("/dev/zero", bytes_of(ELF_IMAGE_BUILD_ID, 4), NULL,
				       &self->table));
	EXPECT_GT(0, symbol_table_open("/", bytes_of(ELF_IMAGE_BUILD_ID, 4), NULL, &self->table));
}

/* Looks at places all over a table, if there is one. */
static void look_around(FIXTURE_DATA(symbols) * self)
{
	for (uint64_t offset = 0; self->table && offset < 0x2000; offset += 0x80)
		(void)name_at(self, offset);
}

TEST_F(symbols, a_file_cut_anywhere_does_no_harm)
{
	for (size_t size = 0; size < sizeof(self->image); size += 7) {
		(void)load(self, size);
		look_around(self);
	}
}

TEST_F(symbols, any_changed_byte_does_no_harm)
{
	uint8_t *bytes = (uint8_t *)&self->image;

	for (size_t i = 0; i < offsetof(struct elf_image, strings); i++) {
		uint8_t saved = bytes[i];

		bytes[i] = 0xff;
		(void)load(self, sizeof(self->image));
		look_around(self);
		bytes[i] = saved;
	}
}

TEST_F(symbols, names_must_end)
{
	memset(self->image.strings + 1, 'A', sizeof(self->image.strings) - 1);
	EXPECT_EQ(-ENODATA, load(self, sizeof(self->image)));
}

TEST_HARNESS_MAIN
