/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/dontdump.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define SMAPS_STEP  65536U
#define FLAGS_LABEL "VmFlags:"
#define FLAG_MARKED " dd "

/* Reads what there is until the deadline: a text that may end in the middle of a line. */
static void read_until(int fd, struct deadline deadline, struct byte_buffer *text)
{
	while (text->size < LIMIT_MAPS && !deadline_passed(deadline)) {
		size_t before = text->size;
		void *room = byte_buffer_append(text, SMAPS_STEP);
		ssize_t count = room ? fd_read_some(fd, room, SMAPS_STEP) : 0;

		byte_buffer_truncate(text, before + (count > 0 ? (size_t)count : 0));
		if (count <= 0)
			return;
	}
}

static bool is_marked(const char *line, size_t size)
{
	return memmem(line, size, FLAG_MARKED, strlen(FLAG_MARKED)) != NULL;
}

/* True for the first line of another mapping. line ends with a newline. */
static bool is_head_of_other(const char *line, const struct capture_mapping *mapping)
{
	uint64_t start;
	char *end;

	if (!isxdigit((unsigned char)line[0]))
		return false;
	start = strtoull(line, &end, 16);
	if (*end != '-' || !isxdigit((unsigned char)end[1]))
		return false;
	return start != mapping->start || strtoull(end + 1, NULL, 16) != mapping->end;
}

/*
 * Each mapping's lines end with its flags, and come in the order of maps. Where they differ,
 * because another process shares the memory and changes it, nothing more is told.
 */
uint64_t dontdump_mark(int smaps_fd, struct deadline deadline, struct crash_capture *capture)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	const char *at, *end, *newline;
	uint64_t told = 0;
	size_t i = 0;

	read_until(smaps_fd, deadline, &text);
	if (text.size == 0)
		return 0;
	at = (const char *)text.data;
	end = at + text.size;
	while (at < end && i < capture->n_mappings) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline || is_head_of_other(at, &capture->mappings[i]))
			break;
		if ((size_t)(newline - at) > strlen(FLAGS_LABEL) &&
		    memcmp(at, FLAGS_LABEL, strlen(FLAGS_LABEL)) == 0) {
			if (is_marked(at, (size_t)(newline - at) + 1))
				capture->mappings[i].flags |= MAPPING_DONTDUMP;
			told = capture->mappings[i++].end;
		}
		at = newline + 1;
	}
	return told;
}
