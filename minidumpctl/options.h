/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command-line options, described by tables: parsed, listed in help and suggested from them. */
#pragma once

#include <stddef.h>

#include "minidumpctl/invocation.h"

struct option_spec {
	const char *name;	/* of the long option, without dashes; NULL ends a table */
	char letter;		/* of the short option, or '\0' */
	const char *value_name; /* "FILE"; NULL: a flag */
	size_t offset;		/* in struct invocation: of a bool, or of a const char * */
	const char *help;
};

/* A table ends with this. */
#define OPTIONS_END                       \
	{                                 \
		NULL, '\0', NULL, 0, NULL \
	}

/* The options that every verb takes. */
extern const struct option_spec common_options[];

/* The rest of a command line. */
struct command_line {
	char **words;
	size_t n_words;
	size_t next;
};

/*
 * Parses options up to the first argument, which stays in the line. extra holds further options, or
 * is NULL. An unknown option, or one without its value, is complained of. Returns 0 or -EINVAL.
 */
int options_parse(struct command_line *line, const struct option_spec *extra,
		  struct invocation *invocation);

/* As above, to the end of the line; the arguments between options become the invocation's. */
int options_parse_all(struct command_line *line, const struct option_spec *extra,
		      struct invocation *invocation);

/* Prints a table on stdout as a part of a help text. */
void options_print(const struct option_spec *options);
