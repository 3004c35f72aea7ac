/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of /proc/PID/stat (proc(5)). */
#pragma once

#include "lib/base/bytes.h"

/*
 * The number in field (counted from 1, as in proc(5), at least 3), 0 if the text does not have it.
 * The name in field 2 may hold any byte: fields count from the last ')'.
 */
uint64_t stat_text_field(struct bytes text, unsigned int field);
