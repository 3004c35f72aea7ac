/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wanted of a process besides its crashing thread's stack: modules, and more memory. */
#pragma once

#include "lib/capture/memory_reader.h"
#include "lib/elf/process/memory_wishes.h"

/*
 * Finds the modules, and settles what memory is wanted, sorted by priority and cut to
 * BUDGET_ALL_MEMORY. memory reads what may be read (allowed_memory.h).
 */
void process_memory_plan(const struct memory_wishes *wishes, struct memory_reader *memory);
