/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <string.h>

#include "lib/capture/limits.h"
#include "lib/elf/memory_image.h"
#include "tests/unit/memory_buffer.h"
#include "tests/unit/memory_elf.h"

#define BASE 0x56555000ULL

FIXTURE(memory_image)
{
	struct memory_elf elf;
	struct memory_buffer memory;
	struct memory_image image;
	struct pool pool;
};

FIXTURE_VARIANT(memory_image)
{
	uint8_t elf_class;
};

FIXTURE_VARIANT_ADD(memory_image, of_64_bits){
	.elf_class = ELFCLASS64,
};

FIXTURE_VARIANT_ADD(memory_image, of_32_bits){
	.elf_class = ELFCLASS32,
};

FIXTURE_SETUP(memory_image)
{
	memory_elf_init(&self->elf, variant->elf_class);
	memory_buffer_init(&self->memory);
	memory_buffer_add(&self->memory, BASE, self->elf.bytes, sizeof(self->elf.bytes));
	self->pool = POOL_INIT;
	memset(&self->image, 0x5a, sizeof(self->image));
}

FIXTURE_TEARDOWN(memory_image)
{
	pool_done(&self->pool);
}

static int read_at(FIXTURE_DATA(memory_image) * self, uint64_t base)
{
	return memory_image_read(&self->memory.reader, base, &self->image);
}

static int read_image(FIXTURE_DATA(memory_image) * self)
{
	return read_at(self, BASE);
}

static uint64_t largest_word(const struct memory_elf *elf)
{
	return elf->word == 4 ? UINT32_MAX : UINT64_MAX;
}

TEST_F(memory_image, program_headers_tell_where_everything_is)
{
	const struct memory_image *image = &self->image;

	memory_elf_add_usual(&self->elf);
	ASSERT_EQ(read_image(self), 0);
	EXPECT_EQ(image->base, BASE);
	EXPECT_EQ(image->load_bias, BASE);
	EXPECT_EQ(image->size, 0x4000);
	EXPECT_EQ(image->machine, self->elf.word == 4 ? EM_386 : EM_X86_64);
	EXPECT_EQ(image->elf_class, self->elf.elf_class);
	EXPECT_EQ(image->program_headers.start, BASE + (self->elf.word == 4 ? 52 : 64));
	EXPECT_EQ(image->program_headers.size, self->elf.word == 4 ? 4 * 32 : 4 * 56);
	EXPECT_EQ(image->dynamic.start, BASE + MEMORY_ELF_DYNAMIC);
	EXPECT_EQ(image->dynamic.size, 0x100);
	ASSERT_EQ(image->n_notes, 1);
	EXPECT_EQ(image->notes[0].start, BASE + MEMORY_ELF_NOTE);
	EXPECT_EQ(image->notes[0].size, 24);
}

TEST_F(memory_image, a_fixed_program_has_no_bias)
{
	memory_elf_put(&self->elf, 16, ET_EXEC, 2);
	memory_elf_add_header(&self->elf, PT_LOAD, BASE & ~0xffffULL, 0x1000, 0x8000);
	memory_buffer_init(&self->memory);
	memory_buffer_add(&self->memory, BASE & ~0xffffULL, self->elf.bytes, MEMORY_ELF_SIZE);
	ASSERT_EQ(read_at(self, BASE & ~0xffffULL), 0);
	EXPECT_EQ(self->image.load_bias, 0);
	EXPECT_EQ(self->image.size, 0x8000);
	EXPECT_EQ(self->image.dynamic.size, 0);
	EXPECT_EQ(self->image.n_notes, 0);
}

TEST_F(memory_image, an_image_below_its_addresses_has_a_negative_bias)
{
	uint64_t linked = 0x60000000;

	memory_elf_add_header(&self->elf, PT_LOAD, linked, 0x1000, 0x1000);
	memory_elf_add_header(&self->elf, PT_DYNAMIC, linked + 0x100, 0x10, 0x10);
	ASSERT_EQ(read_image(self), 0);
	EXPECT_EQ(self->image.load_bias, BASE - linked);
	EXPECT_EQ(self->image.dynamic.start, BASE + 0x100);
}

