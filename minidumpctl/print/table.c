/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/checked_math.h"
#include "lib/base/display_width.h"
#include "minidumpctl/print/escaped.h"

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

/* A line in the making; room: how many columns are left in it. */
struct row_line {
	struct byte_buffer bytes;
	size_t room;
};

static void put_padding(struct row_line *line, size_t count)
{
	void *space;

	count = min_u64(count, line->room);
	space = byte_buffer_append(&line->bytes, count);
	if (space)
		memset(space, ' ', count);
	line->room -= count;
}

static void put_text(struct row_line *line, const char *text, enum style style)
{
	size_t size = display_fit(text, strlen(text), line->room);
	const char *start = style_start(style);

	line->room = text[size] ? 0 : line->room - display_width(text, size);
	byte_buffer_put(&line->bytes, start, strlen(start));
	byte_buffer_put(&line->bytes, text, size);
	if (*start)
		byte_buffer_put(&line->bytes, STYLE_END, strlen(STYLE_END));
}

/* No blanks stand at the end of a line: the last cell is not padded there. */
static void put_cell(struct row_line *line, const struct table *table, size_t column,
		     const char *text, enum style style)
{
	size_t padding = table->widths[column] - display_width(text, strlen(text));

	if (column > 0)
		put_padding(line, GAP);
	if (table->columns[column].right)
		put_padding(line, padding);
	put_text(line, text, table->is_coloured ? style : STYLE_PLAIN);
	if (!table->columns[column].right && column + 1 < table->n_columns)
		put_padding(line, padding);
}

static const char *cell_text(const struct table *table, char *const *cells, size_t column)
{
	return cells ? cells[column] : table->columns[column].title;
}

static size_t row_width(const struct table *table, char *const *cells)
{
	size_t last = table->n_columns - 1, width = 0;
	const char *text = cell_text(table, cells, last);

	for (size_t i = 0; i < last; i++)
		width += table->widths[i] + GAP;
	return width + (table->columns[last].right ? table->widths[last]
						   : display_width(text, strlen(text)));
}

/* One row, cut to width columns if that is not 0; cells is NULL for the titles. */
static void print_row(const struct table *table, char *const *cells, size_t width)
{
	bool is_cut = width > 0 && row_width(table, cells) > width;
	struct row_line line = { BYTE_BUFFER_INIT, is_cut ? width - 1 : SIZE_MAX };

	for (size_t i = 0; i < table->n_columns; i++)
		put_cell(&line, table, i, cell_text(table, cells, i),
			 cells ? table->columns[i].style : STYLE_TITLE);
	if (byte_buffer_error(&line.bytes) == 0)
		(void)fwrite(line.bytes.data, 1, line.bytes.size, stdout);
	(void)fputs(is_cut ? ELLIPSIS "\n" : "\n", stdout);
	byte_buffer_done(&line.bytes);
}

static void print_rows(const struct table *table, size_t first, size_t width)
{
	for (size_t i = first; i + table->n_columns <= table->n_cells; i += table->n_columns)
		print_row(table, &table->cells[i], width);
}

void table_print(const struct table *table, size_t width)
{
	print_row(table, NULL, width);
	print_rows(table, 0, width);
}

void table_print_new(struct table *table, size_t width)
{
	if (table->n_printed == 0)
		print_row(table, NULL, width);
	print_rows(table, table->n_printed, width);
	table->n_printed = table->n_cells - table->n_cells % table->n_columns;
}

size_t table_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}
