/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as an ELF core for the converter, from a file and from a pipe. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "converter/enrich.h"
#include "converter/minidump/minidump_writer.h"
#include "converter/source.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define PIPE_INPUT_MAX 60000U /* what a pipe takes without a reader */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a source accepts must do for a minidump. */
static void convert_from(int fd)
{
	_cleanup_close_ int out = memfd_create("minidump", MFD_CLOEXEC);
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct source source = SOURCE_INIT;

	if (out < 0 || !capture)
		abort();
	crash_capture_init(capture);
	if (source_open(fd, capture, &source) == 0) {
		if (capture_enrich(capture, source_memory(&source)) < 0 ||
		    minidump_write(capture, source_memory(&source), out) < 0)
			abort();
	}
	crash_capture_done(capture);
	free(capture);
	source_done(&source);
}

static void convert_file(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("core", MFD_CLOEXEC);

	if (fd < 0 || fd_write_full(fd, data, size) < 0)
		abort();
	convert_from(fd);
}

static void convert_pipe(const uint8_t *data, size_t size)
{
	int ends[2];

	if (pipe(ends) < 0 || fd_write_full(ends[1], data, size) < 0)
		abort();
	(void)close(ends[1]);
	convert_from(ends[0]);
	(void)close(ends[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	convert_file(data, size);
	if (size <= PIPE_INPUT_MAX)
		convert_pipe(data, size);
	return 0;
}
