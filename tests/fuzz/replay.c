/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay_PARSER [FILE...]: a main for a fuzz target without libFuzzer. Hands over every FILE, or
 * every file of tests/fuzz/corpus/PARSER: whole, empty, and cut at points spread over its length.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define CORPUS		 "tests/fuzz/corpus/"
#define LIMIT_INPUT	 (16U << 20)
#define CUTS_OF_AN_INPUT 64U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Hands over a copy of just this size, so that a sanitizer sees a read behind its end. */
static void replay_prefix(const uint8_t *data, size_t size)
{
	_cleanup_free_ uint8_t *copy = malloc(size);

	if (size > 0 && !copy)
		err(1, "malloc");
	if (size > 0)
		memcpy(copy, data, size);
	(void)LLVMFuzzerTestOneInput(copy, size);
}

static void replay_file(const char *path)
{
	_cleanup_(byte_buffer_done) struct byte_buffer input = BYTE_BUFFER_INIT;
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r = fd < 0 ? -errno : fd_read_to_end(fd, LIMIT_INPUT, &input);

	if (r < 0)
		errx(1, "%s: %s", path, strerror(-r));
	for (size_t i = 0; i <= CUTS_OF_AN_INPUT; i++)
		replay_prefix(input.data, input.size * i / CUTS_OF_AN_INPUT);
}

static int replay_corpus(const char *parser)
{
	char folder[256], path[512];
	struct dirent **entries;
	int n_replayed = 0, n_entries;

	snprintf(folder, sizeof(folder), CORPUS "%s", parser);
	n_entries = scandir(folder, &entries, NULL, alphasort);
	if (n_entries < 0)
		err(1, "%s", folder);
	for (int i = 0; i < n_entries; i++) {
		if (entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
			replay_file(path);
			n_replayed++;
		}
		free(entries[i]);
	}
	free(entries);
	return n_replayed;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	int n_replayed = argc - 1;

	for (int i = 1; i < argc; i++)
		replay_file(argv[i]);
	if (argc == 1) {
		if (strncmp(name, "replay_", strlen("replay_")) != 0)
			errx(2, "called as %s, which names no parser", name);
		n_replayed = replay_corpus(name + strlen("replay_"));
	}
	if (n_replayed == 0)
		errx(1, "no input");
	return 0;
}
