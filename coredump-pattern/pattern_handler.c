/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/pattern_handler.h"

#include <string.h>

/* What the kernel splits a pattern at. */
#define BLANKS " \t\n\v\f\r\xa0"

/* One word of the pattern; a doubled '%' stands for one. out has room for all of the pattern. */
static void copy_word(const char *word, size_t length, char *out)
{
	for (size_t i = 0; i < length; i++) {
		if (word[i] == '%' && i + 1 < length && word[i + 1] == '%')
			i++;
		*out++ = word[i];
	}
	*out = '\0';
}

static bool is_collector(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && strcmp(slash + 1, COLLECTOR_NAME) == 0;
}

struct pattern_handler pattern_handler_of(const char *pattern)
{
	static const char config[] = "config=";
	const size_t prefix = sizeof(config) - 1;
	struct pattern_handler handler = { .path = "", .config = "" };
	size_t length;

	if (pattern[0] != '|' || strlen(pattern) >= CORE_PATTERN_SIZE)
		return handler;
	for (const char *word = pattern + 1; *word; word += length) {
		word += strspn(word, BLANKS);
		length = strcspn(word, BLANKS);
		if (handler.path[0] == '\0')
			copy_word(word, length, handler.path);
		else if (length > prefix && strncmp(word, config, prefix) == 0)
			copy_word(word + prefix, length - prefix, handler.config);
	}
	handler.is_ours = is_collector(handler.path);
	return handler;
}
