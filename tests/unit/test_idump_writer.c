/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file that a writer makes: its header, its frames, its holes, its failures. */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/idump/idump_frames.h"
#include "lib/idump/idump_sections.h"
#include "tests/unit/memory_buffer.h"
#include "tests/unit/opened_idump.h"
#include "tests/unit/sample_idump.h"

#define LZ4_MAGIC	  0x184D2204U
#define LZ4_DESCRIPTION	  0x74U /* version 1; independent blocks; block and content checksums */
#define LZ4_BLOCKS_64_KIB 0x40U
#define HEADER_SIZE	  64U

FIXTURE(writer)
{
	struct idump_writer writer;
	struct byte_buffer file, content;
	uint8_t *noise;
};

FIXTURE_SETUP(writer)
{
	uint32_t state = 1;

	idump_writer_begin(&self->writer);
	self->file = self->content = BYTE_BUFFER_INIT;
	self->noise = malloc(1 << 20);
	ASSERT_NE(self->noise, NULL);
	for (size_t i = 0; i < 1 << 20; i++) {
		state = state * 1664525 + 1013904223;
		self->noise[i] = (uint8_t)(state >> 24);
	}
}

FIXTURE_TEARDOWN(writer)
{
	byte_buffer_done(&self->file);
	byte_buffer_done(&self->content);
	free(self->noise);
}

static uint64_t file_uint(const struct byte_buffer *file, size_t offset, size_t size)
{
	return bytes_uint_at(byte_buffer_bytes(file), offset, size);
}

/* Reads all frames; returns how many, with the largest content. Negative if one is damaged. */
static int count_frames(const struct byte_buffer *file, struct byte_buffer *content,
			size_t *ret_largest)
{
	struct idump_frames frames = idump_frames_of(byte_buffer_bytes(file));
	struct bytes place;
	int n_frames = 0, r;

	*ret_largest = 0;
	while ((r = idump_frames_next(&frames, &place, content)) > 0) {
		if (file_uint(file, (size_t)(place.data - file->data), 4) != LZ4_MAGIC)
			return -EBADMSG;
		if (content->size > *ret_largest)
			*ret_largest = content->size;
		n_frames++;
	}
	return r < 0 ? r : n_frames;
}

TEST_F(writer, a_file_starts_with_a_skippable_frame)
{
	ASSERT_EQ(idump_writer_end(&self->writer, &self->file), 0);
	ASSERT_EQ(self->file.size, HEADER_SIZE);
	EXPECT_EQ(file_uint(&self->file, 0, 4) & 0xfffffff0, 0x184D2A50);
	EXPECT_EQ(file_uint(&self->file, 4, 4), HEADER_SIZE - 8);
	EXPECT_EQ(memcmp(self->file.data + 8, "minidump", 8), 0);
	EXPECT_EQ(file_uint(&self->file, 16, 2), 1);
	EXPECT_EQ(file_uint(&self->file, 18, 2), 1);
	EXPECT_STREQ((char *)self->file.data + 24, SAMPLE_ID);
}

TEST_F(writer, a_frame_is_lz4s_with_every_checksum_and_starts_with_its_mark)
{
	size_t size;

	idump_put_uint(&self->writer, IDUMP_KEY_machine, 62);
	ASSERT_EQ(idump_writer_end(&self->writer, &self->file), 0);
	EXPECT_EQ(file_uint(&self->file, HEADER_SIZE, 4), LZ4_MAGIC);
	EXPECT_EQ(file_uint(&self->file, HEADER_SIZE + 4, 1), LZ4_DESCRIPTION);
	EXPECT_EQ(file_uint(&self->file, HEADER_SIZE + 5, 1), LZ4_BLOCKS_64_KIB);
	ASSERT_EQ(idump_frame_decompress(
			  bytes_of(self->file.data + HEADER_SIZE, self->file.size - HEADER_SIZE),
			  &self->content, &size),
		  0);
	EXPECT_EQ(size, self->file.size - HEADER_SIZE);
	ASSERT_EQ(self->content.size, 56 + 16);
	EXPECT_EQ(file_uint(&self->content, 0, 8), 4 | 2 << 16 | 48ULL << 32);
	EXPECT_EQ(file_uint(&self->content, 8, 8), HEADER_SIZE);
	EXPECT_STREQ((char *)self->content.data + 16, SAMPLE_ID);
	EXPECT_EQ(file_uint(&self->content, 56, 8), 1 | 1 << 16 | 8ULL << 32);
	EXPECT_EQ(file_uint(&self->content, 64, 8), 62);
}

