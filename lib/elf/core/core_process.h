/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a core's notes say of its process, for where nothing else does: no /proc, no kernel. */
#pragma once

#include "lib/elf/core/core_threads.h"

/*
 * Fills from NT_PRPSINFO what the capture lacks: pid, comm (of the main thread, which gets it as
 * its name), and, as the process's own user namespace shows them, uid and gid; from NT_AUXV its
 * text, the unit of times and the page size. Threads must have been read.
 */
void core_process_describe(const struct core_threads *threads);

/* Leaves the start of the command line, pr_psargs, out of the capture's NT_PRPSINFO. */
void core_process_hide_arguments(struct crash_capture *capture);

/*
 * Fills the mappings, and texts[TEXT_maps], from program headers and NT_FILE (core_maps.h), and,
 * if it is unknown, the program's path from the mapping that holds its program headers. Damage is a
 * soft error. Returns 0 or -ENOMEM.
 */
int core_process_map(const struct core_threads *threads);
