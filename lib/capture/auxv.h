/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The auxiliary vector (getauxval(3)) as /proc/PID/auxv has it: pairs of words up to AT_NULL. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"

/* The value of the first entry of type (AT_*). False if there is none before the vector's end. */
bool auxv_find(struct bytes auxv, uint8_t elf_class, uint64_t type, uint64_t *ret_value);
