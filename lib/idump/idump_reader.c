/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/idump/idump_document.h"
#include "lib/idump/idump_format.h"
#include "lib/idump/idump_frames.h"

#define IDUMP_FILE_MAX (1ULL << 30)
#define CACHED_FRAMES  8U

/* A decompressed frame, kept because neighbours in memory are often neighbours in the file. */
struct cached_frame {
	bool used;
	size_t number;
	uint64_t last_use;
	struct byte_buffer bytes;
};

struct idump_reader {
	struct memory_reader memory; /* first: handed out as the reader's memory */
	struct byte_buffer file;
	struct byte_buffer frames; /* of struct bytes: each frame's place in file, damaged or not */
	struct idump_document document;
	struct memory_plan index; /* settled; order is the entry's number */
	struct cached_frame cache[CACHED_FRAMES];
	uint64_t uses;
};

static const struct idump_memory_entry *entry_at(const struct idump_reader *reader, size_t i)
{
	return (const struct idump_memory_entry *)reader->document.memory.data + i;
}

static struct bytes frame_at(const struct idump_reader *reader, size_t i)
{
	return ((const struct bytes *)reader->frames.data)[i];
}

static struct cached_frame *cache_slot(struct idump_reader *reader, size_t number)
{
	struct cached_frame *oldest = &reader->cache[0];

	for (size_t i = 0; i < CACHED_FRAMES; i++) {
		struct cached_frame *slot = &reader->cache[i];

		if (slot->used && slot->number == number)
			return slot;
		if (slot->last_use < oldest->last_use)
			oldest = slot;
	}
	return oldest;
}

/* The decompressed frame, borrowed from the cache until the next call; BYTES_NONE on a failure. */
static struct bytes load_frame(struct idump_reader *reader, size_t number)
{
	struct cached_frame *slot = cache_slot(reader, number);
	size_t size;

	slot->last_use = ++reader->uses;
	if (!slot->used || slot->number != number) {
		slot->used = false;
		if (idump_frame_decompress(frame_at(reader, number), &slot->bytes, &size) < 0)
			return BYTES_NONE;
		slot->used = true;
		slot->number = number;
	}
	return byte_buffer_bytes(&slot->bytes);
}

/* Copies from the one entry that holds address; returns how much, 0 if there is none. */
static size_t read_entry(struct idump_reader *reader, uint64_t address, uint8_t *buffer,
			 size_t size)
{
	const struct memory_range *range = memory_plan_find(&reader->index, address);
	const struct idump_memory_entry *entry;
	struct bytes frame;
	uint64_t left;

	if (!range)
		return 0;
	entry = entry_at(reader, range->order);
	frame = load_frame(reader, entry->frame);
	if (frame.size < entry->offset || frame.size - entry->offset < entry->size)
		return 0;
	left = range->start + range->size - address;
	size = left < size ? (size_t)left : size;
	memcpy(buffer, frame.data + entry->offset + (address - entry->start), size);
	return size;
}

static ssize_t read_memory(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct idump_reader *reader = (struct idump_reader *)self;
	size_t done = 0;

	while (done < size) {
		size_t count =
			read_entry(reader, address + done, (uint8_t *)buffer + done, size - done);

		if (count == 0)
			break;
		done += count;
	}
	return (ssize_t)done;
}

static int check_header(struct bytes file, struct crash_capture *capture)
{
	struct byte_reader header = byte_reader_of(file);
	uint32_t magic = byte_reader_u32(&header), size = byte_reader_u32(&header), checksum;
	struct bytes signature = byte_reader_take(&header, strlen(IDUMP_SIGNATURE));
	uint16_t min_reader;
	struct bytes id;

	byte_reader_skip(&header, 2);
	min_reader = byte_reader_u16(&header);
	checksum = byte_reader_u32(&header);
	id = byte_reader_take(&header, IDUMP_ID_SIZE);
	if (byte_reader_failed(&header) || magic != IDUMP_FILE_MAGIC ||
	    size != IDUMP_HEADER_SIZE - 8 || checksum != idump_header_checksum(file.data) ||
	    memcmp(signature.data, IDUMP_SIGNATURE, signature.size) != 0)
		return -EBADMSG;
	if (min_reader > IDUMP_FORMAT)
		return -EPROTONOSUPPORT;
	memcpy(capture->id, id.data, sizeof(capture->id) - 1);
	return 0;
}

