/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/arguments.h"

#include <err.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/suggestion.h"

#define USAGE                                                                 \
	"usage: minidump-converter INPUT -o OUT.dmp [--extra=OUT.extra]\n"    \
	"       minidump-converter --drain=STATE_DIRECTORY [--config=FILE]\n" \
	"       minidump-converter --config=FILE\n"

const char converter_help_text[] =
	USAGE "\n"
	      "Converts an intermediate dump of a crash, or an ELF core, into a minidump.\n"
	      "\n"
	      "  -o, --output=OUT.dmp         where the minidump goes\n"
	      "      --extra=OUT.extra        write what is known of the crash as JSON, too\n"
	      "      --drain=STATE_DIRECTORY  convert all that waits in its spool\n"
	      "      --config=FILE            the same for the directory that FILE names, or\n"
	      "                               by its limits if --drain names one\n"
	      "  -h, --help                   print this help\n"
	      "      --version                print the version\n";

enum converter_option {
	OPTION_OUTPUT = 'o',
	OPTION_HELP = 'h',
	OPTION_EXTRA = 256,
	OPTION_DRAIN,
	OPTION_CONFIG,
	OPTION_VERSION,
};

static const struct option options[] = {
	{ "output", required_argument, NULL, OPTION_OUTPUT },
	{ "extra", required_argument, NULL, OPTION_EXTRA },
	{ "drain", required_argument, NULL, OPTION_DRAIN },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static bool usage_error(void)
{
	(void)fputs(USAGE, stderr);
	return false;
}

/* word is as it was typed: "--ouput=x"; letter is what getopt_long(3) refused of a short one. */
static bool unknown_option(const char *word, int letter)
{
	char name[SUGGESTION_LENGTH_MAX + 1];
	struct suggestion suggestion;

	if (strncmp(word, "--", 2) != 0) {
		warnx("unknown option -%c", letter);
		return usage_error();
	}
	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	suggestion = suggestion_for(name);
	for (const struct option *option = options; option->name; option++)
		suggestion_consider(&suggestion, option->name);
	if (suggestion.best)
		warnx("unknown option %s: did you mean --%s?", word, suggestion.best);
	else
		warnx("unknown option %s", word);
	return usage_error();
}

/* Returns false for what getopt_long(3) refused. */
static bool take_option(int option, struct arguments *arguments)
{
	switch (option) {
	case OPTION_OUTPUT:
		arguments->output = optarg;
		return true;
	case OPTION_EXTRA:
		arguments->extra = optarg;
		return true;
	case OPTION_DRAIN:
		arguments->state_directory = optarg;
		return true;
	case OPTION_CONFIG:
		arguments->config = optarg;
		return true;
	case OPTION_HELP:
		arguments->help = true;
		return true;
	case OPTION_VERSION:
		arguments->version = true;
		return true;
	default:
		return false;
	}
}

/* Which of the three forms of the usage it is, and whether it is whole. */
static bool check_form(const struct arguments *arguments, int n_inputs)
{
	bool spool = arguments->state_directory || arguments->config;
	bool single = n_inputs > 0 || arguments->output || arguments->extra;

	if (arguments->help || arguments->version)
		return true;
	if (spool && single)
		warnx("--drain and --config take no input and no output");
	else if (n_inputs > 1)
		warnx("one input at a time");
	else if (!spool && n_inputs == 0)
		warnx("no input");
	else if (!spool && !arguments->output)
		warnx("no output: say where the minidump goes with -o OUT.dmp");
	else
		return true;
	return usage_error();
}

bool arguments_parse(int argc, char **argv, struct arguments *ret_arguments)
{
	struct arguments arguments = { .input = NULL };
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", options, NULL)) != -1) {
		if (option == ':') {
			warnx("option %s needs a value", argv[optind - 1]);
			return usage_error();
		}
		if (!take_option(option, &arguments))
			return unknown_option(argv[optind - 1], optopt);
	}
	if (optind < argc)
		arguments.input = argv[optind];
	if (!check_form(&arguments, argc - optind))
		return false;
	*ret_arguments = arguments;
	return true;
}
