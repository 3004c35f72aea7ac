/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/suggestion.h"
#include "minidumpctl/print/message.h"

#define HELP_COLUMN 24

const struct option_spec common_options[] = {
	{ "config", '\0', "FILE", offsetof(struct invocation, config),
	  "take the state directory from this configuration file" },
	{ "directory", 'D', "DIR", offsetof(struct invocation, directory),
	  "use this state directory" },
	{ "json", 'j', NULL, offsetof(struct invocation, json), "print JSON" },
	{ "utc", '\0', NULL, offsetof(struct invocation, utc), "show times in UTC" },
	{ "color", '\0', "WHEN", offsetof(struct invocation, colour),
	  "use colours: auto, always or never" },
	{ "no-pager", '\0', NULL, offsetof(struct invocation, no_pager), "do not use a pager" },
	{ "help", 'h', NULL, offsetof(struct invocation, help), "show help" },
	{ "version", '\0', NULL, offsetof(struct invocation, version), "show the version" },
	OPTIONS_END,
};

static const struct option_spec no_options[] = { OPTIONS_END };

static const struct option_spec *find_long(const struct option_spec *options, const char *name,
					   size_t length)
{
	for (; options->name; options++)
		if (strlen(options->name) == length && strncmp(options->name, name, length) == 0)
			return options;
	return NULL;
}

static const struct option_spec *find_short(const struct option_spec *options, char letter)
{
	for (; options->name; options++)
		if (options->letter && options->letter == letter)
			return options;
	return NULL;
}

static void consider_all(struct suggestion *suggestion, const struct option_spec *options)
{
	for (; options->name; options++)
		suggestion_consider(suggestion, options->name);
}

static int unknown_long(const char *word, size_t name_length, const struct option_spec *extra)
{
	char name[SUGGESTION_LENGTH_MAX + 1];
	struct suggestion suggestion;

	(void)snprintf(name, sizeof(name), "%.*s", (int)name_length, word + 2);
	suggestion = suggestion_for(name);
	consider_all(&suggestion, common_options);
	consider_all(&suggestion, extra);
	complain("unknown option '%.*s'", (int)name_length + 2, word);
	if (suggestion.best)
		advise("Did you mean '--%s'?", suggestion.best);
	return -EINVAL;
}

static void set_flag(struct invocation *invocation, const struct option_spec *option)
{
	*(bool *)((char *)invocation + option->offset) = true;
}

static void set_text(struct invocation *invocation, const struct option_spec *option,
		     const char *value)
{
	*(const char **)((char *)invocation + option->offset) = value;
}

/* Takes the value from the next word of the line. */
static int set_from_next(struct invocation *invocation, const struct option_spec *option,
			 struct command_line *line)
{
	if (line->next == line->n_words) {
		complain("option '--%s' needs a value: --%s=%s", option->name, option->name,
			 option->value_name);
		return -EINVAL;
	}
	set_text(invocation, option, line->words[line->next++]);
	return 0;
}

static int parse_long(struct command_line *line, const char *word, const struct option_spec *extra,
		      struct invocation *invocation)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) - 2 : strlen(word) - 2;
	const struct option_spec *option = find_long(common_options, word + 2, length);

	if (!option)
		option = find_long(extra, word + 2, length);
	if (!option)
		return unknown_long(word, length, extra);
	if (!option->value_name && equals) {
		complain("option '--%s' takes no value", option->name);
		return -EINVAL;
	}
	if (!option->value_name)
		set_flag(invocation, option);
	else if (equals)
		set_text(invocation, option, equals + 1);
	else
		return set_from_next(invocation, option, line);
	return 0;
}

/* One word of short options: "-j", "-jh", "-DDIR", "-D DIR". */
static int parse_short(struct command_line *line, const char *word, const struct option_spec *extra,
		       struct invocation *invocation)
{
	for (const char *letter = word + 1; *letter; letter++) {
		const struct option_spec *option = find_short(common_options, *letter);

		if (!option)
			option = find_short(extra, *letter);
		if (!option) {
			complain("unknown option '-%c'", *letter);
			return -EINVAL;
		}
		if (!option->value_name) {
			set_flag(invocation, option);
			continue;
		}
		if (!letter[1])
			return set_from_next(invocation, option, line);
		set_text(invocation, option, letter + 1);
		return 0;
	}
	return 0;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

int options_parse(struct command_line *line, const struct option_spec *extra,
		  struct invocation *invocation)
{
	int error = 0;

	if (!extra)
		extra = no_options;
	while (error == 0 && line->next < line->n_words && is_option(line->words[line->next])) {
		const char *word = line->words[line->next];

		if (strcmp(word, "--") == 0)
			return 0;
		line->next++;
		if (word[1] == '-')
			error = parse_long(line, word, extra, invocation);
		else
			error = parse_short(line, word, extra, invocation);
	}
	return error;
}

int options_parse_all(struct command_line *line, const struct option_spec *extra,
		      struct invocation *invocation)
{
	bool only_arguments = false;

	invocation->arguments = line->words + line->next;
	invocation->n_arguments = 0;
	while (line->next < line->n_words) {
		int error = only_arguments ? 0 : options_parse(line, extra, invocation);

		if (error < 0)
			return error;
		if (line->next == line->n_words)
			break;
		/* Arguments move to the front, over options that are done with. */
		if (!only_arguments && strcmp(line->words[line->next], "--") == 0) {
			only_arguments = true;
			invocation->n_before_dashes = invocation->n_arguments;
		} else {
			invocation->arguments[invocation->n_arguments++] = line->words[line->next];
		}
		line->next++;
	}
	if (!only_arguments)
		invocation->n_before_dashes = invocation->n_arguments;
	return 0;
}

static void print_option(const struct option_spec *option)
{
	char left[64];

	(void)snprintf(left, sizeof(left), "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
		       option->letter ? option->letter : ' ', option->letter ? ", " : "  ",
		       option->name, option->value_name ? "=" : "",
		       option->value_name ? option->value_name : "");
	printf("  %-*s %s\n", HELP_COLUMN, left, option->help);
}

void options_print(const struct option_spec *options)
{
	for (; options->name; options++)
		print_option(options);
}
