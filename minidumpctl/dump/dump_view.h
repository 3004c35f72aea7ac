/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs that show one side of the minidumps that the user selects. */
#pragma once

#include <jansson.h>

#include "minidumpctl/dump/dump.h"

/* What a side is printed with. */
struct dump_printer {
	const struct invocation *invocation;
	struct symbol_cache *symbols;
};

struct dump_view {
	const char *member; /* the JSON member that holds it */
	/* Prints it on stdout. Returns an exit status. */
	int (*print)(const struct dump_printer *printer, const struct dump *dump);
	/* Its JSON value, the caller's; NULL without memory. */
	json_t *(*to_json)(const struct dump_printer *printer, const struct dump *dump);
};

/*
 * Shows the view of each selected minidump, of the latest report without an argument: as text, with
 * a line that names the report if there are several; or as a JSON array of objects with id,
 * minidump and the member. Returns an exit status.
 */
int dump_view_run(const struct invocation *invocation, const struct dump_view *view);