TEST_F(memory_image, what_is_no_image_is_refused_and_nothing_is_returned)
{
	struct memory_image before = self->image;
	static const struct {
		size_t offset;
		uint8_t value;
	} changes[] = {
		{ 0, 0 },	 { 3, 'G' }, { EI_CLASS, 0 },
		{ EI_CLASS, 3 }, { 6, 0 },   { EI_DATA, ELFDATA2MSB },
		{ 16, ET_CORE }, { 17, 1 },
	};

	memory_elf_add_usual(&self->elf);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		uint8_t right = self->elf.bytes[changes[i].offset];

		self->elf.bytes[changes[i].offset] = changes[i].value;
		EXPECT_EQ(read_image(self), -ENOEXEC);
		self->elf.bytes[changes[i].offset] = right;
	}
	EXPECT_EQ(memcmp(&self->image, &before, sizeof(before)), 0);
	EXPECT_EQ(read_image(self), 0);
}

TEST_F(memory_image, counts_and_sizes_of_headers_are_checked)
{
	size_t at = self->elf.word == 4 ? 42 : 54;
	static const uint16_t counts[] = { 0, LIMIT_MODULE_PHDRS + 1, PN_XNUM };

	memory_elf_add_usual(&self->elf);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		memory_elf_put(&self->elf, at + 2, counts[i], 2);
		EXPECT_EQ(read_image(self), -ENOEXEC);
	}
	memory_elf_put(&self->elf, at + 2, LIMIT_MODULE_PHDRS, 2);
	EXPECT_EQ(read_image(self), 0);
	memory_elf_put(&self->elf, at, 0, 2);
	EXPECT_EQ(read_image(self), -ENOEXEC);
	memory_elf_put(&self->elf, at, UINT16_MAX, 2);
	EXPECT_EQ(read_image(self), -ENOEXEC);
}

TEST_F(memory_image, headers_out_of_reach_are_a_fault)
{
	size_t at = self->elf.word == 4 ? 28 : 32;

	memory_elf_add_usual(&self->elf);
	memory_elf_put_word(&self->elf, at, MEMORY_ELF_SIZE - 8);
	EXPECT_EQ(read_image(self), -EFAULT);
	memory_elf_put_word(&self->elf, at, largest_word(&self->elf));
	EXPECT_LT(read_image(self), 0);
	EXPECT_EQ(read_at(self, 0x1000), -EFAULT);
	EXPECT_EQ(read_at(self, UINT64_MAX - 4), -EFAULT);
	EXPECT_EQ(read_at(self, BASE + MEMORY_ELF_SIZE - 40), -EFAULT);
}

TEST_F(memory_image, segments_that_pass_the_address_space_are_refused)
{
	uint64_t largest = largest_word(&self->elf);

	memory_elf_add_header(&self->elf, PT_LOAD, 0, 0x1000, 0x1000);
	if (variant->elf_class == ELFCLASS64) {
		memory_elf_add_header(&self->elf, PT_LOAD, 0x1000, 0x1000, largest - 0xfff);
		EXPECT_EQ(read_image(self), -ENOEXEC);
	} else {
		memory_elf_add_header(&self->elf, PT_LOAD, 0, 0x1000, largest);
		EXPECT_EQ(read_image(self), 0);
		EXPECT_EQ(self->image.size, largest);
	}
}

TEST_F(memory_image, without_a_segment_of_any_size_there_is_no_image)
{
	memory_elf_add_header(&self->elf, PT_NOTE, 0, 24, 24);
	EXPECT_EQ(read_image(self), -ENOEXEC);
	memory_elf_add_header(&self->elf, PT_LOAD, 0, 0, 0);
	EXPECT_EQ(read_image(self), -ENOEXEC);
}

TEST_F(memory_image, only_so_many_note_segments_are_taken)
{
	memory_elf_add_header(&self->elf, PT_LOAD, 0, 0x1000, 0x1000);
	memory_elf_add_header(&self->elf, PT_NOTE, 0x100, 0, 24);
	for (size_t i = 0; i < MEMORY_IMAGE_MAX_NOTES + 3; i++)
		memory_elf_add_header(&self->elf, PT_NOTE, 0x800, 24, 24);
	memory_elf_add_header(&self->elf, PT_DYNAMIC, 0x1000, 0x3000000, 0x2000000);
	ASSERT_EQ(read_image(self), 0);
	EXPECT_EQ(self->image.n_notes, MEMORY_IMAGE_MAX_NOTES);
	EXPECT_EQ(self->image.dynamic.size, LIMIT_DYNAMIC_SECTION);
}

