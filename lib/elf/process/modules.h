/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the ELF images in the dying process: files that are mapped and executable, what the dynamic
 * linker lists besides them, and the vDSO. Wants the memory of their headers and notes.
 */
#pragma once

#include "lib/elf/process/loader.h"

void modules_find(const struct memory_wishes *wishes, struct memory_reader *memory,
		  struct bytes auxv, const struct loader_account *account);
