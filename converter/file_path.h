/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as the kernel prints them in maps and in links of /proc. */
#pragma once

#include <stdbool.h>

#include "lib/base/bytes.h"

/* True if the kernel marked the path as that of an unlinked file. */
bool file_path_is_deleted(const char *path);

/* The path without the kernel's mark " (deleted)". Borrowed from path. */
struct bytes file_path_live(const char *path);

/* What is behind the last slash. Borrowed from path. */
struct bytes file_path_name(struct bytes path);
