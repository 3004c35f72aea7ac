/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that minidumpctl becomes, without a shell between. */
#pragma once

#include <stdbool.h>

#include "minidumpctl/dump/dump_file.h"

/* True if execvp(3) would find a program of this name. */
bool command_exists(const char *name);

/*
 * Becomes the program words[0], with words as its arguments; NULL ends them. With --json the words
 * are printed instead. Returns an exit status, if at all: after a complaint, or after printing.
 */
int run_command(const struct invocation *invocation, const struct dump_file *file,
		const char *const *words);
