/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A minidump as it lies on disk; what is read of it must be sound, its memory readable, and the
 * walk over each stack must go up.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/minidump/minidump_reader.h"
#include "lib/stackwalk/stack_walk.h"

#define WALKS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_memory(const struct memory_plan *plan, struct memory_reader *memory)
{
	uint8_t buffer[4096];

	for (size_t i = 0; i < plan->n_ranges; i++) {
		const struct memory_range *range = &plan->ranges[i];
		uint64_t size = range->size < sizeof(buffer) ? range->size : sizeof(buffer);

		if (i > 0 && range->start < range[-1].start + range[-1].size)
			abort();
		if (!memory_read_exact(memory, range->start, buffer, size))
			abort();
	}
}

static void check_capture(const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_threads; i++)
		if (!memchr(capture->threads[i].name, '\0', sizeof(capture->threads[i].name)))
			abort();
	for (size_t i = 1; i < capture->n_mappings; i++)
		if (capture->mappings[i].start < capture->mappings[i - 1].end)
			abort();
	for (size_t i = 1; i < capture->n_modules; i++)
		if (capture->modules[i].base < capture->modules[i - 1].base)
			abort();
}

static void check_stacks(const struct crash_capture *capture, struct memory_reader *memory)
{
	struct stack_walk walk;

	for (size_t i = 0; i < capture->n_threads && i < WALKS_MAX; i++) {
		stack_walk(capture, memory, &capture->threads[i].registers, &walk);
		for (size_t j = 1; j < walk.n_frames; j++)
			if (walk.frames[j].stack_pointer < walk.frames[j - 1].stack_pointer)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("minidump", MFD_CLOEXEC);
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct minidump_reader *reader = NULL;

	if (fd < 0 || !capture || fd_write_full(fd, data, size) < 0)
		abort();
	crash_capture_init(capture);
	if (minidump_reader_open(fd, capture, &reader) == 0) {
		check_capture(capture);
		check_memory(&capture->memory, minidump_reader_memory(reader));
		check_stacks(capture, minidump_reader_memory(reader));
	}
	minidump_reader_free(reader);
	crash_capture_done(capture);
	free(capture);
	return 0;
}
