/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables behind register_table_find(), one file per architecture. */
#pragma once

#include "lib/elf/registers.h"

extern const struct register_table register_table_x86_64;
extern const struct register_table register_table_i386;
extern const struct register_table register_table_aarch64;