TEST_F(memory_image, the_build_id_is_found_among_other_notes)
{
	struct bytes build_id = BYTES_NONE;

	memory_elf_add_header(&self->elf, PT_LOAD, 0, 0x1000, 0x1000);
	memory_elf_add_header(&self->elf, PT_NOTE, 0x900, 0x100, 0x100);
	memory_elf_add_header(&self->elf, PT_NOTE, 0x800, 76, 76);
	memory_elf_add_note(&self->elf, 0x900, "GNU", NT_GNU_BUILD_ID, "", 0);
	memory_elf_add_note(&self->elf, 0x800, "GNU", NT_GNU_ABI_TAG, "1234", 4);
	memory_elf_add_note(&self->elf, 0x800 + 20, "Xen", NT_GNU_BUILD_ID, "wrong", 5);
	memory_elf_add_note(&self->elf, 0x800 + 44, "GNU", NT_GNU_BUILD_ID, "sixteen bytes id", 16);
	ASSERT_EQ(read_image(self), 0);
	ASSERT_EQ(memory_image_build_id(&self->memory.reader, &self->image, &self->pool, &build_id),
		  0);
	ASSERT_EQ(build_id.size, 16);
	EXPECT_EQ(memcmp(build_id.data, "sixteen bytes id", 16), 0);
}

TEST_F(memory_image, a_build_id_of_an_odd_size_is_none)
{
	static const uint8_t zeros[LIMIT_BUILD_ID + 1];
	struct bytes build_id;

	memory_elf_add_header(&self->elf, PT_LOAD, 0, 0x1000, 0x1000);
	memory_elf_add_header(&self->elf, PT_NOTE, 0x800, 0x100, 0x100);
	memory_elf_add_note(&self->elf, 0x800, "GNU", NT_GNU_BUILD_ID, zeros, sizeof(zeros));
	ASSERT_EQ(read_image(self), 0);
	EXPECT_EQ(memory_image_build_id(&self->memory.reader, &self->image, &self->pool, &build_id),
		  -ENOENT);
	memory_elf_put(&self->elf, 0x804, UINT32_MAX, 4);
	EXPECT_EQ(memory_image_build_id(&self->memory.reader, &self->image, &self->pool, &build_id),
		  -ENOENT);
	memory_elf_put(&self->elf, 0x804, LIMIT_BUILD_ID, 4);
	EXPECT_EQ(memory_image_build_id(&self->memory.reader, &self->image, &self->pool, &build_id),
		  0);
}

static int read_soname(FIXTURE_DATA(memory_image) * self, const char **ret_soname)
{
	int r = read_image(self);

	return r < 0 ? r
		     : memory_image_soname(&self->memory.reader, &self->image, &self->pool,
					   ret_soname);
}

TEST_F(memory_image, the_soname_is_found_relocated_or_not)
{
	const char *soname = NULL;

	memory_elf_add_usual(&self->elf);
	ASSERT_EQ(read_soname(self, &soname), 0);
	EXPECT_STREQ(soname, MEMORY_ELF_SONAME);
	memory_elf_put_word(&self->elf, MEMORY_ELF_DYNAMIC + 3 * self->elf.word,
			    BASE + MEMORY_ELF_STRINGS);
	ASSERT_EQ(read_soname(self, &soname), 0);
	EXPECT_STREQ(soname, MEMORY_ELF_SONAME);
}

TEST_F(memory_image, a_soname_out_of_reach_is_none)
{
	size_t value = MEMORY_ELF_DYNAMIC + self->elf.word;
	const char *soname = "untouched";

	memory_elf_add_usual(&self->elf);
	memory_elf_put_word(&self->elf, value, 64);
	EXPECT_EQ(read_soname(self, &soname), -ENOENT);
	memory_elf_put_word(&self->elf, value, 0);
	EXPECT_EQ(read_soname(self, &soname), -ENOENT);
	memory_elf_put_word(&self->elf, value, 1);
	memory_elf_put_word(&self->elf, value + 2 * self->elf.word, largest_word(&self->elf));
	EXPECT_EQ(read_soname(self, &soname), -ENOENT);
	memory_elf_put_word(&self->elf, value + 2 * self->elf.word, MEMORY_ELF_STRINGS);
	memory_elf_put_word(&self->elf, value - self->elf.word, DT_NULL);
	EXPECT_EQ(read_soname(self, &soname), -ENOENT);
	EXPECT_STREQ(soname, "untouched");
}

TEST_HARNESS_MAIN
