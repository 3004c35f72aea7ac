/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names in .extra files that the converter itself gives values to. */
#pragma once

#include <stdbool.h>

/* True for the names in lib/store/extra_keys.h. */
bool extra_name_is_known(const char *name);
