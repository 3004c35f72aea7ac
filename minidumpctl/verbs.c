/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/verbs.h"

#include <string.h>

#include "lib/base/suggestion.h"
#include "minidumpctl/print/message.h"

#define SELECTING                                                                        \
	"A REPORT is an id or its start, the pid of the crashed process, 'latest', or\n" \
	"'@-N' for the N-th newest report.\n"

#define OR_FILE                                                                       \
	"A DUMP is a REPORT, or the path of a minidump (with a slash, or ending in\n" \
	"'.dmp'). Without one the latest report is meant.\n"

const struct verb verbs[] = {
	{
		.name = "list",
		.arguments = "[REPORT...]",
		.summary = "list reports, newest first",
		.details = SELECTING
		"Without a REPORT all are listed.\n"
		"PATTERN is a pattern of the shell, held against the whole path\n"
		"if it has a slash. TIME is '2026-11-21 22:13', '22:13', 'today',\n"
		"'yesterday', '2h ago', or what it starts with.\n",
		.options = list_options,
		.has_pages = true,
		.run = verb_list,
	},
	{
		.name = "info",
		.arguments = "[DUMP...]",
		.summary = "show what is known of a crash",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_info,
	},
	{
		.name = "path",
		.arguments = "[REPORT...]",
		.summary = "print the path of a minidump",
		.details = SELECTING "Without a REPORT the latest is meant.\n",
		.options = path_options,
		.run = verb_path,
	},
	{
		.name = "delete",
		.arguments = "REPORT...",
		.summary = "delete reports and their minidumps",
		.details = SELECTING "Prints what was deleted. A report that is being written or\n"
				     "converted is left alone.\n",
		.run = verb_delete,
	},
	{
		.name = "annotate",
		.arguments = "REPORT NAME=VALUE...",
		.summary = "add to a report what is known of it",
		.details = SELECTING
		"An empty VALUE takes the name away. What the report says of the\n"
		"crash cannot be changed.\n",
		.run = verb_annotate,
	},
	{
		.name = "threads",
		.arguments = "[DUMP...]",
		.summary = "list the threads of a crashed process",
		.details = SELECTING OR_FILE "The crashing thread is marked with an asterisk.\n",
		.options = threads_options,
		.has_pages = true,
		.run_without_store = verb_threads,
	},
	{
		.name = "modules",
		.arguments = "[DUMP...]",
		.summary = "list the programs and libraries in it",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_modules,
	},
	{
		.name = "maps",
		.arguments = "[DUMP...]",
		.summary = "list its mappings",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_maps,
	},
	{
		.name = "fds",
		.arguments = "[DUMP...]",
		.summary = "list its open descriptors",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_fds,
	},
	{
		.name = "process",
		.arguments = "[DUMP...]",
		.summary = "show who the process was",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_process,
	},
	{
		.name = "annotations",
		.arguments = "[DUMP...]",
		.summary = "show what the program left to be told",
		.details = SELECTING OR_FILE,
		.has_pages = true,
		.run_without_store = verb_annotations,
	},
	{
		.name = "debug",
		.arguments = "[DUMP] [-- ARGUMENT...]",
		.summary = "open a minidump in a debugger",
		.details = SELECTING OR_FILE "The arguments are the debugger's.\n",
		.options = debug_options,
		.run_without_store = verb_debug,
	},
	{
		.name = "exec",
		.arguments = "DUMP -- COMMAND...",
		.summary = "run a command on a minidump",
		.details = SELECTING OR_FILE
		"{} in the command becomes the path of the minidump, {extra} that of\n"
		"the .extra file. No shell is involved.\n",
		.run_without_store = verb_exec,
	},
	{
		.name = "export",
		.arguments = "[DUMP]",
		.summary = "pack a report into a tar archive",
		.details = SELECTING OR_FILE,
		.options = export_options,
		.run_without_store = verb_export,
	},
	{
		.name = "vacuum",
		.arguments = "",
		.summary = "remove old reports until the store is within its limits",
		.details = "Of each signature the last report stays, unless it is too old or its\n"
			   "user holds more than his share. Limits that no option gives are those\n"
			   "of the configuration.\n",
		.options = vacuum_options,
		.run = verb_vacuum,
	},
	{
		.name = "du",
		.arguments = "",
		.summary = "show how much disk space reports take",
		.details = "",
		.run = verb_du,
	},
	{
		.name = "status",
		.arguments = "",
		.summary = "show what became of crashes since boot, and what waits",
		.details = "",
		.run_without_store = verb_status,
	},
	{
		.name = "config",
		.arguments = "[FILE]",
		.summary = "show the configuration in force, and what is wrong in it",
		.details =
			"Each value is shown with the file and line that it comes from, and the\n"
			"rules in the order in which they are tried. Without a FILE that of the\n"
			"system is read.\n",
		.options = config_options,
		.has_pages = true,
		.run_without_store = verb_config,
	},
	{
		.name = "help",
		.arguments = "[VERB]",
		.summary = "show help, of a verb or of all",
		.details = "",
		.run_without_store = verb_help,
	},
	{ .name = NULL },
};

const struct verb *verb_find(const char *name)
{
	struct suggestion suggestion = suggestion_for(name);

	for (const struct verb *verb = verbs; verb->name; verb++) {
		if (strcmp(verb->name, name) == 0)
			return verb;
		suggestion_consider(&suggestion, verb->name);
	}
	complain("unknown verb '%s'", name);
	if (suggestion.best)
		advise("Did you mean '%s'?", suggestion.best);
	else
		advise("'minidumpctl help' lists the verbs.");
	return NULL;
}
