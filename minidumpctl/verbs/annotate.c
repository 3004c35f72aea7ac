/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl annotate */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/utf8.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/extra_change.h"
#include "minidumpctl/reports/extra_names.h"
#include "minidumpctl/reports/report_json.h"
#include "minidumpctl/reports/selection.h"
#include "minidumpctl/verbs.h"

#define NAME_LENGTH_MAX	 64U
#define VALUE_LENGTH_MAX 65536U

static bool is_name(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length > NAME_LENGTH_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("_-.", name[i]))
			return false;
	return true;
}

static bool is_utf8(const char *text)
{
	size_t size = strlen(text);
	uint32_t character;

	while (size > 0) {
		size_t length = utf8_decode(text, size, &character);

		if (length == 0)
			return false;
		text += length;
		size -= length;
	}
	return true;
}

/* Splits "NAME=VALUE" in place. What the report says itself stays the report's. */
static int parse_pair(char *argument, struct extra_value *ret_value)
{
	char *equals = strchr(argument, '=');

	if (!equals) {
		complain("'%s' is not NAME=VALUE", argument);
		return -EINVAL;
	}
	*equals = '\0';
	if (!is_name(argument)) {
		complain("'%s' is no name of up to 64 letters, digits, '_', '-' and '.'", argument);
		return -EINVAL;
	}
	if (extra_name_is_known(argument)) {
		complain("'%s' is told by the report itself", argument);
		return -EINVAL;
	}
	if (strlen(equals + 1) > VALUE_LENGTH_MAX || !is_utf8(equals + 1)) {
		complain("the value of '%s' is no UTF-8 of at most 64 KiB", argument);
		return -EINVAL;
	}
	*ret_value = (struct extra_value){ argument, equals + 1 };
	return 0;
}

static int change(const struct invocation *invocation, struct catalog *catalog,
		  const struct store_report *entry, const struct extra_value *values, size_t count)
{
	_cleanup_(report_done) struct report report = REPORT_INIT;
	struct json_array array = JSON_ARRAY_INIT;
	int error;

	report.store = &catalog->store;
	report.entry = *entry;
	error = extra_change(&report, values, count);
	if (error == -EBADMSG)
		complain("%s", report.problem);
	else if (error == -ENOENT)
		complain("report %s is not converted yet", entry->id);
	else if (error < 0)
		complain("cannot change report %s: %s", entry->id, strerror(-error));
	if (error == -EACCES || error == -EPERM)
		advise("Reports in %s can be changed by root.", catalog->store.path);
	if (error < 0)
		return STATUS_FAILED;
	if (!invocation->json)
		return STATUS_DONE;
	error = json_array_print(&array, report_to_json(catalog, &report));
	json_array_finish(&array);
	return error < 0 ? STATUS_FAILED : STATUS_DONE;
}

int verb_annotate(const struct invocation *invocation, struct catalog *catalog)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	_cleanup_free_ struct extra_value *values = NULL;
	struct invocation report_only = *invocation;
	size_t count = invocation->n_arguments;

	if (count < 2) {
		complain("annotate needs a report, and what to say of it: NAME=VALUE");
		return STATUS_USAGE;
	}
	values = calloc(--count, sizeof(*values));
	if (!values)
		return STATUS_FAILED;
	for (size_t i = 0; i < count; i++)
		if (parse_pair(invocation->arguments[i + 1], &values[i]) < 0)
			return STATUS_USAGE;
	report_only.n_arguments = 1;
	if (selection_of(catalog, &report_only, NULL, &selection) != STATUS_DONE)
		return STATUS_FAILED;
	return change(invocation, catalog, &selection.reports[0], values, count);
}
