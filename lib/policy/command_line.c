/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/policy/command_line.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* Names, in any case, of options and variables whose values are secrets. */
static const char *const secret_names[] = {
	"pass",		"*[-_.]pass",	"pwd",		"*[-_.]pwd",	 "*passw*",
	"*passphrase*", "*secret*",	"*token*",	"*credential*",	 "*api?key*",
	"*apikey*",	"*access?key*", "*private?key", "*accountkey*",	 "*authorization",
	"*[-_.]auth",	"auth",		"*cookie*",	"userpwd",	 "*bearer",
	"*signature*",	"*session?id",	"*sessionid",	"*license?key*",
};

/* What parts an argument into words, and which of that stands between a name and its value. */
#define DELIMITERS "=: \t\n?&;,"
#define BLANKS	   " \t\n"

bool policy_redacts_arguments(const struct policy_decision *decision)
{
	return decision->command_line != POLICY_COMMAND_LINE_KEEP || decision->redacted_arguments;
}

static bool is_secret_name(const struct policy_decision *decision, const char *written)
{
	const char *name = written + strspn(written, "-");

	if (*name == '\0')
		return false;
	if (policy_items_match(decision->redacted_arguments, written) ||
	    policy_items_match(decision->redacted_arguments, name))
		return true;
	if (decision->command_line != POLICY_COMMAND_LINE_REDACT)
		return false;
	for (size_t i = 0; i < sizeof(secret_names) / sizeof(secret_names[0]); i++)
		if (fnmatch(secret_names[i], name, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

/* Whether the word that ends at a delimiter names the secret behind it. */
static bool names_secret(const struct policy_decision *decision, char *word, char *delimiter)
{
	char saved = *delimiter;
	bool result;

	if (strchr("=:", saved) == NULL && (strchr(BLANKS, saved) == NULL || word[0] != '-'))
		return false;
	*delimiter = '\0';
	result = is_secret_name(decision, word);
	*delimiter = saved;
	return result;
}

/* Where the value of a name that is in the same argument starts; NULL without one. */
static char *find_value(const struct policy_decision *decision, char *argument)
{
	char *word = argument;

	for (;;) {
		char *delimiter = word + strcspn(word, DELIMITERS);

		if (*delimiter == '\0')
			return NULL;
		if (names_secret(decision, word, delimiter))
			return delimiter + 1;
		word = delimiter + 1;
	}
}

/* An argument of one word: a name, whose value is the next argument, or itself a secret. */
static bool is_secret_word(const struct policy_decision *decision, const char *argument)
{
	if (argument[0] == '-')
		return is_secret_name(decision, argument);
	return policy_items_match(decision->redacted_arguments, argument);
}

static void put_redacted(struct byte_buffer *kept)
{
	byte_buffer_put(kept, POLICY_REDACTED, strlen(POLICY_REDACTED));
}

/* Without what stands before the host in a URL: a user's name and password, or a token. */
static void put_without_users(struct byte_buffer *kept, const char *text, size_t size)
{
	const char *end = text + size, *slashes;

	while ((slashes = memmem(text, (size_t)(end - text), "://", 3)) != NULL) {
		const char *user = slashes + 3, *host = user, *at = user;

		for (; at < end && strchr("/?# \t\n", *at) == NULL; at++)
			if (*at == '@')
				host = at;
		byte_buffer_put(kept, text, (size_t)(user - text));
		if (host > user)
			put_redacted(kept);
		text = host;
	}
	byte_buffer_put(kept, text, (size_t)(end - text));
}

static void put_argument(const struct policy_decision *decision, char *argument,
			 struct byte_buffer *kept)
{
	size_t size = strlen(argument);
	const char *value = find_value(decision, argument);

	if (value)
		size = (size_t)(value - argument);
	else if (is_secret_word(decision, argument))
		/* "-pSECRET" or "-password": nothing tells. "--password" is a name only. */
		size = argument[0] != '-' ? 0 : argument[1] == '-' ? size : 2;
	if (decision->command_line == POLICY_COMMAND_LINE_REDACT)
		put_without_users(kept, argument, size);
	else
		byte_buffer_put(kept, argument, size);
	if (size < strlen(argument))
		put_redacted(kept);
}

static void put_arguments(const struct policy_decision *decision, char *text, size_t size,
			  struct byte_buffer *kept)
{
	bool is_value = false;

	for (size_t at = 0; at < size; at += strlen(text + at) + 1) {
		char *argument = text + at;
		bool is_name = argument[0] == '-' && !find_value(decision, argument) &&
			       is_secret_word(decision, argument);

		if (is_value)
			put_redacted(kept);
		else
			put_argument(decision, argument, kept);
		byte_buffer_put_u8(kept, 0);
		is_value = is_name;
	}
}

void policy_redact_command_line(const struct policy_decision *decision, struct bytes command_line,
				struct byte_buffer *kept)
{
	_cleanup_(byte_buffer_done) struct byte_buffer copy = BYTE_BUFFER_INIT;
	size_t size = command_line.size;

	if (size == 0 || decision->command_line == POLICY_COMMAND_LINE_NONE)
		return;
	if (decision->command_line == POLICY_COMMAND_LINE_PROGRAM)
		size = strnlen((const char *)command_line.data, size);
	byte_buffer_put(&copy, command_line.data, size);
	byte_buffer_put_u8(&copy, 0);
	if (byte_buffer_error(&copy) < 0)
		kept->error = byte_buffer_error(&copy);
	else
		put_arguments(decision, (char *)copy.data, size, kept);
}
