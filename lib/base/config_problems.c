/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/config_problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASON_SIZE 256U

static const char *keep(struct config *config, const char *text)
{
	return pool_copy_text(&config->pool, text, strlen(text));
}

void config_add_problem(struct config *config, const struct config_place *place, const char *format,
			...)
{
	struct config_problem problem = { .origin = place->origin };
	char reason[REASON_SIZE];
	va_list arguments;

	if (config->n_problems == CONFIG_PROBLEMS_MAX) {
		config->n_problems_dropped++;
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	problem.section = keep(config, place->section ? place->section : "");
	problem.key = place->key ? keep(config, place->key) : NULL;
	problem.reason = keep(config, reason);
	if (!problem.section || !problem.reason)
		config->n_problems_dropped++;
	else
		config->problems[config->n_problems++] = problem;
}