TEST_F(writer, frames_end_between_properties_and_stay_small)
{
	struct thread_registers largest = {
		.prstatus = bytes_of(self->noise, LIMIT_NOTE),
		.fpregs = bytes_of(self->noise, LIMIT_NOTE),
		.xstate = bytes_of(self->noise, LIMIT_NOTE),
	};
	struct crash_capture *capture = malloc(sizeof(*capture));
	size_t largest_content;

	ASSERT_NE(capture, NULL);
	crash_capture_init(capture);
	capture->original.present = true;
	capture->original.siginfo = bytes_of(self->noise, LIMIT_NOTE);
	capture->original.registers = largest;
	capture->texts[TEXT_maps] = bytes_of(self->noise, 1 << 20);
	for (uint32_t i = 0; i < 8; i++) {
		const struct capture_thread thread = { .tid = i, .registers = largest };

		ASSERT_EQ(crash_capture_add_thread(capture, &thread), 0);
	}
	idump_put_bytes(&self->writer, IDUMP_KEY_generator,
			bytes_of(self->noise, IDUMP_FRAME_TARGET - IDUMP_ITEM_SIZE - 57));
	idump_write_threads(&self->writer, capture, 0, 8);
	idump_write_subject(&self->writer, capture);
	idump_write_text(&self->writer, capture, TEXT_maps);
	EXPECT_EQ(idump_writer_end(&self->writer, &self->file), 0);
	EXPECT_GT(count_frames(&self->file, &self->content, &largest_content), 20);
	EXPECT_LE(largest_content, 262144);
	EXPECT_GT(largest_content, 65535 + 3 * LIMIT_NOTE);
	crash_capture_done(capture);
	free(capture);
}

TEST_F(writer, a_property_over_the_limit_is_an_error_and_never_in_the_file)
{
	idump_put_bytes(&self->writer, IDUMP_KEY_generator, bytes_of(self->noise, 262144));
	EXPECT_EQ(idump_writer_flush(&self->writer), -EMSGSIZE);
	EXPECT_EQ(idump_writer_end(&self->writer, &self->file), -EMSGSIZE);
	EXPECT_EQ(self->file.size, HEADER_SIZE);
}

TEST_F(writer, flushing_nothing_writes_nothing)
{
	EXPECT_EQ(idump_writer_flush(&self->writer), 0);
	EXPECT_EQ(self->writer.written, HEADER_SIZE);
	idump_put_uint(&self->writer, IDUMP_KEY_machine, 62);
	EXPECT_EQ(idump_writer_flush(&self->writer), 0);
	EXPECT_GT(self->writer.written, HEADER_SIZE);
	EXPECT_EQ(idump_writer_end(&self->writer, &self->file), 0);
}

TEST_F(writer, the_first_failure_sticks)
{
	_cleanup_close_ int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	_cleanup_close_ int file = self->writer.fd;
	uint64_t written = self->writer.written;

	ASSERT_GE(full, 0);
	self->writer.fd = full;
	idump_put_uint(&self->writer, IDUMP_KEY_machine, 62);
	EXPECT_EQ(idump_writer_flush(&self->writer), -ENOSPC);
	self->writer.fd = file;
	idump_put_uint(&self->writer, IDUMP_KEY_machine, 62);
	EXPECT_EQ(idump_writer_flush(&self->writer), -ENOSPC);
	EXPECT_EQ(self->writer.written, written);
	idump_writer_done(&self->writer);
}

