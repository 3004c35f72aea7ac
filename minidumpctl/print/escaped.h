/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Escaped copies of text from a crash, to be shown on a terminal. */
#pragma once

#include <stddef.h>

/* The text with escape_text() applied; NULL without memory. The caller's. */
char *escaped_copy(const char *text);
