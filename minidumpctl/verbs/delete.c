/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl delete */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/store/deletion.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/reports/selection.h"
#include "minidumpctl/verbs.h"

static void complain_of_failure(const struct catalog *catalog, const struct deletion *deletion,
				const char *id, int error)
{
	if (error == -EWOULDBLOCK)
		complain("report %s is being written or converted; try again later", id);
	else
		complain("cannot delete %s: %s", deletion->failed ? deletion->failed : id,
			 strerror(-error));
	if (error == -EACCES || error == -EPERM)
		advise("Reports in %s can be deleted by root.", catalog->store.path);
}

static void print_deleted(const struct deletion *deletion)
{
	for (size_t i = 0; i < deletion->n_deleted; i++)
		printf("%s\n", deletion->deleted[i]);
}

static json_t *deleted_to_json(const struct deletion *deletion)
{
	json_t *array = json_array();

	for (size_t i = 0; i < deletion->n_deleted; i++)
		(void)json_array_append_new(array, json_string(deletion->deleted[i]));
	return array;
}

static int delete_report(const struct invocation *invocation, struct catalog *catalog,
			 const struct store_report *entry, struct json_array *array)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	_cleanup_(deletion_done) struct deletion deletion = DELETION_INIT;
	json_t *object = NULL;
	int error;

	if (invocation->json) {
		(void)catalog_load(catalog, entry, &report);
		object = report_to_json(catalog, &report);
	}
	error = deletion_run(&catalog->store, entry->id, &deletion);
	if (error < 0)
		complain_of_failure(catalog, &deletion, entry->id, error);
	if (!invocation->json) {
		print_deleted(&deletion);
		return error == 0 ? STATUS_DONE : STATUS_FAILED;
	}
	(void)json_object_set_new(object, "deleted", deleted_to_json(&deletion));
	return json_array_print(array, object) == 0 && error == 0 ? STATUS_DONE : STATUS_FAILED;
}

/* What was deleted in part is gone, too: without its .extra it is no report. */
static void update_index(const struct catalog *catalog, const struct selection *selection)
{
	_cleanup_free_ const char **ids = calloc(selection->n_reports + 1, sizeof(*ids));
	struct store_report found;
	size_t n_ids = 0;

	if (!ids || selection->n_reports == 0)
		return;
	for (size_t i = 0; i < selection->n_reports; i++)
		if (store_find(&catalog->store, selection->reports[i].id, &found) == -ENOENT)
			ids[n_ids++] = selection->reports[i].id;
	deletion_sync(&catalog->store);
	if (n_ids > 0)
		(void)report_index_update(
			&catalog->store,
			&(struct index_change){ .removed = ids, .n_removed = n_ids });
}

int verb_delete(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	struct json_array array = JSON_ARRAY_INIT;
	int status;

	if (invocation->n_arguments == 0) {
		complain("delete needs the reports to delete: an id, a pid, 'latest' or '@-N'");
		return STATUS_USAGE;
	}
	status = selection_of(catalog, invocation, NULL, &selection);
	for (size_t i = 0; i < selection.n_reports; i++)
		if (delete_report(invocation, catalog, &selection.reports[i], &array) !=
		    STATUS_DONE)
			status = STATUS_FAILED;
	update_index(catalog, &selection);
	if (invocation->json)
		json_array_finish(&array);
	return status;
}
