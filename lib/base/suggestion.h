/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The word that was meant by a misspelt one. */
#pragma once

#include <stddef.h>

/*
 * The number of single characters to insert, delete, replace or swap with their neighbour to turn
 * one word into the other. Words over SUGGESTION_LENGTH_MAX are infinitely far (SIZE_MAX).
 */
#define SUGGESTION_LENGTH_MAX 32U
size_t edit_distance(const char *a, const char *b);

/* The best candidate for a word so far. */
struct suggestion {
	const char *word;
	const char *best; /* NULL: none is near enough */
	size_t best_distance;
};

struct suggestion suggestion_for(const char *word);

/* Looks at one candidate, which is borrowed. */
void suggestion_consider(struct suggestion *suggestion, const char *candidate);
