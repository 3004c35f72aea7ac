/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl debug */
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/dump/dump_file.h"
#include "minidumpctl/dump/run_command.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/verbs.h"

const struct option_spec debug_options[] = {
	{ "debugger", '\0', "NAME", offsetof(struct invocation, debugger),
	  "use this debugger: lldb, a name like lldb-19, or a path" },
	OPTIONS_END,
};

/* Newer ones first; the plain name is what the user chose to have. */
static const char *const debuggers[] = { "lldb",    "lldb-21", "lldb-20", "lldb-19", "lldb-18",
					 "lldb-17", "lldb-16", "lldb-15", "lldb-14" };

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_gdb(const char *debugger)
{
	return strncmp(base_name(debugger), "gdb", 3) == 0;
}

/* The debugger to start, or NULL after a complaint. */
static const char *choose(const char *wanted)
{
	if (wanted && is_gdb(wanted)) {
		complain("gdb cannot read minidumps");
		advise("LLDB can: minidumpctl debug --debugger=lldb");
		return NULL;
	}
	if (wanted) {
		if (command_exists(wanted))
			return wanted;
		complain("there is no debugger '%s'", wanted);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(debuggers) / sizeof(debuggers[0]); i++)
		if (command_exists(debuggers[i]))
			return debuggers[i];
	complain("LLDB is not installed; gdb cannot read minidumps");
	advise("Breakpad's and Mozilla's minidump-stackwalk read them too; so does\n"
	       "'minidumpctl info', which shows a raw backtrace.");
	return NULL;
}

static int start(const struct invocation *invocation, const char *debugger,
		 const struct dump_file *file)
{
	size_t first = invocation->n_before_dashes;
	size_t n_arguments = invocation->n_arguments - first;
	_cleanup_free_ const char **words = calloc(n_arguments + 4, sizeof(*words));

	if (!words)
		return STATUS_FAILED;
	words[0] = debugger;
	words[1] = "--core";
	words[2] = file->path;
	for (size_t i = 0; i < n_arguments; i++)
		words[3 + i] = invocation->arguments[first + i];
	return run_command(invocation, file, words);
}

int verb_debug(const struct invocation *invocation)
{
	_cleanup_(dump_finder_done) struct dump_finder finder = dump_finder_of(invocation);
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	const char *debugger, *selector = "latest";

	if (invocation->n_before_dashes > 1) {
		complain("debug takes one minidump; what is for the debugger stands behind '--'");
		return STATUS_USAGE;
	}
	if (invocation->n_before_dashes == 1)
		selector = invocation->arguments[0];
	debugger = choose(invocation->debugger);
	if (!debugger || dump_finder_find(&finder, selector, &file) < 0 ||
	    dump_file_require(&file) < 0)
		return STATUS_FAILED;
	return start(invocation, debugger, &file);
}
