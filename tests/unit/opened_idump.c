/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/opened_idump.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "tests/unit/sample_idump.h"

void idump_writer_begin(struct idump_writer *writer)
{
	int fd = memfd_create("idump", MFD_CLOEXEC);

	if (fd < 0 || idump_writer_init(writer, fd, SAMPLE_ID) < 0)
		abort();
}

int idump_writer_end(struct idump_writer *writer, struct byte_buffer *buffer)
{
	_cleanup_close_ int fd = writer->fd;
	int r = idump_writer_flush(writer);

	idump_writer_done(writer);
	if (lseek(fd, 0, SEEK_SET) < 0 || fd_read_to_end(fd, 1 << 28, buffer) < 0)
		abort();
	return r;
}

struct opened_idump opened_idump_of(const void *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("idump", MFD_CLOEXEC);
	struct opened_idump opened = { .capture = malloc(sizeof(*opened.capture)) };

	if (fd < 0 || !opened.capture || fd_write_full(fd, data, size) < 0)
		abort();
	crash_capture_init(opened.capture);
	opened.result = idump_reader_open(fd, opened.capture, &opened.reader);
	return opened;
}

void opened_idump_done(struct opened_idump *opened)
{
	idump_reader_free(opened->reader);
	crash_capture_done(opened->capture);
	free(opened->capture);
}

uint64_t opened_idump_count(const struct opened_idump *opened, enum soft_error_code code,
			    const char *subject)
{
	const struct soft_errors *errors = &opened->capture->soft_errors;
	uint64_t count = 0;

	for (size_t i = 0; i < errors->n_items; i++)
		if (errors->items[i].code == code &&
		    (!subject || strcmp(errors->items[i].subject, subject) == 0))
			count += errors->items[i].count;
	return count;
}

bool opened_idump_names_frame(const struct opened_idump *opened)
{
	const struct soft_errors *errors = &opened->capture->soft_errors;

	for (size_t i = 0; i < errors->n_items; i++)
		if ((errors->items[i].code == SOFT_ERROR_dump_damaged ||
		     errors->items[i].code == SOFT_ERROR_dump_truncated) &&
		    strncmp(errors->items[i].subject, "frame ", strlen("frame ")) == 0)
			return true;
	return false;
}
