/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl help */
#include <stdio.h>

#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/verbs.h"

static void print_overview(void)
{
	printf("Usage: minidumpctl [OPTION...] VERB [ARGUMENT...]\n\n"
	       "Shows the crashes that minidumpd has recorded.\n\nVerbs:\n");
	for (const struct verb *verb = verbs; verb->name; verb++)
		printf("  %-8s%-16s %s\n", verb->name, verb->arguments, verb->summary);
	printf("\nOptions of every verb:\n");
	options_print(common_options);
	printf("\n'minidumpctl help VERB' tells more; so does minidumpctl(1).\n");
}

static void print_verb(const struct verb *verb)
{
	printf("Usage: minidumpctl %s [OPTION...] %s\n\n%s: %s.\n%s", verb->name, verb->arguments,
	       verb->name, verb->summary, verb->details);
	if (verb->options) {
		printf("\nOptions:\n");
		options_print(verb->options);
	}
	printf("\nOptions of every verb:\n");
	options_print(common_options);
}

void print_help(const struct verb *verb)
{
	if (verb)
		print_verb(verb);
	else
		print_overview();
}

static int print_json(const struct verb *only)
{
	struct json_array array = JSON_ARRAY_INIT;
	int error = 0;

	for (const struct verb *verb = verbs; verb->name && error == 0; verb++)
		if (!only || only == verb)
			error = json_array_print(
				&array, json_pack("{s:s,s:s,s:s}", "verb", verb->name, "arguments",
						  verb->arguments, "summary", verb->summary));
	json_array_finish(&array);
	return error == 0 ? STATUS_DONE : STATUS_FAILED;
}

int verb_help(const struct invocation *invocation)
{
	const struct verb *verb = NULL;

	if (invocation->n_arguments > 1) {
		complain("help takes one verb");
		return STATUS_USAGE;
	}
	if (invocation->n_arguments == 1) {
		verb = verb_find(invocation->arguments[0]);
		if (!verb)
			return STATUS_USAGE;
	}
	if (invocation->json)
		return print_json(verb);
	print_help(verb);
	return STATUS_DONE;
}
