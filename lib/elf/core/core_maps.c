/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_maps.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>

#include "lib/base/checked_math.h"
#include "lib/capture/auxv.h"
#include "lib/capture/limits.h"

#define PATH_COLUMN 73 /* where the kernel of a 64-bit machine puts the path */

struct maps_writer {
	struct byte_buffer *text;
	uint64_t vdso, random; /* addresses in the mappings that have names; 0 if unknown */
	uint64_t end;	       /* of the last line's mapping */
};

/* The kernel does the same: a newline in a path would start another line. */
static void put_path(struct byte_buffer *text, struct bytes path)
{
	static const char escaped_newline[] = "\\012";

	for (size_t i = 0; i < path.size; i++) {
		if (path.data[i] == '\n')
			byte_buffer_put(text, escaped_newline, sizeof(escaped_newline) - 1);
		else
			byte_buffer_put_u8(text, path.data[i]);
	}
}

static bool holds(uint64_t start, uint64_t end, uint64_t address)
{
	return address != 0 && address >= start && address < end;
}

static struct bytes name_of(const struct maps_writer *writer, uint64_t start, uint64_t end,
			    const struct core_file_mapping *file)
{
	if (file)
		return bytes_of(file->path.data, (size_t)min_u64(file->path.size, LIMIT_PATH));
	if (holds(start, end, writer->vdso))
		return bytes_of("[vdso]", 6);
	if (holds(start, end, writer->random))
		return bytes_of("[stack]", 7);
	return BYTES_NONE;
}

/* A line for [start, end), which belongs to file unless that is NULL. */
static void put_line(struct maps_writer *writer, uint64_t start, uint64_t end, unsigned int flags,
		     const struct core_file_mapping *file)
{
	struct bytes name = name_of(writer, start, end, file);
	char line[128];
	int length = snprintf(
		line, sizeof(line),
		"%08" PRIx64 "-%08" PRIx64 " %c%c%cp %08" PRIx64 " 00:00 %" PRIu64, start, end,
		flags & PF_R ? 'r' : '-', flags & PF_W ? 'w' : '-', flags & PF_X ? 'x' : '-',
		file ? file->offset + (start - file->start) : 0, file ? file->number : 0);

	if (start < writer->end || writer->text->size > LIMIT_MAPS - LIMIT_PATH - sizeof(line))
		return;
	writer->end = end;
	byte_buffer_put(writer->text, line, (size_t)length);
	byte_buffer_put_u8(writer->text, ' ');
	if (name.size > 0) {
		for (; length < PATH_COLUMN - 1; length++)
			byte_buffer_put_u8(writer->text, ' ');
		put_path(writer->text, name);
	}
	byte_buffer_put_u8(writer->text, '\n');
}

/* A segment may hold mappings of several files, or of a file and of none. */
static void put_segment(struct maps_writer *writer, const struct core_segment *segment,
			const struct core_files *files, size_t *next)
{
	uint64_t at = segment->start;

	for (; *next < files->n_mappings && at < segment->end; ++*next) {
		const struct core_file_mapping *file = &files->mappings[*next];

		if (file->start >= segment->end)
			break;
		if (file->start > at) {
			put_line(writer, at, file->start, segment->flags, NULL);
			at = file->start;
		}
		if (file->end > at)
			put_line(writer, at, min_u64(file->end, segment->end), segment->flags,
				 file);
		at = max_u64(at, file->end);
		if (file->end > segment->end)
			return;
	}
	if (at < segment->end)
		put_line(writer, at, segment->end, segment->flags, NULL);
}

/* Files that lie wholly below limit and were in no segment. */
static void put_files_below(struct maps_writer *writer, const struct core_files *files,
			    size_t *next, uint64_t limit)
{
	for (; *next < files->n_mappings && files->mappings[*next].end <= limit; ++*next)
		put_line(writer, files->mappings[*next].start, files->mappings[*next].end, 0,
			 &files->mappings[*next]);
}

void core_maps_put(struct byte_buffer *text, const struct core_head *head,
		   const struct core_files *files, struct bytes auxv)
{
	struct maps_writer writer = { .text = text };
	size_t next = 0;

	(void)auxv_find(auxv, head->elf_class, AT_SYSINFO_EHDR, &writer.vdso);
	(void)auxv_find(auxv, head->elf_class, AT_RANDOM, &writer.random);
	for (size_t i = 0; i < head->n_segments; i++) {
		const struct core_segment *segment = &head->segments[i];

		put_files_below(&writer, files, &next, segment->start);
		if (segment->start < segment->end)
			put_segment(&writer, segment, files, &next);
	}
	put_files_below(&writer, files, &next, UINT64_MAX);
}
