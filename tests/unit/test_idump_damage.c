/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No change of an intermediate dump goes unseen: whatever byte is changed, and wherever the file is
 * cut, the reader refuses it or says which frame is gone, and what it does return is what was
 * written.
 */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/idump/idump_sections.h"
#include "tests/unit/opened_idump.h"
#include "tests/unit/sample_capture.h"

#define FRAMES_MAX 16

FIXTURE(dump)
{
	struct sample_capture sample;
	struct byte_buffer file;
	uint64_t ends[FRAMES_MAX]; /* of the frames; the last is the file's */
	size_t n_frames;
};

static void end_frame(FIXTURE_DATA(dump) * self, struct idump_writer *writer)
{
	if (idump_writer_flush(writer) < 0 || self->n_frames == FRAMES_MAX)
		abort();
	self->ends[self->n_frames++] = writer->written;
}

/* One frame for each section, and small: the test opens the dump once for each byte and mask. */
FIXTURE_SETUP(dump)
{
	struct crash_capture *capture = &self->sample.capture;
	struct idump_writer writer;

	sample_capture_init(&self->sample);
	capture->identity_verified = capture->readable_by_owner = true;
	idump_writer_begin(&writer);
	idump_write_subject(&writer, capture);
	end_frame(self, &writer);
	idump_write_threads(&writer, capture, 0, capture->n_threads);
	end_frame(self, &writer);
	idump_write_modules(&writer, capture);
	idump_write_text(&writer, capture, TEXT_maps);
	end_frame(self, &writer);
	idump_write_memory(&writer, &self->sample.memory.reader, &capture->memory.ranges[1],
			   &capture->soft_errors);
	end_frame(self, &writer);
	idump_write_text(&writer, capture, TEXT_cpuinfo);
	idump_write_soft_errors(&writer, &capture->soft_errors);
	idump_write_identity(&writer, capture);
	end_frame(self, &writer);
	self->file = BYTE_BUFFER_INIT;
	ASSERT_EQ(idump_writer_end(&writer, &self->file), 0);
}

FIXTURE_TEARDOWN(dump)
{
	byte_buffer_done(&self->file);
	sample_capture_done(&self->sample);
}

