/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of a truth record: whole mappings up to a size, and of larger ones what is stack. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/truth_record.h"

#define PAGE	      4096ULL
#define WHOLE_MAPPING (4ULL << 20)
#define WHOLE_TOTAL   (256ULL << 20)
#define STACK_FROM_SP (320ULL << 10)
#define STACK_BASE    (64ULL << 10)
#define RED_ZONE      128ULL
#define FILE_HEADERS  (64ULL << 10) /* what an ELF image tells of itself */

struct memory_copy {
	struct truth_record *record;
	int mem_fd;
	bool first;
	uint64_t total;
};

/* Records [start, end), page by page, leaving out what cannot be read. */
static void put_range(struct memory_copy *copy, uint64_t start, uint64_t end)
{
	struct truth_record *record = copy->record;
	unsigned char page[PAGE];

	while (start < end) {
		long offset = ftell(record->bytes);
		uint64_t at = start;

		while (at < end) {
			uint64_t stop = (at & ~(PAGE - 1)) + PAGE;
			size_t size = (size_t)((stop < end ? stop : end) - at);

			if (pread(copy->mem_fd, page, size, (off_t)at) != (ssize_t)size)
				break;
			if (fwrite(page, size, 1, record->bytes) != 1)
				truth_die("truth.bin");
			at += size;
		}
		if (at > start) {
			fprintf(record->json, "%s[%" PRIu64 ", %" PRIu64 ", %ld]",
				copy->first ? "" : ",\n", start, at - start, offset);
			copy->first = false;
			copy->total += at - start;
		}
		start = at < end ? (at & ~(PAGE - 1)) + PAGE : end;
	}
}

/* The stacks that lie in a mapping too large to be kept whole. */
static void put_stacks(struct memory_copy *copy, uint64_t start, uint64_t end)
{
	const struct truth_record *record = copy->record;

	for (size_t i = 0; i < record->n_threads; i++) {
		uint64_t sp = record->threads[i].stack_pointer;
		uint64_t from, to;

		if (sp < start || sp >= end)
			continue;
		from = sp - start > RED_ZONE ? sp - RED_ZONE : start;
		to = end - sp > STACK_FROM_SP ? sp + STACK_FROM_SP : end;
		put_range(copy, from, to);
		if (to < end)
			put_range(copy, end - to > STACK_BASE ? end - STACK_BASE : to, end);
	}
}

static void put_mapping(struct memory_copy *copy, const char *line)
{
	uint64_t start, end;
	char permissions[5];

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &start, &end, permissions) != 3)
		return;
	if (permissions[0] != 'r' || strstr(line, "[vvar") || strstr(line, "[vsyscall]"))
		return;
	/* Modules are always wanted, however many stacks come before them. */
	if (end - start <= WHOLE_MAPPING && (copy->total < WHOLE_TOTAL || strpbrk(line, "/[")))
		put_range(copy, start, end);
	else if (strchr(line, '/'))
		put_range(copy, start, start + FILE_HEADERS < end ? start + FILE_HEADERS : end);
	else
		put_stacks(copy, start, end);
}

void truth_record_memory(struct truth_record *record)
{
	struct memory_copy copy = { .record = record, .first = true };
	char path[128], *line = NULL;
	size_t capacity = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/mem", record->pid, record->crashing_tid);
	copy.mem_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (copy.mem_fd < 0)
		truth_die(path);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/maps", record->pid, record->crashing_tid);
	maps = fopen(path, "re");
	if (!maps)
		truth_die(path);
	fprintf(record->json, "\"memory\": [\n");
	while (getline(&line, &capacity, maps) > 0)
		put_mapping(&copy, line);
	fprintf(record->json, "],\n");
	free(line);
	fclose(maps);
	close(copy.mem_fd);
}
