/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Booleans as configuration files write them. */
#pragma once

#include <stdbool.h>

/* "yes", "true", "on", "1"; "no", "false", "off", "0". False if text is none of them. */
bool boolean_parse(const char *text, bool *ret_value);
