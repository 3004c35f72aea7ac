/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of text in columns that line up, whatever characters are in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "minidumpctl/print/style.h"

#define TABLE_COLUMNS_MAX 8

struct table_column {
	const char *title;
	bool right; /* aligned */
	enum style style;
};

struct table {
	const struct table_column *columns; /* borrowed */
	size_t n_columns;
	char **cells; /* row after row; owned */
	size_t n_cells, capacity;
	size_t n_printed;		  /* of the cells, by table_print_new() */
	size_t widths[TABLE_COLUMNS_MAX]; /* in columns of the terminal */
	bool is_coloured;		  /* false at first */
};

/* An empty table with a row of titles to come; at most TABLE_COLUMNS_MAX columns. table_done(). */
struct table table_of(const struct table_column *columns, size_t n_columns);
void table_done(struct table *table);

/* Adds the next cell, row by row: an escaped copy; NULL shows as "-". Returns 0 or -ENOMEM. */
int table_add(struct table *table, const char *text);

/* Prints titles and whole rows on stdout, each line cut to width columns; 0: not cut. */
void table_print(const struct table *table, size_t width);

/* Prints the rows that were added since the last call, with titles before the first one. */
void table_print_new(struct table *table, size_t width);

/* The width of the terminal on stdout; 0 if it is none, and lines are not to be cut. */
size_t table_terminal_width(void);
