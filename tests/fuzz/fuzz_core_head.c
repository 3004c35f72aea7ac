/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a core on the collector's standard input, up to the last note. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/elf/core/core_threads.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct core_reading {
	struct core_stream stream;
	struct core_head head;
	struct core_threads threads;
	struct crash_capture capture;
};

static void check(const struct core_reading *reading)
{
	const struct crash_capture *capture = &reading->capture;
	const struct core_head *head = &reading->head;

	for (size_t i = 1; i < head->n_segments; i++)
		if (head->segments[i].start < head->segments[i - 1].start)
			abort();
	for (size_t i = 0; i < capture->n_threads; i++) {
		const struct thread_registers *registers = &capture->threads[i].registers;

		if (registers->prstatus.size > LIMIT_NOTE || registers->xstate.size > LIMIT_NOTE)
			abort();
		(void)core_head_find_segment(head, capture->threads[i].stack_pointer);
	}
}

static void read_core(struct core_reading *reading, int fd)
{
	struct crash_capture *capture = &reading->capture;

	crash_capture_init(capture);
	capture->process.crashing_tid = 12;
	core_stream_init(&reading->stream, fd, deadline_in(10 * NS_PER_SECOND));
	if (core_head_read(&reading->stream, &capture->pool, &reading->head) < 0)
		return;
	core_threads_init(&reading->threads, &reading->head, &reading->stream, capture);
	if (core_threads_read_crashing(&reading->threads) == 0)
		(void)core_threads_read_siblings(&reading->threads);
	check(reading);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("core", MFD_CLOEXEC);
	_cleanup_free_ struct core_reading *reading = calloc(1, sizeof(*reading));

	if (fd < 0 || !reading || fd_write_full(fd, data, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	read_core(reading, fd);
	crash_capture_done(&reading->capture);
	return 0;
}
