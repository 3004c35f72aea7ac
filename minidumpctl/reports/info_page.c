/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/info_page.h"

#include <stdio.h>
#include <string.h>

#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/soft_error_text.h"
#include "minidumpctl/print/style.h"
#include "minidumpctl/reports/extra_names.h"
#include "minidumpctl/reports/info_values.h"

#define LABEL_WIDTH 13

/* Other values, which come from the process itself, are cut at this length. */
#define OTHER_VALUE_SHOWN 1024

/* A value of the .extra as it is, or one that is put together. */
struct info_line {
	const char *label;
	const char *key;
	char *(*format)(const struct info_subject *subject);
};

static const struct info_line what_happened[] = {
	{ "Report", NULL, info_report },
	{ "Time", NULL, info_time },
	{ "Program", NULL, info_program },
	{ "Signal", NULL, info_signal },
	{ "Sent by", NULL, info_sender },
	{ "Where", NULL, info_where },
	{ NULL, NULL, NULL },
};

static const struct info_line process_facts[] = {
	{ "Command line", EXTRA_COMMAND_LINE, NULL },
	{ "Process", NULL, info_process },
	{ "Thread", NULL, info_thread },
	{ "User", NULL, info_user },
	{ "Directory", EXTRA_CWD, NULL },
	{ "Root", EXTRA_ROOT, NULL },
	{ "Unit", EXTRA_UNIT, NULL },
	{ "Control group", EXTRA_CGROUP, NULL },
	{ "Uptime", NULL, info_uptime },
	{ "Build-id", EXTRA_BUILD_ID, NULL },
	{ NULL, NULL, NULL },
};

static const struct info_line machine_facts[] = {
	{ "System", EXTRA_LSB_DESCRIPTION, NULL },
	{ "Kernel", NULL, info_kernel },
	{ "Boot", EXTRA_BOOT_ID, NULL },
	{ NULL, NULL, NULL },
};

static const struct info_line file_facts[] = {
	{ "Captured", NULL, info_captured },
	{ "Minidump", NULL, info_minidump },
	{ "Extra", NULL, info_extra },
	{ "Intermediate", NULL, info_intermediate },
	{ NULL, NULL, NULL },
};

/* A page in print: an empty line stands before each group that has a line at all. */
struct page {
	struct info_subject subject;
	bool gap_is_due;
	bool is_coloured;
};

static void print_value(struct page *page, const char *label, const char *value)
{
	_cleanup_free_ char *safe_label = escaped_copy(label);
	_cleanup_free_ char *safe = escaped_copy(value);

	if (!safe_label || !safe)
		return;
	printf("%s%s%*s:%s %s\n", page->gap_is_due ? "\n" : "",
	       page->is_coloured ? style_start(STYLE_TITLE) : "", LABEL_WIDTH, safe_label,
	       page->is_coloured ? STYLE_END : "", safe);
	page->gap_is_due = false;
}

static void print_group(struct page *page, const struct info_line *lines)
{
	for (; lines->label; lines++) {
		_cleanup_free_ char *text = lines->format ? lines->format(&page->subject) : NULL;
		const char *value =
			lines->key ? report_text(page->subject.report, lines->key) : text;

		if (value)
			print_value(page, lines->label, value);
	}
	page->gap_is_due = true;
}

static void print_soft_errors(struct page *page)
{
	const char *text = report_text(page->subject.report, EXTRA_SOFT_ERRORS);
	json_t *errors = text ? json_loads(text, 0, NULL) : NULL;
	json_t *item;
	size_t i;

	json_array_foreach(errors, i, item)
	{
		_cleanup_free_ char *line = soft_error_text(item);

		if (line)
			print_value(page, i == 0 ? "Soft errors" : "", line);
	}
	if (text && !json_is_array(errors))
		print_value(page, "Soft errors", text);
	json_decref(errors);
}

static void print_other_value(struct page *page, const char *name, const char *value)
{
	_cleanup_free_ char *shown = strndup(value, OTHER_VALUE_SHOWN);

	if (shown)
		print_value(page, name, shown);
}

/* What the program itself left to be told, and what a newer converter writes. */
static void print_other_values(struct page *page)
{
	const char *name;
	json_t *value;

	page->gap_is_due = true;
	json_object_foreach(page->subject.report->extra, name,
			    value) if (!extra_name_is_known(name) && json_is_string(value))
		print_other_value(page, name, json_string_value(value));
}

void info_page_print(struct catalog *catalog, const struct report *report,
		     const struct invocation *invocation)
{
	struct page page = { .subject = { catalog, report, invocation->utc },
			     .is_coloured = invocation->is_coloured };

	print_group(&page, what_happened);
	print_group(&page, process_facts);
	print_group(&page, machine_facts);
	print_group(&page, file_facts);
	page.gap_is_due = false;
	print_soft_errors(&page);
	print_other_values(&page);
}