TEST_F(writer, another_process_may_continue_a_file)
{
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct idump_writer second;
	struct opened_idump opened;

	ASSERT_NE(capture, NULL);
	crash_capture_init(capture);
	capture->process.pid = 9;
	idump_write_subject(&self->writer, capture);
	ASSERT_EQ(idump_writer_flush(&self->writer), 0);
	ASSERT_EQ(idump_writer_continue(&second, self->writer.fd, SAMPLE_ID, self->writer.written),
		  0);
	idump_writer_done(&self->writer);
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_worker_died, "worker", 0);
	idump_write_soft_errors(&second, &capture->soft_errors);
	ASSERT_EQ(idump_writer_end(&second, &self->file), 0);
	opened = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(opened.result, 0);
	EXPECT_FALSE(opened_idump_names_frame(&opened));
	EXPECT_EQ(opened_idump_count(&opened, SOFT_ERROR_worker_died, "worker"), 1);
	EXPECT_EQ(opened_idump_count(&opened, SOFT_ERROR_dump_truncated, "document"), 1);
	EXPECT_EQ(opened.capture->process.pid, 9);
	opened_idump_done(&opened);
	crash_capture_done(capture);
	free(capture);
}

TEST_F(writer, pages_that_cannot_be_read_are_holes)
{
	const struct memory_range range = { 0x10800, 0x20000, MEMORY_STACK, 0 };
	struct soft_errors *errors = calloc(1, sizeof(*errors));
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct memory_buffer memory;
	struct opened_idump opened;

	ASSERT_TRUE(errors && capture);
	crash_capture_init(capture);
	memory_buffer_init(&memory);
	memory_buffer_add(&memory, 0x12000, self->noise, 0x1000);
	memory_buffer_add(&memory, 0x14000, self->noise, 0x14000);
	idump_write_subject(&self->writer, capture);
	idump_write_memory(&self->writer, &memory.reader, &range, errors);
	idump_write_identity(&self->writer, capture);
	ASSERT_EQ(idump_writer_end(&self->writer, &self->file), 0);
	ASSERT_EQ(errors->n_items, 1);
	EXPECT_EQ(errors->items[0].code, SOFT_ERROR_memory_unreadable);
	EXPECT_EQ(errors->items[0].error, EFAULT);
	EXPECT_EQ(errors->items[0].count, 0x20000 - 0x15000);
	opened = opened_idump_of(self->file.data, self->file.size);
	ASSERT_EQ(opened.result, 0);
	EXPECT_EQ(memory_plan_bytes(&opened.capture->memory), 0x15000);
	EXPECT_NULL(memory_plan_find(&opened.capture->memory, 0x13fff));
	EXPECT_NE(memory_plan_find(&opened.capture->memory, 0x14000), NULL);
	opened_idump_done(&opened);
	crash_capture_done(capture);
	free(capture);
	free(errors);
}

static ssize_t lost_read(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	(void)self, (void)address, (void)buffer, (void)size;
	return -ESRCH;
}

TEST_F(writer, lost_memory_is_told_with_its_size)
{
	const struct memory_range range = { 0x1000, 0x5000, MEMORY_STACK, 0 };
	struct soft_errors *errors = calloc(1, sizeof(*errors));
	struct memory_reader lost = { .read = lost_read };

	ASSERT_NE(errors, NULL);
	idump_write_memory(&self->writer, &lost, &range, errors);
	ASSERT_EQ(errors->n_items, 1);
	EXPECT_EQ(errors->items[0].error, ESRCH);
	EXPECT_EQ(errors->items[0].count, 0x5000);
	EXPECT_EQ(idump_writer_end(&self->writer, &self->file), 0);
	EXPECT_EQ(self->file.size, HEADER_SIZE);
	free(errors);
}

TEST_HARNESS_MAIN
