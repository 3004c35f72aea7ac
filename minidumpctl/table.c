/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/display_width.h"
#include "minidumpctl/escaped.h"

#define GAP	 1
#define ELLIPSIS "\xe2\x80\xa6" /* one column */

struct table table_of(const struct table_column *columns, size_t n_columns)
{
	struct table table = { .columns = columns, .n_columns = n_columns };

	for (size_t i = 0; i < n_columns; i++)
		table.widths[i] = strlen(columns[i].title);
	return table;
}

void table_done(struct table *table)
{
	for (size_t i = 0; i < table->n_cells; i++)
		free(table->cells[i]);
	free(table->cells);
	table->cells = NULL;
	table->n_cells = table->capacity = 0;
}

int table_add(struct table *table, const char *text)
{
	size_t column = table->n_cells % table->n_columns;
	char *cell;

	if (table->n_cells == table->capacity) {
		size_t capacity = table->capacity ? table->capacity * 2 : 256;
		char **cells = reallocarray(table->cells, capacity, sizeof(*cells));

		if (!cells)
			return -ENOMEM;
		table->cells = cells;
		table->capacity = capacity;
	}
	cell = escaped_copy(text ? text : "-");
	if (!cell)
		return -ENOMEM;
	table->cells[table->n_cells++] = cell;
	table->widths[column] = max_u64(table->widths[column], display_width(cell, strlen(cell)));
	return 0;
}

static void put_padding(struct byte_buffer *line, size_t count)
{
	void *space = byte_buffer_append(line, count);

	if (space)
		memset(space, ' ', count);
}

static void put_cell(struct byte_buffer *line, const char *text, size_t width, bool right)
{
	size_t size = strlen(text);
	size_t padding = width - display_width(text, size);

	if (right)
		put_padding(line, padding);
	byte_buffer_put(line, text, size);
	if (!right)
		put_padding(line, padding);
}

/* Prints a line without blanks at its end; cut to width columns if that is not 0. */
static void print_line(const char *line, size_t size, size_t width)
{
	while (size > 0 && line[size - 1] == ' ')
		size--;
	if (width == 0 || display_width(line, size) <= width)
		printf("%.*s\n", (int)size, line);
	else
		printf("%.*s" ELLIPSIS "\n", (int)display_fit(line, size, width - 1), line);
}

/* One row; cells is NULL for the titles. */
static void print_row(const struct table *table, char *const *cells, size_t width)
{
	_cleanup_(byte_buffer_done) struct byte_buffer line = BYTE_BUFFER_INIT;

	for (size_t i = 0; i < table->n_columns; i++) {
		const struct table_column *column = &table->columns[i];

		if (i > 0)
			put_padding(&line, GAP);
		put_cell(&line, cells ? cells[i] : column->title, table->widths[i], column->right);
	}
	if (byte_buffer_error(&line) == 0)
		print_line((const char *)line.data, line.size, width);
}

void table_print(const struct table *table, size_t width)
{
	print_row(table, NULL, width);
	for (size_t i = 0; i + table->n_columns <= table->n_cells; i += table->n_columns)
		print_row(table, &table->cells[i], width);
}
