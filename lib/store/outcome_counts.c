/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/outcome_counts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/store/run_file.h"

#define COUNTS_MODE 0644

#define MAGIC 0x003130544e43444dULL /* "MDCNT01", NUL */

/* Room for kinds to come, in the size that memory is mapped in anyway. */
#define N_RECORDS 255U

struct outcome_table {
	uint64_t magic;
	uint64_t unused;
	struct outcome_count records[N_RECORDS];
};

_Static_assert(OUTCOME_END_ <= N_RECORDS, "every outcome has its record");
_Static_assert(sizeof(struct outcome_table) == 4096, "the layout is that of the file");

int outcome_table_open(const char *run_directory, struct outcome_table **ret_table)
{
	struct outcome_table *table;
	uint64_t found = 0;
	void *memory;
	int r = run_file_map(run_directory, RUN_FILE_COUNTS, COUNTS_MODE, sizeof(*table), &memory);

	if (r < 0)
		return r;
	table = memory;
	/* A file of zeros is an empty table: the first to see it says so. */
	if (__atomic_compare_exchange_n(&table->magic, &found, MAGIC, false, __ATOMIC_SEQ_CST,
					__ATOMIC_SEQ_CST) ||
	    found == MAGIC) {
		*ret_table = table;
		return 0;
	}
	outcome_table_close(table);
	return -EBADMSG;
}

void outcome_table_close(struct outcome_table *table)
{
	if (table)
		(void)munmap(table, sizeof(*table));
}

void outcome_table_add(struct outcome_table *table, enum outcome outcome, uint64_t now_ns)
{
	if (!table)
		return;
	__atomic_store_n(&table->records[outcome].last_ns, now_ns, __ATOMIC_SEQ_CST);
	(void)__atomic_add_fetch(&table->records[outcome].count, 1, __ATOMIC_SEQ_CST);
}

uint64_t outcome_table_count(const struct outcome_table *table, enum outcome outcome)
{
	return table ? __atomic_load_n(&table->records[outcome].count, __ATOMIC_SEQ_CST) : 0;
}

int outcome_counts_read(const char *run_directory, struct outcome_counts *ret_counts)
{
	_cleanup_free_ char *path = NULL;
	struct outcome_table table = { .magic = 0 };
	_cleanup_close_ int fd = NO_FD;
	ssize_t size;

	if (asprintf(&path, "%s/" RUN_FILE_COUNTS, run_directory) < 0)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size = fd_read_full(fd, &table, sizeof(table));
	if (size < 0)
		return (int)size;
	if (size == 0)
		return -ENOENT;
	if (table.magic != MAGIC)
		return -EBADMSG;
	memcpy(ret_counts->of, table.records, sizeof(ret_counts->of));
	return 0;
}

static const struct {
	const char *label, *meaning;
} outcomes[] = {
#define X(number, name, label, meaning) [number] = { label, meaning },
	OUTCOMES(X)
#undef X
};

const char *outcome_label(enum outcome outcome)
{
	return outcomes[outcome].label;
}

const char *outcome_meaning(enum outcome outcome)
{
	return outcomes[outcome].meaning;
}
