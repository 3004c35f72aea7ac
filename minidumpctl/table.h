/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of text in columns that line up, whatever characters are in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 8

struct table_column {
	const char *title;
	bool right; /* aligned */
};

struct table {
	const struct table_column *columns; /* borrowed */
	size_t n_columns;
	char **cells; /* row after row; owned */
	size_t n_cells, capacity;
	size_t widths[TABLE_COLUMNS_MAX]; /* in columns of the terminal */
};

/* An empty table with a row of titles to come; at most TABLE_COLUMNS_MAX columns. table_done(). */
struct table table_of(const struct table_column *columns, size_t n_columns);
void table_done(struct table *table);

/* Adds the next cell, row by row: an escaped copy; NULL shows as "-". Returns 0 or -ENOMEM. */
int table_add(struct table *table, const char *text);

/* Prints titles and whole rows on stdout, each line cut to width columns; 0: not cut. */
void table_print(const struct table *table, size_t width);
