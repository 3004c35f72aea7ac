/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes for people. */
#pragma once

#include <stdint.h>

#define SIZE_TEXT_SIZE 32

/* "512 bytes", "1.5 KiB", "412.0 MiB": rounded to a tenth. */
void size_text(uint64_t size, char ret_text[SIZE_TEXT_SIZE]);
