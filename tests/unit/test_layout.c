/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "converter/minidump/layout.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "tests/unit/memory_buffer.h"

struct fields {
	struct md_location whole, part, memory, none;
	struct md_rva rva;
	struct md_rva64 rva64;
} MD_PACKED;

FIXTURE(layout)
{
	struct layout layout;
	struct memory_buffer memory;
	struct fields *fields;
};

FIXTURE_SETUP(layout)
{
	void *data;

	self->layout = LAYOUT_INIT;
	memory_buffer_init(&self->memory);
	(void)layout_reserve(&self->layout, sizeof(struct fields), 4, &data);
	self->fields = data;
}

FIXTURE_TEARDOWN(layout)
{
	layout_done(&self->layout);
}

TEST_F(layout, fields_refer_to_where_blobs_are_written)
{
	static const uint8_t process_memory[16] = "process memory!";
	struct layout *layout = &self->layout;
	uint8_t file[256];
	_cleanup_close_ int fd = memfd_create("layout", MFD_CLOEXEC);
	layout_blob_t memory = layout_add_memory(layout, 0x1000, 16, 16);
	layout_blob_t text = layout_borrow(layout, bytes_of("borrowed", 8), 8);
	ssize_t size;

	memory_buffer_add(&self->memory, 0x1000, process_memory, sizeof(process_memory));
	layout_refer(layout, &self->fields->whole, text);
	layout_refer_part(layout, &self->fields->part, text, 2, 3);
	layout_refer(layout, &self->fields->memory, memory);
	layout_refer(layout, &self->fields->none, LAYOUT_NO_BLOB);
	layout_refer_rva(layout, &self->fields->rva, text);
	layout_refer_rva64(layout, &self->fields->rva64, text);
	ASSERT_EQ(0, layout_freeze(layout));
	ASSERT_EQ(0, layout_write(layout, &self->memory.reader, fd));
	size = fd_pread_full(fd, file, sizeof(file), 0);
	EXPECT_EQ((uint64_t)size, layout->file_size);
	EXPECT_EQ(0, self->fields->whole.rva.value % 8);
	EXPECT_EQ(8, self->fields->whole.size);
	EXPECT_EQ(0, memcmp(file + self->fields->whole.rva.value, "borrowed", 8));
	EXPECT_EQ(0, memcmp(file + self->fields->part.rva.value, "rro", 3));
	EXPECT_EQ(self->fields->whole.rva.value, self->fields->rva.value);
	EXPECT_EQ(self->fields->whole.rva.value, self->fields->rva64.value);
	EXPECT_EQ(0, self->fields->none.size);
	EXPECT_EQ(0, self->fields->none.rva.value);
	EXPECT_EQ(0, self->fields->memory.rva.value % 16);
	EXPECT_GT(self->fields->memory.rva.value, self->fields->whole.rva.value);
	EXPECT_EQ(0, memcmp(file + self->fields->memory.rva.value, process_memory, 16));
	EXPECT_EQ(0, memcmp(file, self->fields, sizeof(struct fields)));
}

TEST_F(layout, memory_that_is_not_there_is_an_error)
{
	_cleanup_close_ int fd = memfd_create("layout", MFD_CLOEXEC);

	(void)layout_add_memory(&self->layout, 0x1000, 16, 16);
	ASSERT_EQ(0, layout_freeze(&self->layout));
	EXPECT_EQ(-EIO, layout_write(&self->layout, &self->memory.reader, fd));
}

TEST_F(layout, a_file_past_four_gib_is_refused)
{
	layout_blob_t blob = layout_add_memory(&self->layout, 0x1000, 1ULL << 32, 16);

	layout_refer_rva(&self->layout, &self->fields->rva, blob);
	EXPECT_EQ(-EFBIG, layout_freeze(&self->layout));
}

TEST_F(layout, a_location_past_32_bits_is_refused)
{
	layout_blob_t blob = layout_add_memory(&self->layout, 0, UINT64_MAX, 16);

	layout_refer(&self->layout, &self->fields->whole, blob);
	EXPECT_EQ(-EFBIG, layout_freeze(&self->layout));
}

TEST_F(layout, the_first_failure_sticks)
{
	void *data = self;

	layout_fail(&self->layout, -ENOSPC);
	layout_fail(&self->layout, -EIO);
	EXPECT_EQ(LAYOUT_NO_BLOB, layout_reserve(&self->layout, 8, 4, &data));
	EXPECT_EQ(NULL, data);
	EXPECT_EQ(-ENOSPC, layout_freeze(&self->layout));
}

TEST_F(layout, a_blob_can_be_cut)
{
	void *data;
	layout_blob_t blob = layout_reserve(&self->layout, 100, 4, &data);

	layout_shrink(&self->layout, blob, 8);
	layout_refer(&self->layout, &self->fields->whole, blob);
	ASSERT_EQ(0, layout_freeze(&self->layout));
	EXPECT_EQ(8, self->fields->whole.size);
	EXPECT_EQ(sizeof(struct fields) + 8, self->layout.file_size);
}

TEST_HARNESS_MAIN
