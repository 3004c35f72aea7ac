/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/specifiers.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"

#define CONFIG_ARGUMENT "config="

enum specifier_kind { SPECIFIER_U32, SPECIFIER_U64, SPECIFIER_INT, SPECIFIER_TEXT };

/* An argument has the letter of its specifier for a name. */
struct specifier {
	char letter;
	enum specifier_kind kind;
	size_t offset; /* in struct core_arguments */
};

/*
 * Each takes 5 of the pattern's 127 characters, so only what a crash's first record cannot do
 * without is asked for; the paths get the other 76. %F, missing before Linux 6.16, expands to
 * nothing there.
 */
static const struct specifier specifiers[] = {
	{ 'P', SPECIFIER_U32, offsetof(struct core_arguments, pid) },
	{ 'I', SPECIFIER_U32, offsetof(struct core_arguments, tid) },
	{ 's', SPECIFIER_INT, offsetof(struct core_arguments, signal) },
	{ 't', SPECIFIER_U64, offsetof(struct core_arguments, time) },
	{ 'c', SPECIFIER_U64, offsetof(struct core_arguments, core_limit) },
	{ 'u', SPECIFIER_U32, offsetof(struct core_arguments, uid) },
	{ 'g', SPECIFIER_U32, offsetof(struct core_arguments, gid) },
	{ 'd', SPECIFIER_INT, offsetof(struct core_arguments, dumpable) },
	{ 'F', SPECIFIER_INT, offsetof(struct core_arguments, pidfd) },
	{ 'e', SPECIFIER_TEXT, offsetof(struct core_arguments, comm) },
};

#define SPECIFIER_COUNT (sizeof(specifiers) / sizeof(specifiers[0]))

/* Counts what it is given, and keeps what fits. */
struct pattern_text {
	char *out;
	size_t size, length;
};

static void put_char(struct pattern_text *text, char c)
{
	if (text->length < text->size)
		text->out[text->length] = c;
	text->length++;
}

static void put_text(struct pattern_text *text, const char *string)
{
	while (*string)
		put_char(text, *string++);
}

static void put_path(struct pattern_text *text, const char *path)
{
	for (; *path; path++) {
		if (*path == '%')
			put_char(text, '%');
		put_char(text, *path);
	}
}

static void put_pattern(struct pattern_text *text, const char *collector, const char *config)
{
	put_char(text, '|');
	put_path(text, collector);
	if (config) {
		put_text(text, " " CONFIG_ARGUMENT);
		put_path(text, config);
	}
	for (size_t i = 0; i < SPECIFIER_COUNT; i++) {
		const char argument[] = { ' ', specifiers[i].letter, '=',
					  '%', specifiers[i].letter, '\0' };

		put_text(text, argument);
	}
}

size_t specifiers_length(const char *collector, const char *config)
{
	struct pattern_text text = { .out = NULL };

	put_pattern(&text, collector, config);
	return text.length;
}

/* Whether the kernel hands this path over as it is. Its isspace() counts 0xa0 as a blank, too. */
static bool is_plain_path(const char *path)
{
	if (path[0] != '/')
		return false;
	for (; *path; path++)
		if ((unsigned char)*path <= ' ' || *path == 0x7f || (unsigned char)*path == 0xa0)
			return false;
	return true;
}

int specifiers_format(const char *collector, const char *config, char *buffer, size_t size)
{
	char pattern[CORE_PATTERN_SIZE];
	struct pattern_text text = { .out = pattern, .size = sizeof(pattern) };

	if (!is_plain_path(collector) || (config && !is_plain_path(config)))
		return -EINVAL;
	put_pattern(&text, collector, config);
	put_char(&text, '\0');
	if (text.length > sizeof(pattern) || text.length > size)
		return -ENAMETOOLONG;
	memcpy(buffer, pattern, text.length);
	return 0;
}

static const struct specifier *find_specifier(const char *argument)
{
	if (argument[0] == '\0' || argument[1] != '=')
		return NULL;
	for (size_t i = 0; i < SPECIFIER_COUNT; i++)
		if (specifiers[i].letter == argument[0])
			return &specifiers[i];
	return NULL;
}

/* Returns 0, or a negative errno and leaves the field as it was. */
static int store_value(const struct specifier *specifier, const char *value,
		       struct core_arguments *ret)
{
	static const uint64_t maxima[] = {
		[SPECIFIER_U32] = UINT32_MAX,
		[SPECIFIER_U64] = UINT64_MAX,
		[SPECIFIER_INT] = INT_MAX,
	};
	char *field = (char *)ret + specifier->offset;
	uint64_t number;
	int r;

	if (specifier->kind == SPECIFIER_TEXT) {
		*(const char **)(void *)field = value;
		return 0;
	}
	r = quantity_parse_number(value, &number);
	if (r < 0)
		return r;
	if (number > maxima[specifier->kind])
		return -ERANGE;
	if (specifier->kind == SPECIFIER_U64)
		*(uint64_t *)(void *)field = number;
	else if (specifier->kind == SPECIFIER_U32)
		*(uint32_t *)(void *)field = (uint32_t)number;
	else
		*(int *)(void *)field = (int)number;
	return 0;
}

/* *seen has one bit for each specifier whose value was stored, by its place in the table. */
static void parse_argument(const char *argument, uint32_t *seen, struct core_arguments *ret)
{
	const struct specifier *specifier = find_specifier(argument);
	uint32_t bit;

	if (!specifier) {
		if (!ret->config &&
		    strncmp(argument, CONFIG_ARGUMENT, strlen(CONFIG_ARGUMENT)) == 0)
			ret->config = argument + strlen(CONFIG_ARGUMENT);
		else
			ret->n_odd++;
		return;
	}
	if (argument[2] == '\0')
		return; /* this kernel has no such specifier, or the name is empty */
	bit = 1U << (specifier - specifiers);
	if ((*seen & bit) || store_value(specifier, argument + 2, ret) < 0)
		ret->n_odd++;
	else
		*seen |= bit;
}

static bool was_seen(uint32_t seen, char letter)
{
	for (size_t i = 0; i < SPECIFIER_COUNT; i++)
		if (specifiers[i].letter == letter)
			return seen & 1U << i;
	return false;
}

int specifiers_parse(int argc, char **argv, struct core_arguments *ret)
{
	uint32_t seen = 0;

	*ret = (struct core_arguments){
		.core_limit = UINT64_MAX,
		.dumpable = -1,
		.pidfd = NO_FD,
	};
	for (int i = 1; i < argc; i++)
		parse_argument(argv[i], &seen, ret);
	ret->has_ids = was_seen(seen, 'u') && was_seen(seen, 'g');
	return ret->pid > 0 ? 0 : -EINVAL;
}
