/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/usage_tally.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"

#define FIRST_CAPACITY 64

void usage_tally_done(struct usage_tally *tally)
{
	free(tally->groups);
	pool_done(&tally->names);
	*tally = USAGE_TALLY_INIT;
}

/* The name of the report before, mostly, need not be kept twice. */
static const char *keep_name(struct usage_tally *tally, const char *name)
{
	const struct usage_group *last =
		tally->n_groups > 0 ? &tally->groups[tally->n_groups - 1] : NULL;

	if (last && strcmp(last->name, name) == 0)
		return last->name;
	return pool_copy_text(&tally->names, name, strlen(name));
}

int usage_tally_add(struct usage_tally *tally, const char *name, uint64_t bytes)
{
	const char *kept = keep_name(tally, name);

	if (!kept)
		return -ENOMEM;
	if (tally->n_groups == tally->capacity) {
		size_t capacity = tally->capacity ? tally->capacity * 2 : FIRST_CAPACITY;
		void *grown = reallocarray(tally->groups, capacity, sizeof(*tally->groups));

		if (!grown)
			return -ENOMEM;
		tally->groups = grown;
		tally->capacity = capacity;
	}
	tally->groups[tally->n_groups++] = (struct usage_group){ kept, 1, bytes };
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct usage_group *)a)->name, ((const struct usage_group *)b)->name);
}

static int compare_sizes(const void *a, const void *b)
{
	const struct usage_group *left = a, *right = b;

	if (left->bytes != right->bytes)
		return left->bytes > right->bytes ? -1 : 1;
	return compare_names(a, b);
}

void usage_tally_finish(struct usage_tally *tally)
{
	size_t n_merged = 0;

	if (tally->n_groups == 0)
		return;
	qsort(tally->groups, tally->n_groups, sizeof(*tally->groups), compare_names);
	for (size_t i = 0; i < tally->n_groups; i++) {
		struct usage_group *last = n_merged > 0 ? &tally->groups[n_merged - 1] : NULL;

		if (!last || strcmp(last->name, tally->groups[i].name) != 0) {
			tally->groups[n_merged++] = tally->groups[i];
			continue;
		}
		last->n_reports += tally->groups[i].n_reports;
		last->bytes = saturating_add_u64(last->bytes, tally->groups[i].bytes);
	}
	tally->n_groups = n_merged;
	qsort(tally->groups, n_merged, sizeof(*tally->groups), compare_sizes);
}
