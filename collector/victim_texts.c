/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/victim_texts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define PROC_PAGE  4096U
#define READ_AHEAD (8 * PROC_PAGE)

#define VARIABLE_NAME_SIZE 256U /* of names that globs are tried on */

static const enum capture_text process_texts[] = {
	TEXT_cmdline, TEXT_environ, TEXT_auxv,	 TEXT_maps,
	TEXT_status,  TEXT_limits,  TEXT_cgroup, TEXT_mountinfo,
};

/* Variables whose values tell how a program was run and are no secrets. */
static const char *const kept_variables[] = {
	"PATH=",
	"LANG=",
	"LC_",
	"TZ=",
	"TERM=",
	"SHELL=",
	"INVOCATION_ID=",
	"JOURNAL_STREAM=",
	"container=",
	"LD_LIBRARY_PATH=",
	"LD_PRELOAD=",
};

static void keep_text(struct crash_capture *capture, enum capture_text text, struct bytes bytes)
{
	uint8_t *copy = pool_copy(&capture->pool, bytes.data, bytes.size);

	if (copy)
		capture->texts[text] = bytes_of(copy, bytes.size);
	else
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_no_memory,
				capture_text_name(text), ENOMEM);
}

/* Appends all of a file that is still open, and closes it. False without one. */
static bool read_file(struct victim *victim, enum capture_text text, struct byte_buffer *buffer,
		      struct crash_capture *capture)
{
	_cleanup_close_ int fd = take_fd(&victim->texts[text]);
	int r;

	if (fd < 0)
		return false;
	r = fd_read_to_end(fd, (size_t)saturating_sub_u64(capture_text_limit(text), buffer->size),
			   buffer);
	if (r == -E2BIG)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_too_large,
				capture_text_name(text), r);
	else if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable,
				capture_text_name(text), r);
	return true;
}

void victim_texts_read(struct victim *victim, enum capture_text text, struct byte_buffer *scratch,
		       struct crash_capture *capture)
{
	byte_buffer_truncate(scratch, 0);
	if (read_file(victim, text, scratch, capture))
		keep_text(capture, text, byte_buffer_bytes(scratch));
}

bool victim_texts_read_ahead(const struct victim *victim, enum capture_text text,
			     struct byte_buffer *buffer)
{
	size_t before = buffer->size;
	int fd = victim->texts[text];

	/* /proc gives a page at a time. */
	while (fd >= 0 && buffer->size < before + READ_AHEAD &&
	       buffer->size + PROC_PAGE <= capture_text_limit(text)) {
		size_t size = buffer->size;
		void *room = byte_buffer_append(buffer, PROC_PAGE);
		ssize_t count = room ? fd_read_some(fd, room, PROC_PAGE) : 0;

		byte_buffer_truncate(buffer, size + (count > 0 ? (size_t)count : 0));
		if (count <= 0)
			break;
	}
	return buffer->size > before;
}

void victim_texts_read_rest(struct victim *victim, enum capture_text text,
			    struct byte_buffer *buffer, struct crash_capture *capture)
{
	if (read_file(victim, text, buffer, capture))
		capture->texts[text] = byte_buffer_bytes(buffer);
}

void victim_texts_read_process(struct victim *victim, struct byte_buffer *scratch,
			       struct crash_capture *capture)
{
	for (size_t i = 0; i < sizeof(process_texts) / sizeof(process_texts[0]); i++)
		victim_texts_read(victim, process_texts[i], scratch, capture);
}

static bool matches(const struct policy_item *globs, const char *variable, size_t name_size)
{
	char name[VARIABLE_NAME_SIZE];

	if (!globs || name_size >= sizeof(name))
		return false;
	memcpy(name, variable, name_size);
	name[name_size] = '\0';
	return policy_items_match(globs, name);
}

static bool is_kept_variable(const char *variable, size_t size)
{
	for (size_t i = 0; i < sizeof(kept_variables) / sizeof(kept_variables[0]); i++) {
		size_t length = strlen(kept_variables[i]);

		if (size >= length && memcmp(variable, kept_variables[i], length) == 0)
			return true;
	}
	return false;
}

/* A string without '=' is no variable: what it is cannot be told, so nothing of it is kept. */
static void filter_variable(struct byte_buffer *kept, const struct policy_item *globs,
			    const char *variable, size_t size)
{
	const char *equals = memchr(variable, '=', size);
	size_t name_size;

	if (!equals)
		return;
	name_size = (size_t)(equals - variable);
	if (!is_kept_variable(variable, size) && !matches(globs, variable, name_size))
		size = name_size;
	byte_buffer_put(kept, variable, size);
	byte_buffer_put_u8(kept, 0);
}

void victim_texts_filter_environ(struct crash_capture *capture, const struct policy_item *globs)
{
	_cleanup_(byte_buffer_done) struct byte_buffer kept = BYTE_BUFFER_INIT;
	struct bytes text = capture->texts[TEXT_environ];
	size_t size;

	for (size_t at = 0; at < text.size; at += size + 1) {
		const char *variable = (const char *)text.data + at;

		size = strnlen(variable, text.size - at);
		filter_variable(&kept, globs, variable, size);
	}
	capture->texts[TEXT_environ] = BYTES_NONE;
	if (byte_buffer_error(&kept) == 0)
		keep_text(capture, TEXT_environ, byte_buffer_bytes(&kept));
}
