/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/request.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gen/paths.h"
#include "lib/base/quantity.h"
#include "lib/base/suggestion.h"

/*
 * The kernel drops crashes beyond the limit, and with 0 it does not wait for the handler at all.
 * The collector bounds its own number, so the limit is only to be high.
 */
#define DEFAULT_LIMIT "4096"

static const struct option options[] = {
	{ "collector", required_argument, NULL, 'c' },
	{ "config", required_argument, NULL, 'f' },
	{ "limit", required_argument, NULL, 'l' },
	{ "force", no_argument, NULL, 'F' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* letters: of the options that the verb takes. */
static const struct {
	const char *name;
	enum request_verb verb;
	const char *letters;
} verbs[] = {
	{ "enable", REQUEST_ENABLE, "cfl" },
	{ "disable", REQUEST_DISABLE, "fF" },
	{ "status", REQUEST_STATUS, "fj" },
	{ "help", REQUEST_HELP, "" },
};

#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

void request_print_help(void)
{
	printf("Usage: coredump-pattern enable [--collector=PATH] [--config=FILE] [--limit=N]\n"
	       "       coredump-pattern disable [--config=FILE] [--force]\n"
	       "       coredump-pattern status [--config=FILE] [--json]\n"
	       "\n"
	       "Registers minidump-collector in kernel.core_pattern, and restores what was there.\n"
	       "\n"
	       "  --collector=PATH  the handler; by default\n"
	       "                    %s\n"
	       "  --config=FILE     the configuration that the collector is to use\n"
	       "  --limit=N         how many crashes are handled at once; by default %s\n"
	       "  --force           restore even if another program has taken the pattern over\n"
	       "  --json            print JSON\n"
	       "  --help            show this help\n"
	       "  --version         show the version\n",
	       PATH_COLLECTOR, DEFAULT_LIMIT);
}

static int unknown_option(const char *word)
{
	struct suggestion suggestion;
	char name[SUGGESTION_LENGTH_MAX + 1];

	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + strspn(word, "-"), "="),
		       word + strspn(word, "-"));
	suggestion = suggestion_for(name);
	for (const struct option *option = options; option->name; option++)
		suggestion_consider(&suggestion, option->name);
	if (suggestion.best)
		warnx("unknown option '%s'; did you mean '--%s'?", word, suggestion.best);
	else
		warnx("unknown option '%s'; see --help", word);
	return -EINVAL;
}

static int unknown_verb(const char *word)
{
	struct suggestion suggestion = suggestion_for(word);

	for (size_t i = 0; i < VERB_COUNT; i++)
		suggestion_consider(&suggestion, verbs[i].name);
	if (suggestion.best)
		warnx("unknown command '%s'; did you mean '%s'?", word, suggestion.best);
	else
		warnx("unknown command '%s'; see --help", word);
	return -EINVAL;
}

/* "" would be read as 0, and "007" would not be read back as it was written. */
static int check_limit(const char *text)
{
	uint64_t number;

	if (quantity_parse_number(text, &number) == 0 && number <= INT_MAX &&
	    (text[0] != '0' || text[1] == '\0'))
		return 0;
	warnx("--limit must be a number from 0 to %d", INT_MAX);
	return -EINVAL;
}

static int take_option(int letter, const char *value, struct request *request)
{
	switch (letter) {
	case 'c':
		request->collector = value;
		return 0;
	case 'f':
		request->config = value;
		return 0;
	case 'l':
		request->limit = value;
		return check_limit(value);
	case 'F':
		request->force = true;
		return 0;
	case 'j':
		request->json = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static const char *name_of(int letter)
{
	const struct option *option = options;

	while (option->name && option->val != letter)
		option++;
	return option->name;
}

/* taken: the letters of the options that were given. Returns 0, or -EINVAL after a message. */
static int take_verb(const char *word, const char *taken, struct request *request)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(verbs[i].name, word) != 0)
			continue;
		for (; *taken; taken++)
			if (!strchr(verbs[i].letters, *taken)) {
				warnx("'%s' takes no option '--%s'", word, name_of(*taken));
				return -EINVAL;
			}
		request->verb = verbs[i].verb;
		return 0;
	}
	return unknown_verb(word);
}

/*
 * Takes all options. Each letter that was given is put once into taken: zeros, with room for all.
 */
static int take_options(int argc, char **argv, struct request *request, char *taken)
{
	int letter, r = 0;

	opterr = 0;
	while (r == 0 && (letter = getopt_long(argc, argv, ":hV", options, NULL)) != -1) {
		if (letter == ':') {
			warnx("option '%s' needs a value", argv[optind - 1]);
			return -EINVAL;
		}
		if (letter == '?')
			return unknown_option(argv[optind - 1]);
		if (letter == 'h' || letter == 'V') {
			request->verb = letter == 'h' ? REQUEST_HELP : REQUEST_VERSION;
			return 1;
		}
		r = take_option(letter, optarg, request);
		if (!strchr(taken, letter))
			taken[strlen(taken)] = (char)letter;
	}
	return r;
}

int request_parse(int argc, char **argv, struct request *ret)
{
	struct request request = { .collector = PATH_COLLECTOR, .limit = DEFAULT_LIMIT };
	char taken[sizeof(options) / sizeof(options[0])] = "";
	int r = take_options(argc, argv, &request, taken);

	if (r < 0)
		return r;
	if (r == 0 && optind == argc) {
		warnx("enable, disable or status? See --help");
		return -EINVAL;
	}
	if (r == 0)
		r = take_verb(argv[optind], taken, &request);
	if (r == 0 && optind + 1 < argc) {
		warnx("'%s' takes no argument '%s'", argv[optind], argv[optind + 1]);
		return -EINVAL;
	}
	if (r < 0)
		return r;
	*ret = request;
	return 0;
}
