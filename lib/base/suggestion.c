/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/suggestion.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/checked_math.h"

typedef size_t distance_row[SUGGESTION_LENGTH_MAX + 1];

/* Distances of the first i characters of a to each start of b, from the two rows before. */
static void fill_row(const char *a, size_t i, const char *b, size_t b_length,
		     const distance_row before_last, const distance_row last, distance_row row)
{
	row[0] = i;
	for (size_t j = 1; j <= b_length; j++) {
		size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

		best = min_u64(best, last[j] + 1);
		best = min_u64(best, row[j - 1] + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			best = min_u64(best, before_last[j - 2] + 1);
		row[j] = best;
	}
}

size_t edit_distance(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);
	distance_row rows[3];

	if (a_length > SUGGESTION_LENGTH_MAX || b_length > SUGGESTION_LENGTH_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_length; i++)
		fill_row(a, i, b, b_length, rows[(i + 1) % 3], rows[(i - 1) % 3], rows[i % 3]);
	return rows[a_length % 3][b_length];
}

struct suggestion suggestion_for(const char *word)
{
	/* Up to a third of the word may be wrong, and one character of any word. */
	size_t limit = max_u64(1, strlen(word) / 3);

	return (struct suggestion){ .word = word, .best = NULL, .best_distance = limit + 1 };
}

void suggestion_consider(struct suggestion *suggestion, const char *candidate)
{
	size_t length = strlen(suggestion->word);
	size_t distance = edit_distance(suggestion->word, candidate);

	/* A word that was only begun is as good as one with a single mistake. */
	if (length >= 2 && strncmp(suggestion->word, candidate, length) == 0)
		distance = min_u64(distance, 1);
	if (distance < suggestion->best_distance) {
		suggestion->best = candidate;
		suggestion->best_distance = distance;
	}
}