static bool same_bytes(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool same_memory(struct sample_capture *sample, const struct opened_idump *opened)
{
	const struct memory_plan *plan = &opened->capture->memory;
	uint8_t read[SAMPLE_STACK_SIZE], wanted[SAMPLE_STACK_SIZE];

	for (size_t i = 0; i < plan->n_ranges; i++) {
		const struct memory_range *range = &plan->ranges[i];

		if (range->size > sizeof(read) ||
		    !memory_read_exact(&sample->memory.reader, range->start, wanted, range->size) ||
		    !memory_read_exact(idump_reader_memory(opened->reader), range->start, read,
				       range->size) ||
		    memcmp(read, wanted, range->size) != 0)
			return false;
	}
	return true;
}

/* Each part is there as it was, or not at all. */
static bool is_part_of(const struct opened_idump *opened, struct sample_capture *sample)
{
	const struct crash_capture *out = opened->capture, *in = &sample->capture;

	if (out->process.pid != in->process.pid || strcmp(out->process.exe, in->process.exe) != 0 ||
	    !same_bytes(out->fatal.siginfo, in->fatal.siginfo) || out->machine != in->machine)
		return false;
	if (out->n_threads != 0 &&
	    (out->n_threads != in->n_threads ||
	     !same_bytes(out->threads[1].registers.xstate, in->threads[1].registers.xstate)))
		return false;
	if (out->n_modules != 0 && out->n_modules != in->n_modules)
		return false;
	for (size_t i = 0; i < TEXT_END_; i++)
		if (out->texts[i].size > 0 && !same_bytes(out->texts[i], in->texts[i]))
			return false;
	return same_memory(sample, opened);
}

TEST_F(dump, without_damage_nothing_is_said)
{
	struct opened_idump opened = opened_idump_of(self->file.data, self->file.size);

	ASSERT_EQ(opened.result, 0);
	EXPECT_FALSE(opened_idump_names_frame(&opened));
	EXPECT_EQ(opened_idump_count(&opened, SOFT_ERROR_dump_truncated, NULL), 0);
	EXPECT_TRUE(is_part_of(&opened, &self->sample));
	EXPECT_TRUE(opened.capture->readable_by_owner);
	EXPECT_EQ(self->n_frames, 5);
	opened_idump_done(&opened);
}

/* Returns NULL, or what is wrong with how a byte at offset was taken. */
static const char *judge(const struct opened_idump *opened, struct sample_capture *sample,
			 bool may_refuse)
{
	if (opened->result == -EBADMSG)
		return may_refuse ? NULL : "refused";
	if (opened->result < 0)
		return "another error";
	if (may_refuse)
		return "accepted";
	if (!opened_idump_names_frame(opened))
		return "unseen";
	if (opened->capture->readable_by_owner)
		return "a proof of who may read it";
	return is_part_of(opened, sample) ? NULL : "wrong content";
}

TEST_F(dump, every_changed_byte_is_seen)
{
	static const uint8_t masks[] = { 0x01, 0x10, 0x80, 0xff };
	size_t n_wrong = 0;

	for (size_t at = 0; at < self->file.size * sizeof(masks); at++) {
		size_t offset = at / sizeof(masks);
		struct opened_idump opened;
		const char *wrong;

		self->file.data[offset] ^= masks[at % sizeof(masks)];
		opened = opened_idump_of(self->file.data, self->file.size);
		wrong = judge(&opened, &self->sample, offset < self->ends[0]);
		opened_idump_done(&opened);
		self->file.data[offset] ^= masks[at % sizeof(masks)];
		if (wrong && n_wrong++ < 10)
			TH_LOG("byte %zu of %zu, mask %#x: %s", offset, self->file.size,
			       masks[at % sizeof(masks)], wrong);
	}
	EXPECT_EQ(n_wrong, 0);
}

TEST_F(dump, a_file_cut_anywhere_keeps_its_whole_frames)
{
	size_t n_whole = 0;

	for (size_t size = 0; size < self->file.size; size++) {
		struct opened_idump opened = opened_idump_of(self->file.data, size);
		const struct crash_capture *capture = opened.capture;

		n_whole += size == self->ends[n_whole];
		EXPECT_EQ(opened.result, n_whole > 0 ? 0 : -EBADMSG);
		if (opened.result == 0) {
			EXPECT_EQ(
				opened_idump_count(&opened, SOFT_ERROR_dump_truncated, "document"),
				1);
			EXPECT_EQ(opened_idump_names_frame(&opened),
				  size != self->ends[n_whole - 1]);
			EXPECT_EQ(capture->n_threads, n_whole > 1 ? 2 : 0);
			EXPECT_EQ(capture->n_modules, n_whole > 2 ? 3 : 0);
			EXPECT_EQ(capture->memory.n_ranges, n_whole > 3 ? 1 : 0);
			EXPECT_TRUE(is_part_of(&opened, &self->sample));
			EXPECT_FALSE(capture->complete);
			EXPECT_FALSE(capture->identity_verified);
		}
		opened_idump_done(&opened);
	}
	EXPECT_EQ(n_whole, self->n_frames - 1);
}

/* A file that lacks the bytes from start to end. */
static struct opened_idump open_without(const struct byte_buffer *file, uint64_t start,
					uint64_t end)
{
	uint8_t *copy = malloc(file->size);
	struct opened_idump opened;

	if (!copy)
		abort();
	memcpy(copy, file->data, start);
	memcpy(copy + start, file->data + end, file->size - end);
	opened = opened_idump_of(copy, file->size - (end - start));
	free(copy);
	return opened;
}

TEST_F(dump, a_frame_that_was_taken_out_is_missed)
{
	for (size_t i = 1; i < self->n_frames - 1; i++) {
		struct opened_idump opened =
			open_without(&self->file, self->ends[i - 1], self->ends[i]);

		EXPECT_EQ(judge(&opened, &self->sample, false), NULL);
		opened_idump_done(&opened);
	}
}

TEST_F(dump, bytes_behind_the_end_are_seen)
{
	struct opened_idump opened;

	byte_buffer_put_u8(&self->file, 0);
	opened = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(judge(&opened, &self->sample, false), NULL);
	opened_idump_done(&opened);
}

TEST_F(dump, a_frame_of_another_dump_does_not_belong)
{
	struct byte_buffer other = BYTE_BUFFER_INIT;
	struct idump_writer writer;
	struct opened_idump opened;
	struct crash_capture *forged = malloc(sizeof(*forged));

	ASSERT_NE(forged, NULL);
	crash_capture_init(forged);
	forged->readable_by_owner = forged->identity_verified = true;
	forged->process.pid = 666;
	/* At the very place where its mark says that it is, but of another id. */
	idump_writer_begin(&writer);
	memset(writer.id, 'x', sizeof(writer.id));
	writer.written = self->ends[1];
	idump_write_subject(&writer, forged);
	idump_write_identity(&writer, forged);
	ASSERT_EQ(idump_writer_end(&writer, &other), 0);
	byte_buffer_truncate(&self->file, self->ends[1]);
	byte_buffer_put(&self->file, other.data + IDUMP_HEADER_SIZE,
			other.size - IDUMP_HEADER_SIZE);
	opened = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(opened.result, 0);
	EXPECT_TRUE(opened_idump_names_frame(&opened));
	EXPECT_NE(opened.capture->process.pid, 666);
	EXPECT_FALSE(opened.capture->readable_by_owner);
	opened_idump_done(&opened);
	byte_buffer_done(&other);
	crash_capture_done(forged);
	free(forged);
}

TEST_F(dump, a_file_of_nothing_but_magics_is_read_in_no_time)
{
	const uint8_t magic[] = { 0x04, 0x22, 0x4d, 0x18 };
	struct opened_idump opened;

	for (size_t i = 0; i < 1 << 20; i++)
		byte_buffer_put(&self->file, magic, sizeof(magic));
	opened = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(opened.result, 0);
	EXPECT_TRUE(opened_idump_names_frame(&opened));
	opened_idump_done(&opened);
}

TEST_HARNESS_MAIN
