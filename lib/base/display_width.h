/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many columns UTF-8 text takes on a terminal. Widths are those of wcwidth(3): the program sets
 * LC_CTYPE to a UTF-8 locale first ("C.UTF-8" will do, whatever the user's locale is). Without one
 * each character beyond ASCII counts as one column.
 */
#pragma once

#include <stddef.h>

/* Columns of text without control characters; a byte that is no UTF-8 counts as one. */
size_t display_width(const char *text, size_t size);

/*
 * The longest start of text, in bytes, that takes at most that many columns. It ends between
 * characters; marks stay with the character that they combine with.
 */
size_t display_fit(const char *text, size_t size, size_t columns);
