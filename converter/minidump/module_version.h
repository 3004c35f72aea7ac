/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version that a shared object's name ends with. */
#pragma once

#include <stdbool.h>

#include "lib/minidump/format_streams.h"

/*
 * "libssl.so.3.0.11" becomes 3, 0, 11, 0: one number per field, as Mozilla's writer and reader have
 * it. Returns false, and leaves *info alone, if no number follows ".so.".
 */
bool module_version_from_name(const char *name, struct md_fixed_file_info *info);
