/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MINIDUMP_STRING: the length in bytes, UTF-16 without a byte order mark, a NUL. */
#pragma once

#include "converter/minidump/layout.h"

/* A string of what fits of text (MD_MAX_STRING_UNITS): its start. Invalid bytes become U+FFFD. */
layout_blob_t layout_add_string(struct layout *layout, const char *text);

/* Likewise, but what does not fit is cut at the front, as suits a path. */
layout_blob_t layout_add_path(struct layout *layout, const char *path);
