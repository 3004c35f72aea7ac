/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks into a minidump by offsets alone, without the writer's structures, so that a mistake in one
 * of these shows. What lies outside of the file reads as zeros or as no bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/bytes.h"
#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

struct minidump_view {
	struct bytes file;
};

/*
 * Writes the capture's minidump into memory. Returns 0 or the writer's error. The result is the
 * caller's: minidump_view_done().
 */
int minidump_view_write(const struct crash_capture *capture, struct memory_reader *memory,
			struct minidump_view *ret_view);
void minidump_view_done(struct minidump_view *view);

/* The unsigned integer of size bytes at offset of the file, or of part. */
uint64_t view_uint(const struct minidump_view *view, uint64_t offset, size_t size);
uint64_t part_uint(struct bytes part, uint64_t offset, size_t size);

/* How many streams of this type the directory has, and the bytes of the first. */
size_t view_count_streams(const struct minidump_view *view, uint32_t type);
struct bytes view_stream(const struct minidump_view *view, uint32_t type);

/* The bytes that the location {size, rva} at offset of part refers to. */
struct bytes view_location(const struct minidump_view *view, struct bytes part, uint64_t offset);

/* The string at rva, every unit cut to a byte; "?" if it is not a well-formed MINIDUMP_STRING. */
const char *view_string(const struct minidump_view *view, uint64_t rva, char *buffer, size_t size);

/* True if part starts with these size bytes. */
bool bytes_equal(struct bytes part, const void *expected, size_t size);
