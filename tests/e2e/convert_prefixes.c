/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * convert_prefixes INPUT DIRECTORY [SIZE...]
 *
 * Converts the first SIZE bytes of an intermediate dump, for each SIZE in ascending order, or for
 * each there is. Prints "SIZE STATUS NAME": 0 or a negative errno, and which file in DIRECTORY is
 * the minidump, "-" for none. Equal minidumps are written once: most cuts are within a frame, and
 * all cuts within the same frame come to the same.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "converter/enrich.h"
#include "converter/file_hash.h"
#include "converter/minidump/minidump_writer.h"
#include "converter/source.h"
#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define INPUT_MAX  (1U << 28)
#define N_SEEN_MAX 4096U

struct seen {
	char hash[SHA256_TEXT_SIZE];
	size_t size; /* which names the file */
};

struct seen_list {
	struct seen items[N_SEEN_MAX];
	size_t n_items;
};

/* Converts to a new file in memory. Returns 0 or a negative errno. */
static int convert_to_memory(int input_fd, int *ret_fd)
{
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct source source = SOURCE_INIT;
	int r, fd = memfd_create("minidump", MFD_CLOEXEC);

	if (!capture || fd < 0)
		err(EXIT_FAILURE, "memory");
	crash_capture_init(capture);
	r = source_open(input_fd, capture, &source);
	if (r == 0) {
		r = capture_enrich(capture, source_memory(&source));
		if (r == 0)
			r = minidump_write(capture, source_memory(&source), fd);
	}
	crash_capture_done(capture);
	free(capture);
	source_done(&source);
	*ret_fd = fd;
	return r;
}

static void save(int fd, const char *directory, size_t size)
{
	_cleanup_(byte_buffer_done) struct byte_buffer content = BYTE_BUFFER_INIT;
	_cleanup_close_ int out = NO_FD;
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%zu.dmp", directory, size);
	out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0 || lseek(fd, 0, SEEK_SET) < 0 || fd_read_to_end(fd, INPUT_MAX, &content) < 0 ||
	    fd_write_full(out, content.data, content.size) < 0)
		err(EXIT_FAILURE, "%s", path);
}

/* The size whose conversion came to the same; a new one is saved. */
static size_t find_or_save(struct seen_list *seen, int fd, const char *directory, size_t size)
{
	struct seen item = { .size = size };

	if (file_sha256(fd, item.hash) < 0)
		errx(EXIT_FAILURE, "cannot hash");
	for (size_t i = seen->n_items; i > 0; i--)
		if (strcmp(seen->items[i - 1].hash, item.hash) == 0)
			return seen->items[i - 1].size;
	if (seen->n_items == N_SEEN_MAX)
		errx(EXIT_FAILURE, "too many different minidumps");
	seen->items[seen->n_items++] = item;
	save(fd, directory, size);
	return size;
}

static void convert_prefix(int input_fd, size_t size, const char *directory, struct seen_list *seen)
{
	int fd, r = convert_to_memory(input_fd, &fd);

	if (r < 0)
		printf("%zu %d -\n", size, r);
	else
		printf("%zu 0 %zu.dmp\n", size, find_or_save(seen, fd, directory, size));
	(void)close(fd);
}

/* The file in memory grows from call to call. */
static void grow(int fd, struct bytes whole, size_t *done, size_t size)
{
	if (size > whole.size || size < *done)
		errx(EXIT_FAILURE, "size %zu of %zu after %zu", size, whole.size, *done);
	if (lseek(fd, 0, SEEK_END) < 0 || fd_write_full(fd, whole.data + *done, size - *done) < 0)
		err(EXIT_FAILURE, "memory");
	*done = size;
}

int main(int argc, char **argv)
{
	_cleanup_(byte_buffer_done) struct byte_buffer whole = BYTE_BUFFER_INIT;
	static struct seen_list seen;
	int fd, input_fd = memfd_create("input", MFD_CLOEXEC);
	size_t done = 0;

	if (argc < 3)
		errx(EXIT_FAILURE, "usage: convert_prefixes INPUT DIRECTORY [SIZE...]");
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || input_fd < 0 || fd_read_to_end(fd, INPUT_MAX, &whole) < 0)
		err(EXIT_FAILURE, "%s", argv[1]);
	for (int i = 3; i < argc; i++) {
		grow(input_fd, byte_buffer_bytes(&whole), &done, strtoul(argv[i], NULL, 10));
		convert_prefix(input_fd, done, argv[2], &seen);
	}
	for (size_t size = 0; argc == 3 && size <= whole.size; size++) {
		grow(input_fd, byte_buffer_bytes(&whole), &done, size);
		convert_prefix(input_fd, size, argv[2], &seen);
	}
	return EXIT_SUCCESS;
}
