/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl: shows and manages the crashes that minidumpd has recorded. See minidumpctl(1). */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "gen/paths.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/pager.h"
#include "minidumpctl/print/style.h"
#include "minidumpctl/verbs.h"

static void prepare_process(void)
{
	/* Text is UTF-8 here, whatever the user's locale says. */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	/* "minidumpctl list | head" ends quietly, even below a parent that ignores SIGPIPE. */
	(void)signal(SIGPIPE, SIG_DFL);
}

static int run_verb(const struct verb *verb, const struct invocation *invocation,
		    struct pager *pager)
{
	_cleanup_(catalog_done) struct catalog catalog = CATALOG_INIT;

	if (verb->has_pages && !invocation->no_pager && !invocation->follow)
		pager_start(pager);
	if (verb->run_without_store)
		return verb->run_without_store(invocation);
	if (catalog_open(invocation, &catalog) < 0)
		return STATUS_FAILED;
	return verb->run(invocation, &catalog);
}

/* Handles --help and --version; true if the call is done with that. */
static bool answer_at_once(const struct invocation *invocation, const struct verb *verb)
{
	if (invocation->help)
		print_help(verb);
	else if (invocation->version)
		printf("minidumpctl %s\n", MINIDUMPD_VERSION);
	return invocation->help || invocation->version;
}

static int choose_colours(struct invocation *invocation)
{
	if (style_choose(invocation->colour, &invocation->is_coloured) == 0)
		return 0;
	complain("option '--color': '%s' is not 'auto', 'always' or 'never'", invocation->colour);
	return -EINVAL;
}

static int run_command_line(struct command_line *line, struct pager *pager)
{
	struct invocation invocation = { .config = NULL };
	const struct verb *verb;

	if (options_parse(line, NULL, &invocation) < 0)
		return STATUS_USAGE;
	if (answer_at_once(&invocation, NULL))
		return STATUS_DONE;
	if (line->next == line->n_words) {
		complain("a verb is missing; 'minidumpctl help' lists them");
		return STATUS_USAGE;
	}
	verb = verb_find(line->words[line->next++]);
	if (!verb || options_parse_all(line, verb->options, &invocation) < 0)
		return STATUS_USAGE;
	if (answer_at_once(&invocation, verb))
		return STATUS_DONE;
	if (choose_colours(&invocation) < 0)
		return STATUS_USAGE;
	return run_verb(verb, &invocation, pager);
}

/* A full disk behind stdout must not pass for success. */
static int finish_output(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	complain("cannot write: %s", strerror(errno));
	return status == STATUS_DONE ? STATUS_FAILED : status;
}

int main(int argc, char **argv)
{
	struct command_line line = { .words = argv, .n_words = (size_t)argc, .next = 1 };
	struct pager pager = PAGER_INIT;
	int status;

	prepare_process();
	status = finish_output(run_command_line(&line, &pager));
	pager_finish(&pager);
	return status;
}
