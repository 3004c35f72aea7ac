/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values in one processor's block of /proc/cpuinfo: lines "key<tabs>: value". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"

/* A decimal or, after "0x", hexadecimal value; 0 if there is none or it is no number. */
uint32_t cpuinfo_number(struct bytes text, const char *key);

/* True if word is one of the blank-separated words of list, such as the value of "flags". */
bool cpuinfo_has_word(struct bytes list, const char *word);
