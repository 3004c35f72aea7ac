/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/rate_table.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "lib/base/keyed_hash.h"
#include "lib/store/run_file.h"

#define RATES_MODE 0600

#define MAGIC 0x31305441524d444dULL /* "MDMRAT01" */

#define N_SETS 1024U
#define N_WAYS 4U

/* Changes of one bucket by others, meanwhile, before it is let be. */
#define ATTEMPTS 64

/*
 * An entry is one word, so that it changes at once: the tag above, and below it the time at which
 * the bucket will be full again, in units that last for 36 years. 0 is an entry that is not used.
 */
#define TIME_BITS 48U
#define TIME_MASK ((1ULL << TIME_BITS) - 1)
#define UNIT_NS	  4096U

/* 9 years, so that the time of a bucket fits for the first 18 of the machine. */
#define LONGEST_PERIOD (1ULL << (TIME_BITS - 2))

struct rate_table {
	uint64_t magic;
	uint64_t secret[2];
	uint64_t unused[5];
	uint64_t entries[N_SETS][N_WAYS];
};

/* The first who finds a word 0 sets it, for all. */
static void set_once(uint64_t *word, uint64_t value)
{
	uint64_t expected = 0;

	(void)__atomic_compare_exchange_n(word, &expected, value, false, __ATOMIC_SEQ_CST,
					  __ATOMIC_SEQ_CST);
}

static int prepare(struct rate_table *table)
{
	uint64_t secret[2];

	if (__atomic_load_n(&table->magic, __ATOMIC_SEQ_CST) == MAGIC)
		return 0;
	if (getrandom(secret, sizeof(secret), GRND_NONBLOCK) != (ssize_t)sizeof(secret))
		return -errno;
	set_once(&table->secret[0], secret[0] | 1);
	set_once(&table->secret[1], secret[1] | 1);
	set_once(&table->magic, MAGIC);
	return __atomic_load_n(&table->magic, __ATOMIC_SEQ_CST) == MAGIC ? 0 : -EBADMSG;
}

int rate_table_open(const char *run_directory, struct rate_table **ret_table)
{
	void *memory;
	int r = run_file_map(run_directory, RUN_FILE_RATES, RATES_MODE, sizeof(struct rate_table),
			     &memory);

	if (r < 0)
		return r;
	r = prepare(memory);
	if (r < 0)
		rate_table_close(memory);
	else
		*ret_table = memory;
	return r;
}

void rate_table_close(struct rate_table *table)
{
	if (table)
		(void)munmap(table, sizeof(*table));
}

uint64_t rate_table_key(const struct rate_table *table, struct bytes data)
{
	return keyed_hash(table->secret, data);
}

static uint64_t *set_of(struct rate_table *table, uint64_t key)
{
	return table->entries[key % N_SETS];
}

static uint64_t tag_of(uint64_t key)
{
	return key >> TIME_BITS << TIME_BITS;
}

static bool is_of(uint64_t value, uint64_t key)
{
	return value != 0 && (value & ~TIME_MASK) == tag_of(key);
}

/* The entry of the key, or the one that is full the soonest, and the value that it has now. */
static uint64_t *find_entry(uint64_t *set, uint64_t key, uint64_t *ret_value)
{
	uint64_t *found = NULL;

	for (uint64_t *entry = set; entry < set + N_WAYS; entry++) {
		uint64_t value = __atomic_load_n(entry, __ATOMIC_SEQ_CST);
		bool is_the_one = is_of(value, key);

		if (is_the_one || !found || (value & TIME_MASK) < (*ret_value & TIME_MASK)) {
			found = entry;
			*ret_value = value;
		}
		if (is_the_one)
			break;
	}
	return found;
}

static bool replace(uint64_t *entry, uint64_t old, uint64_t key, uint64_t time)
{
	return __atomic_compare_exchange_n(entry, &old, tag_of(key) | (time & TIME_MASK), false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* The time that one of the limit's count stands for. */
static uint64_t step_of(struct rate_limit limit)
{
	uint64_t period = limit.period_ns / UNIT_NS;

	return (period < LONGEST_PERIOD ? period : LONGEST_PERIOD) / limit.count;
}

/* When the key's bucket is full: not before now, and not later than a bucket can be. */
static uint64_t full_at(uint64_t value, uint64_t key, uint64_t now, uint64_t latest)
{
	uint64_t time = value & TIME_MASK;

	if (!is_of(value, key) || time > latest)
		return now;
	return time > now ? time : now;
}

int rate_table_take(struct rate_table *table, uint64_t key, struct rate_limit limit,
		    uint64_t now_ns)
{
	uint64_t now = now_ns / UNIT_NS, value = 0, step, full, *entry;

	if (limit.count == 0)
		return -EAGAIN;
	step = step_of(limit);
	for (int i = 0; i < ATTEMPTS; i++) {
		entry = find_entry(set_of(table, key), key, &value);
		full = full_at(value, key, now, now + step * limit.count);
		if (full - now > step * (limit.count - 1))
			return -EAGAIN;
		if (replace(entry, value, key, full + step))
			return 0;
	}
	return 0;
}

void rate_table_give_back(struct rate_table *table, uint64_t key, struct rate_limit limit)
{
	uint64_t value = 0, step, *entry;

	if (limit.count == 0)
		return;
	step = step_of(limit);
	for (int i = 0; i < ATTEMPTS; i++) {
		entry = find_entry(set_of(table, key), key, &value);
		if (!is_of(value, key) || (value & TIME_MASK) < step)
			return;
		if (replace(entry, value, key, (value & TIME_MASK) - step))
			return;
	}
}
