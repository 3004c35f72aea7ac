/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/config_page.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/display_width.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/print/style.h"

#define ORIGIN_COLUMN 40

/* "[Store]", "[Policy]", "[Policy "NAME"]" or "key=value". */
static char *setting_text(const struct setting *setting)
{
	char *text;
	int length;

	if (setting->key)
		length = asprintf(&text, "%s=%s", setting->key, setting->value);
	else if (setting->rule && setting->rule[0])
		length = asprintf(&text, "[%s \"%s\"]", setting->section, setting->rule);
	else
		length = asprintf(&text, "[%s]", setting->section);
	return length < 0 ? NULL : text;
}

static void print_setting(const struct setting *setting, bool is_coloured)
{
	_cleanup_free_ char *text = setting_text(setting);
	_cleanup_free_ char *origin = config_origin_text(&setting->origin);
	_cleanup_free_ char *safe = text ? escaped_copy(text) : NULL;
	_cleanup_free_ char *safe_origin = origin ? escaped_copy(origin) : NULL;
	enum style style = setting->key ? STYLE_PLAIN : STYLE_TITLE;
	size_t width;

	if (!safe || !safe_origin)
		return;
	width = display_width(safe, strlen(safe));
	printf("%s%s%s", is_coloured ? style_start(style) : "", safe, is_coloured ? STYLE_END : "");
	if (setting->key || setting->origin.file)
		printf("%*s %s; %s%s", width < ORIGIN_COLUMN ? (int)(ORIGIN_COLUMN - width) : 0, "",
		       is_coloured ? style_start(STYLE_FAINT) : "", safe_origin,
		       is_coloured ? STYLE_END : "");
	printf("\n");
}

void config_page_print(const struct setting *settings, bool is_coloured)
{
	for (const struct setting *setting = settings; setting; setting = setting->next) {
		if (!setting->key && setting != settings)
			printf("\n");
		print_setting(setting, is_coloured);
	}
}

static void print_problem(const struct config_problem *problem)
{
	_cleanup_free_ char *origin = config_origin_text(&problem->origin);
	bool has_section = problem->section[0] != '\0';

	if (origin)
		advise("%s: %s%s%s%s%s%s", origin, has_section ? "[" : "", problem->section,
		       has_section ? "] " : "", problem->key ? problem->key : "",
		       problem->key ? ": " : "", problem->reason);
}

void config_problems_print(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++)
		print_problem(&config->problems[i]);
	if (config->n_problems_dropped > 0)
		advise("... and %zu more", config->n_problems_dropped);
}
