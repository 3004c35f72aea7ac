/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/selection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/quantity.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/candidates.h"
#include "minidumpctl/reports/report.h"

/* Shorter starts of ids are no selectors: they are too easily a slip of the keyboard. */
#define PREFIX_MIN 4

/* "latest" and "@-N", N from 1. True if the selector has that form. */
static bool parse_position(const char *selector, uint64_t *ret_position)
{
	if (strcmp(selector, "latest") == 0) {
		*ret_position = 1;
		return true;
	}
	return strncmp(selector, "@-", 2) == 0 &&
	       quantity_parse_number(selector + 2, ret_position) == 0 && *ret_position > 0;
}

static bool is_id_prefix(const char *selector)
{
	size_t length = strlen(selector);

	return length >= PREFIX_MIN && length <= REPORT_ID_LENGTH &&
	       strspn(selector, "0123456789abcdef-") == length;
}

static bool has_pid(struct catalog *catalog, const struct store_report *entry, uint64_t pid)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	uint64_t value;

	return catalog_load(catalog, entry, &report) == 0 &&
	       report_number(&report, EXTRA_PID, &value) && value == pid;
}

static int find_position(const struct store_list *list, uint64_t position,
			 struct candidates *candidates)
{
	if (position > list->n_reports)
		return 0;
	return candidates_add(candidates, &list->reports[position - 1]);
}

static int find_prefix(const struct store_list *list, const char *prefix,
		       struct candidates *candidates)
{
	int error = 0;

	for (size_t i = 0; i < list->n_reports && error == 0; i++)
		if (strncmp(list->reports[i].id, prefix, strlen(prefix)) == 0)
			error = candidates_add(candidates, &list->reports[i]);
	return error;
}

static int find_pid(struct catalog *catalog, const struct store_list *list, uint64_t pid,
		    struct candidates *candidates)
{
	int error = 0;

	for (size_t i = 0; i < list->n_reports && error == 0; i++)
		if (has_pid(catalog, &list->reports[i], pid))
			error = candidates_add(candidates, &list->reports[i]);
	return error;
}

/* All reports that a selector may mean. */
static int find_candidates(struct catalog *catalog, const char *selector,
			   struct candidates *candidates)
{
	const struct store_list *list;
	struct store_report report;
	uint64_t number;
	int error;

	if (report_id_is_valid(selector)) {
		error = store_find(&catalog->store, selector, &report);
		return error == 0 ? candidates_add(candidates, &report) : 0;
	}
	error = catalog_list(catalog, &list);
	if (error < 0)
		return error;
	if (parse_position(selector, &number))
		return find_position(list, number, candidates);
	/* Ids start with a zero for the next centuries, pids do not. */
	if (selector[0] != '0' && quantity_parse_number(selector, &number) == 0)
		error = find_pid(catalog, list, number, candidates);
	if (error == 0 && candidates->n_reports == 0 && is_id_prefix(selector))
		error = find_prefix(list, selector, candidates);
	return error;
}

/* The one report that is meant; complains if there is none or more than one. */
static int resolve(struct catalog *catalog, const char *selector, struct store_report *ret_report)
{
	_cleanup_(candidates_done) struct candidates candidates = CANDIDATES_INIT;
	int error = find_candidates(catalog, selector, &candidates);

	if (error < 0)
		return error;
	if (candidates.n_reports == 0) {
		complain("no report matches '%s'", selector);
		return -ENOENT;
	}
	if (candidates.n_reports > 1) {
		complain("'%s' matches %zu reports; choose one by its id:", selector,
			 candidates.n_reports);
		candidates_advise(&candidates, catalog);
		return -ENOTUNIQ;
	}
	*ret_report = candidates.reports[0];
	return 0;
}

static bool is_selected(const struct selection *selection, const struct store_report *report)
{
	for (size_t i = 0; i < selection->n_reports; i++)
		if (strcmp(selection->reports[i].id, report->id) == 0)
			return true;
	return false;
}

static int add_selected(struct selection *selection, struct catalog *catalog, const char *selector)
{
	struct store_report report;
	int error = resolve(catalog, selector, &report);

	if (error == 0 && !is_selected(selection, &report))
		selection->reports[selection->n_reports++] = report;
	return error == 0 ? STATUS_DONE : STATUS_FAILED;
}

int selection_of(struct catalog *catalog, const struct invocation *invocation,
		 const char *default_selector, struct selection *ret_selection)
{
	struct selection selection = SELECTION_INIT;
	int status = STATUS_DONE;

	selection.reports = calloc(invocation->n_arguments + 1, sizeof(*selection.reports));
	if (!selection.reports)
		return STATUS_FAILED;
	if (invocation->n_arguments == 0 && default_selector)
		status = add_selected(&selection, catalog, default_selector);
	for (size_t i = 0; i < invocation->n_arguments; i++)
		if (add_selected(&selection, catalog, invocation->arguments[i]) != STATUS_DONE)
			status = STATUS_FAILED;
	*ret_selection = selection;
	return status;
}

void selection_done(struct selection *selection)
{
	free(selection->reports);
	*selection = SELECTION_INIT;
}
