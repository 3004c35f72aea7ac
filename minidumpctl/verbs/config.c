/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl config */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/system/config_json.h"
#include "minidumpctl/system/config_page.h"
#include "minidumpctl/verbs.h"

const struct option_spec config_options[] = {
	{ "check", 'c', NULL, offsetof(struct invocation, check),
	  "only say what is wrong; the exit status is 1 if anything is" },
	OPTIONS_END,
};

/* An absolute path, which need not exist; the caller's. NULL without memory. */
static char *absolute_path(const char *path)
{
	_cleanup_free_ char *directory = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *absolute;

	if (!directory)
		return strdup(path);
	return asprintf(&absolute, "%s/%s", directory, path) < 0 ? NULL : absolute;
}

/* A draft may be anybody's; what the machine uses is read as the collector reads it. */
static int load_files(const struct invocation *invocation, struct config *config)
{
	const char *named =
		invocation->n_arguments == 1 ? invocation->arguments[0] : invocation->config;
	_cleanup_free_ char *path = named ? absolute_path(named) : NULL;

	if (named && !path)
		return -ENOMEM;
	return invocation->n_arguments == 1 ? config_load_untrusted(path, config)
					    : config_load(path, config);
}

static int load(const struct invocation *invocation, struct config *config,
		struct policy_rules *ret_rules, struct setting **ret_settings)
{
	int r = load_files(invocation, config);

	if (r == 0)
		r = policy_rules_parse(config, ret_rules);
	if (r == 0)
		r = config_settings(config, ret_rules, ret_settings);
	if (r < 0)
		complain("cannot load the configuration: %s", strerror(-r));
	return r;
}

/* Whether files exist that the caller may not read; then what is shown may not be in force. */
static bool tell_unreadable(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_origin *origin = &config->problems[i].origin;

		if (origin->line > 0 || access(origin->file, R_OK) == 0 || errno != EACCES)
			continue;
		advise("Root may read more, which may say otherwise.");
		return true;
	}
	return false;
}

static int print_json(const struct config *config, const struct setting *settings)
{
	struct json_array array = JSON_ARRAY_INIT;

	if (json_array_print(&array, config_to_json(config, settings)) < 0)
		return STATUS_FAILED;
	json_array_finish(&array);
	return STATUS_DONE;
}

static int check(const struct invocation *invocation, const struct config *config)
{
	if (invocation->json && print_json(config, NULL) != STATUS_DONE)
		return STATUS_FAILED;
	if (config->n_problems + config->n_problems_dropped > 0)
		return STATUS_FAILED;
	if (!invocation->json)
		printf("No problems.\n");
	return STATUS_DONE;
}

static int show(const struct invocation *invocation, const struct config *config,
		const struct setting *settings)
{
	if (invocation->json)
		return print_json(config, settings);
	config_page_print(settings, invocation->is_coloured);
	return STATUS_DONE;
}

int verb_config(const struct invocation *invocation)
{
	_cleanup_(config_done) struct config config = { .pool = POOL_INIT };
	struct policy_rules rules;
	struct setting *settings;
	bool is_whole;
	int status;

	if (invocation->n_arguments > 1) {
		complain("config takes one file");
		return STATUS_USAGE;
	}
	if (load(invocation, &config, &rules, &settings) < 0)
		return STATUS_FAILED;
	config_problems_print(&config);
	is_whole = !tell_unreadable(&config);
	status = invocation->check ? check(invocation, &config)
				   : show(invocation, &config, settings);
	return is_whole ? status : STATUS_FAILED;
}
