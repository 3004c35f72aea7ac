/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/catalog.h"

#include <errno.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/config.h"
#include "minidumpctl/print/message.h"

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
	report_index_done(&catalog->index);
	store_done(&catalog->store);
}

void catalog_forget(struct catalog *catalog)
{
	store_list_done(&catalog->list);
	report_index_done(&catalog->index);
	catalog->is_listed = catalog->is_indexed = false;
}

/* The index of all reports, or of the caller's own; an index that cannot be had is empty. */
static const struct report_index *index_of(struct catalog *catalog)
{
	if (!catalog->is_indexed && report_index_read_all(&catalog->store, &catalog->index) < 0)
		(void)report_index_read_user(&catalog->store, geteuid(), &catalog->index);
	catalog->is_indexed = true;
	return &catalog->index;
}

/* Mostly reports are asked for in the order that the index has, too. */
static const struct index_entry *find_indexed(struct catalog *catalog, const char *id)
{
	const struct report_index *index = index_of(catalog);
	const struct index_entry *found = NULL;

	if (catalog->next_indexed < index->n_entries)
		found = &index->entries[catalog->next_indexed];
	if (!found || strcmp(found->id, id) != 0)
		found = report_index_find(index, id);
	if (found)
		catalog->next_indexed = (size_t)(found - index->entries) + 1;
	return found;
}

int catalog_load(struct catalog *catalog, const struct store_report *entry,
		 struct report *ret_report)
{
	const struct index_entry *indexed = NULL;

	if (entry->state >= REPORT_PENDING)
		indexed = find_indexed(catalog, entry->id);
	return report_load_indexed(&catalog->store, entry, indexed, ret_report);
}

/* For who may not list the directories: what the index says is his. */
static int list_own(struct catalog *catalog)
{
	uint64_t count;
	int error = report_index_count(&catalog->store, &count);

	if (error < 0)
		return -EACCES;
	error = store_list_of_index(&catalog->store, index_of(catalog), &catalog->list);
	if (error < 0)
		return error;
	catalog->n_hidden = saturating_sub_u64(count, catalog->list.n_reports);
	return 0;
}

int catalog_list(struct catalog *catalog, const struct store_list **ret_list)
{
	int error;

	if (!catalog->is_listed) {
		error = store_list_read(&catalog->store, &catalog->list);
		if (error == -EACCES)
			error = list_own(catalog);
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