static void report_bad_frame(struct crash_capture *capture, size_t number, int error)
{
	char subject[32];

	(void)snprintf(subject, sizeof(subject), "frame %zu", number);
	soft_errors_add(&capture->soft_errors,
			error == -ENODATA ? SOFT_ERROR_dump_truncated : SOFT_ERROR_dump_damaged,
			subject, EBADMSG);
}

/* The first pass: every frame's properties, and where the memory is. */
static int read_frames(struct idump_reader *reader, struct crash_capture *capture)
{
	struct idump_frames frames = idump_frames_of(byte_buffer_bytes(&reader->file));
	_cleanup_(byte_buffer_done) struct byte_buffer content = BYTE_BUFFER_INIT;
	struct bytes place;

	for (size_t number = 0;; number++) {
		int r = idump_frames_next(&frames, &place, &content);

		if (r == 0)
			return byte_buffer_error(&reader->frames);
		if (r > 0)
			r = idump_document_read_frame(&reader->document,
						      byte_buffer_bytes(&content), number);
		if (r == -ENOMEM)
			return r;
		if (r < 0 && number == 0)
			return -EBADMSG;
		if (r < 0)
			report_bad_frame(capture, number, r);
		byte_buffer_put(&reader->frames, &place, sizeof(place));
	}
}

/* What the dump has becomes the capture's plan; the index is the same, in the reader's hands. */
static int index_memory(struct idump_reader *reader, struct crash_capture *capture)
{
	size_t n_entries = reader->document.memory.size / sizeof(struct idump_memory_entry);

	for (size_t i = 0; i < n_entries; i++) {
		const struct idump_memory_entry *entry = entry_at(reader, i);
		int r = memory_plan_add(&reader->index, entry->start, entry->size, entry->kind);

		if (r == 0)
			r = memory_plan_add(&capture->memory, entry->start, entry->size,
					    entry->kind);
		if (r == -E2BIG) {
			soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_many,
					      "memory ranges", E2BIG, n_entries - i);
			break;
		}
		if (r < 0)
			return r;
	}
	if (memory_plan_settle(&reader->index) < 0)
		return -ENOMEM;
	return memory_plan_settle(&capture->memory);
}

/* Only a dump that has its end, and no damage, proves who may read it. */
static void distrust(const struct idump_reader *reader, struct crash_capture *capture)
{
	bool is_sound = reader->document.ended;

	for (size_t i = 0; i < capture->soft_errors.n_items; i++) {
		enum soft_error_code code = capture->soft_errors.items[i].code;

		if (code == SOFT_ERROR_dump_damaged || code == SOFT_ERROR_dump_truncated)
			is_sound = false;
	}
	if (!is_sound)
		capture->readable_by_owner = false;
}

static int read_dump(struct idump_reader *reader, struct crash_capture *capture)
{
	int r = check_header(byte_buffer_bytes(&reader->file), capture);

	if (r < 0)
		return r;
	r = read_frames(reader, capture);
	if (r < 0)
		return r;
	if (!reader->document.ended)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_dump_truncated, "document",
				EBADMSG);
	r = idump_document_finish(&reader->document);
	if (r < 0)
		return r;
	if (!reader->document.has_process)
		return -EBADMSG;
	distrust(reader, capture);
	return index_memory(reader, capture);
}

int idump_reader_open(int fd, struct crash_capture *capture, struct idump_reader **ret_reader)
{
	_cleanup_(idump_reader_freep) struct idump_reader *reader = calloc(1, sizeof(*reader));
	int r;

	if (!reader)
		return -ENOMEM;
	reader->memory.read = read_memory;
	idump_document_init(&reader->document, capture);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	r = fd_read_to_end(fd, IDUMP_FILE_MAX, &reader->file);
	if (r < 0)
		return r;
	r = read_dump(reader, capture);
	if (r < 0)
		return r;
	*ret_reader = take_ptr(reader);
	return 0;
}

struct memory_reader *idump_reader_memory(struct idump_reader *reader)
{
	return &reader->memory;
}

void idump_reader_free(struct idump_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < CACHED_FRAMES; i++)
		byte_buffer_done(&reader->cache[i].bytes);
	byte_buffer_done(&reader->file);
	byte_buffer_done(&reader->frames);
	idump_document_done(&reader->document);
	memory_plan_done(&reader->index);
	free(reader);
}
