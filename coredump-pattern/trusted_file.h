/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May the kernel run this file as root, or root believe it? The kernel looks for a handler in a
 * root directory of its own, init's, which from inside a chroot or a container is another one than
 * ours.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "coredump-pattern/core_setting.h"

/* NULL if the file is fit, or what is wrong with it: "is not executable". */
const char *trusted_file_fault(const struct core_pattern_paths *paths, const char *path,
			       bool executable);

/*
 * Whether somebody else than the owner could replace the file through one of its directories; the
 * first such directory goes to ret_directory.
 */
bool trusted_file_is_replaceable(const struct core_pattern_paths *paths, const char *path,
				 char *ret_directory, size_t size);
