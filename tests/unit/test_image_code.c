/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code from a module's file, alone and behind a dump's memory. */
#include "lib/elf/image/image_code.h"

#include <errno.h>
#include <string.h>

#include "kselftest_harness.h"
#include "minidumpctl/dump/module_memory.h"
#include "tests/unit/elf_image.h"
#include "tests/unit/memory_buffer.h"

#define LOADED_AT 0x7f0000000000ULL

static const struct elf_image_symbol no_symbols[] = { { NULL, 0, 0, 0, 0 } };

FIXTURE(code)
{
	char path[64];
	struct elf_image image;
	struct image_code *code;
};

FIXTURE_SETUP(code)
{
	int fd;

	(void)snprintf(self->path, sizeof(self->path), "/tmp/minidumpd-code-XXXXXX");
	fd = mkstemp(self->path);
	ASSERT_LE(0, fd);
	(void)close(fd);
	elf_image_init(&self->image, SHT_SYMTAB, no_symbols);
	memcpy(self->image.strings, "some code", 10);
	ASSERT_EQ(0, elf_image_write(&self->image, sizeof(self->image), self->path));
	self->code = NULL;
}

FIXTURE_TEARDOWN(code)
{
	image_code_free(self->code);
	(void)unlink(self->path);
}

TEST_F(code, is_read_by_its_offset)
{
	const uint64_t offset = offsetof(struct elf_image, strings);
	char buffer[512];

	ASSERT_EQ(0, image_code_open(self->path, bytes_of(ELF_IMAGE_BUILD_ID, 4), &self->code));
	EXPECT_EQ(10, image_code_read(self->code, offset, buffer, 10));
	EXPECT_STREQ("some code", buffer);
	/* To the end of the segment, and nothing behind it. */
	EXPECT_EQ(256, image_code_read(self->code, offset, buffer, sizeof(buffer)));
	EXPECT_EQ(0, image_code_read(self->code, sizeof(self->image), buffer, 1));
	EXPECT_EQ(0, image_code_read(self->code, UINT64_MAX, buffer, 1));
}

TEST_F(code, of_another_build_is_refused)
{
	EXPECT_EQ(-ENODATA, image_code_open(self->path, bytes_of("\1\2\3\4", 4), &self->code));
	EXPECT_EQ(-ENODATA, image_code_open(self->path, BYTES_NONE, &self->code));
	EXPECT_EQ(-ENOENT, image_code_open("/nonexistent", bytes_of("\1\2\3\4", 4), &self->code));
}

TEST_F(code, that_can_be_written_is_not_the_processs)
{
	char byte;

	self->image.load.p_flags |= PF_W;
	ASSERT_EQ(0, elf_image_write(&self->image, sizeof(self->image), self->path));
	ASSERT_EQ(0, image_code_open(self->path, bytes_of(ELF_IMAGE_BUILD_ID, 4), &self->code));
	EXPECT_EQ(0, image_code_read(self->code, 0, &byte, 1));
}

TEST_F(code, stands_behind_the_memory_of_a_dump)
{
	const uint64_t at = LOADED_AT + offsetof(struct elf_image, strings);
	const struct capture_module module = {
		.base = LOADED_AT,
		.size = sizeof(self->image),
		.path = self->path,
		.soname = "",
		.build_id = bytes_of(ELF_IMAGE_BUILD_ID, 4),
	};
	struct crash_capture *capture = calloc(1, sizeof(*capture));
	struct memory_buffer dump;
	struct module_memory *memory;
	struct memory_reader *reader;
	char buffer[10];

	ASSERT_NE(NULL, capture);
	crash_capture_init(capture);
	ASSERT_EQ(0, crash_capture_add_module(capture, &module));
	memory_buffer_init(&dump);
	memory_buffer_add(&dump, at, "SOME", 4);
	memory = module_memory_new(capture, &dump.reader);
	ASSERT_NE(NULL, memory);
	reader = module_memory_reader(memory);
	/* What the dump has counts; what it has a part of comes from the file. */
	EXPECT_TRUE(memory_read_exact(reader, at, buffer, 4));
	EXPECT_EQ(0, memcmp("SOME", buffer, 4));
	EXPECT_TRUE(memory_read_exact(reader, at, buffer, sizeof(buffer)));
	EXPECT_STREQ("some code", buffer);
	EXPECT_EQ(0, memory_read(reader, LOADED_AT - 1, buffer, 1));
	module_memory_free(memory);
	crash_capture_done(capture);
	free(capture);
}

TEST_HARNESS_MAIN
