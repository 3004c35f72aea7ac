/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sample_idump.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/idump/idump_sections.h"
#include "tests/unit/sample_capture.h"

static void write_sections(struct idump_writer *writer, struct sample_capture *sample)
{
	const struct crash_capture *capture = &sample->capture;

	idump_write_subject(writer, capture);
	(void)idump_writer_flush(writer);
	idump_write_threads(writer, capture, 0, capture->n_threads);
	idump_write_modules(writer, capture);
	for (int text = 0; text < TEXT_END_; text++)
		if (capture->texts[text].size > 0)
			idump_write_text(writer, capture, text);
	for (size_t i = 0; i < capture->memory.n_ranges; i++)
		idump_write_memory(writer, &sample->memory.reader, &capture->memory.ranges[i],
				   &sample->capture.soft_errors);
	idump_write_identity(writer, capture);
}

void sample_idump_build(struct byte_buffer *buffer)
{
	_cleanup_close_ int fd = memfd_create("idump", MFD_CLOEXEC);
	struct sample_capture *sample = malloc(sizeof(*sample));
	struct idump_writer writer;

	if (fd < 0 || !sample)
		abort();
	sample_capture_init(sample);
	if (idump_writer_init(&writer, fd, SAMPLE_ID) < 0)
		abort();
	write_sections(&writer, sample);
	if (idump_writer_flush(&writer) < 0 || lseek(fd, 0, SEEK_SET) < 0 ||
	    fd_read_to_end(fd, 1 << 24, buffer) < 0)
		abort();
	idump_writer_done(&writer);
	sample_capture_done(sample);
	free(sample);
}
