/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/proc_maps.h"

#include <errno.h>
#include <string.h>

/* A cursor in one line; any mismatch sets at to NULL, and the rest of the line is not looked at. */
struct line {
	const char *at, *end;
};

static int digit_value(char c, unsigned int base)
{
	unsigned int value;

	if (c >= '0' && c <= '9')
		value = (unsigned int)(c - '0');
	else if (c >= 'a' && c <= 'f')
		value = (unsigned int)(c - 'a') + 10;
	else
		return -1;
	return value < base ? (int)value : -1;
}

/* base: 10 or 16. */
static uint64_t take_number(struct line *line, unsigned int base)
{
	const uint64_t most = base == 16 ? UINT64_MAX / 16 : UINT64_MAX / 10;
	const char *start = line->at;
	uint64_t value = 0;

	while (line->at && line->at < line->end) {
		int digit = digit_value(*line->at, base);
		uint64_t next = value * base + (uint64_t)digit;

		if (digit < 0)
			break;
		/* There are many numbers, and a division for each digit takes long. */
		if (value > most || next < (uint64_t)digit) {
			line->at = NULL;
			return 0;
		}
		value = next;
		line->at++;
	}
	if (line->at == start)
		line->at = NULL;
	return value;
}

static void take_char(struct line *line, char wanted)
{
	if (line->at && line->at < line->end && *line->at == wanted)
		line->at++;
	else
		line->at = NULL;
}

static bool take_flag(struct line *line, char set)
{
	if (!line->at || line->at == line->end) {
		line->at = NULL;
		return false;
	}
	return *line->at++ == set;
}

static unsigned int take_permissions(struct line *line)
{
	unsigned int flags = 0;

	flags |= take_flag(line, 'r') ? MAPPING_READ : 0;
	flags |= take_flag(line, 'w') ? MAPPING_WRITE : 0;
	flags |= take_flag(line, 'x') ? MAPPING_EXEC : 0;
	flags |= take_flag(line, 's') ? MAPPING_SHARED : 0;
	return flags;
}

/* Fills mapping, but for its path, which is left in line. Returns false on a malformed line. */
static bool parse_fields(struct line *line, struct capture_mapping *mapping)
{
	mapping->start = take_number(line, 16);
	take_char(line, '-');
	mapping->end = take_number(line, 16);
	take_char(line, ' ');
	mapping->flags = take_permissions(line);
	take_char(line, ' ');
	mapping->file_offset = take_number(line, 16);
	take_char(line, ' ');
	mapping->device_major = (uint32_t)take_number(line, 16);
	take_char(line, ':');
	mapping->device_minor = (uint32_t)take_number(line, 16);
	take_char(line, ' ');
	mapping->inode = take_number(line, 10);
	while (line->at && line->at < line->end && *line->at == ' ')
		line->at++;
	return line->at && mapping->start < mapping->end;
}

static bool same_text(const char *text, const char *start, size_t size)
{
	return strlen(text) == size && memcmp(text, start, size) == 0;
}

/* Neighbouring lines mostly name the same file: its path is kept once. */
static const char *intern_path(struct crash_capture *capture, const char *start, size_t size)
{
	if (size == 0)
		return "";
	if (capture->n_mappings > 0) {
		const char *last = capture->mappings[capture->n_mappings - 1].path;

		if (same_text(last, start, size))
			return last;
	}
	return pool_copy_text(&capture->pool, start, size);
}

static int parse_line(struct crash_capture *capture, const char *start, const char *end)
{
	struct line line = { .at = start, .end = end };
	struct capture_mapping mapping;
	uint64_t floor =
		capture->n_mappings > 0 ? capture->mappings[capture->n_mappings - 1].end : 0;

	if (!parse_fields(&line, &mapping) || mapping.start < floor) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_invalid_value, "maps", EINVAL);
		return 0;
	}
	mapping.path = intern_path(capture, line.at, (size_t)(end - line.at));
	if (!mapping.path)
		return -ENOMEM;
	return crash_capture_add_mapping(capture, &mapping);
}

int proc_maps_parse(struct crash_capture *capture, struct bytes text)
{
	const char *at = (const char *)text.data, *end = text.size > 0 ? at + text.size : at;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;
		int r = parse_line(capture, at, line_end);

		if (r < 0 && r != -E2BIG)
			return r;
		at = newline ? newline + 1 : end;
	}
	return 0;
}
