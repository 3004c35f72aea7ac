/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Raw backtraces of the threads in a minidump, with the symbols that this host has. */
#pragma once

#include <jansson.h>

#include "minidumpctl/dump/dump.h"
#include "minidumpctl/dump/symbol_cache.h"

/*
 * Prints one line a frame on stdout, after indent: number, module+offset, symbol, and where the
 * frame is from. A line without frames says so.
 */
void backtrace_print(const struct dump *dump, const struct thread_registers *registers,
		     struct symbol_cache *symbols, const char *indent);

/* The frames as an array of objects; the caller's; NULL without memory. */
json_t *backtrace_to_json(const struct dump *dump, const struct thread_registers *registers,
			  struct symbol_cache *symbols);

/* The registers at the crash: of the fault, if the fatal signal only re-raised it. */
const struct thread_registers *crashing_registers(const struct crash_capture *capture);
