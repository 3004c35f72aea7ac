/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first byte chooses what the rest is: 0, a file as it lies on disk; 1, what one frame holds
 * behind the mark, so that the fuzzer need not guess checksums; 2, both: a good frame, then bytes.
 * What can be read becomes a minidump, and that is read again.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "converter/enrich.h"
#include "converter/minidump/minidump_writer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/idump/idump_reader.h"
#include "lib/idump/idump_writer.h"
#include "lib/minidump/minidump_reader.h"

#define THREADS_CHECKED 64U

#define ID "018bcfe5-6800-7000-8000-0123456789ab"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_process(struct idump_writer *writer)
{
	idump_put_mark(writer, IDUMP_KEY_process, IDUMP_MAP_START);
	idump_put_uint(writer, IDUMP_KEY_pid, 5);
	idump_put_mark(writer, IDUMP_KEY_process, IDUMP_MAP_END);
}

/* Returns false for an input that no frame holds. */
static bool write_frames(int fd, const uint8_t *data, size_t size, bool in_frame)
{
	struct idump_writer writer;
	int r = idump_writer_init(&writer, fd, ID);

	if (r < 0)
		abort();
	put_process(&writer);
	if (in_frame)
		byte_buffer_put(&writer.frame, data, size);
	r = idump_writer_flush(&writer);
	idump_writer_done(&writer);
	return r == 0 && (in_frame || fd_write_full(fd, data, size) == 0);
}

/* All that the plan says is there can be read, and nothing lies in two ranges. */
static void check(const struct crash_capture *capture, struct idump_reader *reader)
{
	const struct memory_plan *plan = &capture->memory;
	uint8_t buffer[4096];

	for (size_t i = 0; i < plan->n_ranges; i++) {
		const struct memory_range *range = &plan->ranges[i];
		uint64_t size = range->size < sizeof(buffer) ? range->size : sizeof(buffer);

		if (i > 0 && range->start < range[-1].start + range[-1].size)
			abort();
		if (!memory_read_exact(idump_reader_memory(reader), range->start, buffer, size))
			abort();
	}
	for (size_t i = 0; i < capture->n_threads; i++)
		if (memchr(capture->threads[i].name, '\0', sizeof(capture->threads[i].name)) ==
		    NULL)
			abort();
}

static struct crash_capture *capture_new(void)
{
	struct crash_capture *capture = malloc(sizeof(*capture));

	if (!capture)
		abort();
	crash_capture_init(capture);
	return capture;
}

static void capture_free(struct crash_capture *capture)
{
	crash_capture_done(capture);
	free(capture);
}

static bool has_thread(const struct crash_capture *capture, uint32_t tid)
{
	for (size_t i = 0; i < capture->n_threads; i++)
		if (capture->threads[i].tid == tid)
			return true;
	return false;
}

/* The minidump has the threads and the memory of the capture that it was made of. */
static void check_minidump(const struct crash_capture *capture, int fd)
{
	struct crash_capture *again = capture_new();
	struct minidump_reader *reader = NULL;

	if (minidump_reader_open(fd, again, &reader) < 0)
		abort();
	for (size_t i = 0; i < capture->n_threads && i < THREADS_CHECKED; i++)
		if (!has_thread(again, capture->threads[i].tid))
			abort();
	for (size_t i = 0; i < capture->memory.n_ranges; i++) {
		const struct memory_range *range = &capture->memory.ranges[i];
		uint8_t byte;

		if (!memory_read_exact(minidump_reader_memory(reader), range->start, &byte, 1))
			abort();
	}
	minidump_reader_free(reader);
	capture_free(again);
}

static void convert(struct crash_capture *capture, struct memory_reader *memory)
{
	_cleanup_close_ int fd = memfd_create("minidump", MFD_CLOEXEC);

	if (fd < 0 || capture_enrich(capture, memory) < 0)
		abort();
	if (minidump_write(capture, memory, fd) < 0)
		abort();
	check_minidump(capture, fd);
}

static void read_dump(int fd)
{
	struct crash_capture *capture = capture_new();
	struct idump_reader *reader = NULL;

	if (idump_reader_open(fd, capture, &reader) == 0) {
		check(capture, reader);
		convert(capture, idump_reader_memory(reader));
	}
	idump_reader_free(reader);
	capture_free(capture);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("idump", MFD_CLOEXEC);
	bool is_written;

	if (fd < 0)
		abort();
	if (size == 0)
		return 0;
	if (data[0] == 0)
		is_written = fd_write_full(fd, data + 1, size - 1) == 0;
	else
		is_written = write_frames(fd, data + 1, size - 1, data[0] == 1);
	if (is_written)
		read_dump(fd);
	return 0;
}
