/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NUL-separated arguments of the collector; and each of them as a core pattern and as a path in
 * one.
 */
#include <stdlib.h>
#include <string.h>

#include "coredump-pattern/pattern_handler.h"
#include "coredump-pattern/specifiers.h"
#include "lib/base/cleanup.h"

#define ARGUMENTS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_arguments(const struct core_arguments *arguments, int error)
{
	if ((error == 0) != (arguments->pid > 0))
		abort();
	if (arguments->pidfd < 0 && arguments->pidfd != NO_FD)
		abort();
	if (arguments->dumpable < -1 || arguments->signal < 0)
		abort();
	if (!arguments->has_ids && arguments->uid > 0 && arguments->gid > 0)
		abort();
	if (arguments->comm && arguments->comm[0] == '\0')
		abort();
}

/* A pattern that was made of paths gives them back. */
static void check_pattern(const char *collector, const char *config)
{
	char pattern[CORE_PATTERN_SIZE];
	struct pattern_handler handler;

	if (specifiers_format(collector, config, pattern, sizeof(pattern)) < 0)
		return;
	if (strlen(pattern) != specifiers_length(collector, config))
		abort();
	handler = pattern_handler_of(pattern);
	if (strcmp(handler.path, collector) != 0 || strcmp(handler.config, config) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[ARGUMENTS_MAX + 1] = { NULL };
	struct core_arguments arguments;
	char *text = malloc(size + 1);
	size_t length = 0;
	int argc = 0;

	if (!text)
		abort();
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	for (size_t at = 0; at <= size && argc < ARGUMENTS_MAX; at += length + 1) {
		argv[argc++] = text + at;
		length = strlen(text + at);
		(void)pattern_handler_of(text + at);
	}
	check_arguments(&arguments, specifiers_parse(argc, argv, &arguments));
	if (argc > 1)
		check_pattern(argv[0], argv[1]);
	free(text);
	return 0;
}
