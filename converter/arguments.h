/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of minidump-converter. */
#pragma once

#include <stdbool.h>

struct arguments {
	const char *input;	     /* of a single conversion, */
	const char *output;	     /* its minidump, */
	const char *extra;	     /* and its .extra file, or NULL */
	const char *state_directory; /* --drain=; NULL without it */
	const char *config;	     /* --config=; NULL without it */
	bool help, version;
};

/* Borrows from argv. False after a message and the usage on standard error: exit with 2. */
bool arguments_parse(int argc, char **argv, struct arguments *ret_arguments);

/* What --help prints. */
extern const char converter_help_text[];
