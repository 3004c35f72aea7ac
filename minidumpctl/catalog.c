/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/catalog.h"

#include <errno.h>
#include <string.h>

#include "lib/base/config.h"
#include "minidumpctl/message.h"

/* Says what is wrong in a configuration file that the user named. */
static void complain_of_problems(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		complain("%s:%u: %s%s%s", problem->origin.file ? problem->origin.file : "",
			 problem->origin.line, problem->key ? problem->key : "",
			 problem->key ? ": " : "", problem->reason);
	}
}

static int open_store(const char *directory, struct store *ret_store)
{
	int error = store_open(directory, ret_store);

	if (error < 0)
		complain("cannot open the state directory %s: %s", directory, strerror(-error));
	return error;
}

static int open_configured(const char *file, struct store *ret_store)
{
	_cleanup_(config_done) struct config config;
	/* Who names a file on the command line vouches for it. */
	int error = file ? config_load_untrusted(file, &config) : config_load(NULL, &config);

	if (error < 0) {
		complain("cannot load the configuration: %s", strerror(-error));
		return error;
	}
	if (file)
		complain_of_problems(&config);
	return open_store(config.state_directory, ret_store);
}

int catalog_open(const struct invocation *invocation, struct catalog *ret_catalog)
{
	struct catalog catalog = CATALOG_INIT;
	int error;

	if (invocation->directory)
		error = open_store(invocation->directory, &catalog.store);
	else
		error = open_configured(invocation->config, &catalog.store);
	if (error == 0)
		*ret_catalog = catalog;
	return error;
}

void catalog_done(struct catalog *catalog)
{
	symbol_cache_done(&catalog->symbols);
	store_list_done(&catalog->list);
	store_done(&catalog->store);
}

int catalog_list(struct catalog *catalog, const struct store_list **ret_list)
{
	int error;

	if (!catalog->is_listed) {
		error = store_list_read(&catalog->store, &catalog->list);
		if (error < 0) {
			complain("cannot list %s/%s: %s", catalog->store.path, STORE_PENDING,
				 strerror(-error));
			if (error == -EACCES)
				advise("Only root may list all reports; a full id finds your own.");
			return error;
		}
		catalog->is_listed = true;
	}
	*ret_list = &catalog->list;
	return 0;
}
