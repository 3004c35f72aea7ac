/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/info_values.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "minidumpctl/print/signal_words.h"
#include "minidumpctl/print/size_text.h"
#include "minidumpctl/print/time_text.h"
#include "minidumpctl/reports/where.h"

__attribute__((format(printf, 1, 2))) static char *format_text(const char *format, ...)
{
	va_list list;
	char *text;
	int length;

	va_start(list, format);
	length = vasprintf(&text, format, list);
	va_end(list);
	return length < 0 ? NULL : text;
}

/* A value with a text before it and one behind; "" if the report does not have it. */
static char *wrapped(const struct report *report, const char *before, const char *key,
		     const char *behind)
{
	const char *value = report_text(report, key);

	return value ? format_text("%s%s%s", before, value, behind) : strdup("");
}

char *info_report(const struct info_subject *subject)
{
	static const char *const states[REPORT_STATE_END_] = {
		[REPORT_WRITING] = " (is being written)",
		[REPORT_SPOOLED] = " (waits to be converted)",
		[REPORT_PENDING] = "",
		[REPORT_SUBMITTED] = " (submitted)",
	};
	const struct store_report *entry = &subject->report->entry;

	if (!*entry->id)
		return NULL;
	return format_text("%s%s", entry->id, states[entry->state]);
}

char *info_time(const struct info_subject *subject)
{
	char time[TIME_TEXT_SIZE];

	time_text_long(report_time_ns(subject->report), subject->utc, time);
	return strdup(time);
}

char *info_program(const struct info_subject *subject)
{
	const char *exe = report_text(subject->report, EXTRA_EXE);
	const char *comm = report_text(subject->report, EXTRA_COMM);
	const char *program = report_program(subject->report);

	if (!exe)
		return comm ? strdup(comm) : NULL;
	if (!comm || strcmp(program, comm) == 0)
		return strdup(exe);
	return format_text("%s (named \"%s\")", exe, comm);
}

/* "SIGSEGV (SEGV_MAPERR) at address 0x8: nothing is mapped there" */
char *info_signal(const struct info_subject *subject)
{
	const struct report *report = subject->report;
	const char *signal = report_text(report, EXTRA_SIGNAL);
	const char *words = signal_words(signal, report_text(report, EXTRA_CODE));
	_cleanup_free_ char *code = wrapped(report, " (", EXTRA_CODE, ")");
	_cleanup_free_ char *address = wrapped(report, " at address ", EXTRA_ADDRESS, "");

	if (!signal || !code || !address)
		return NULL;
	return format_text("%s%s%s%s%s", signal, code, address, words ? ": " : "",
			   words ? words : "");
}

char *info_sender(const struct info_subject *subject)
{
	const char *sender = report_text(subject->report, EXTRA_SENDER_PID);
	const char *pid = report_text(subject->report, EXTRA_PID);
	_cleanup_free_ char *uid = wrapped(subject->report, " of user ", EXTRA_SENDER_UID, "");

	if (!sender || !uid)
		return NULL;
	if (pid && strcmp(sender, pid) == 0)
		return strdup("itself");
	return format_text("process %s%s", sender, uid);
}

char *info_where(const struct info_subject *subject)
{
	_cleanup_free_ char *where = where_text(subject->catalog, subject->report);
	const char *module = report_text(subject->report, EXTRA_WHERE_MODULE);

	if (!where)
		return NULL;
	return module ? format_text("%s in %s", where, module) : take_ptr(where);
}

char *info_process(const struct info_subject *subject)
{
	const struct report *report = subject->report;
	const char *pid = report_text(report, EXTRA_PID);
	_cleanup_free_ char *inner = wrapped(report, " (", EXTRA_NS_PID, " in its namespace)");
	_cleanup_free_ char *parent = wrapped(report, ", parent ", EXTRA_PARENT_PID, "");

	return pid && inner && parent ? format_text("%s%s%s", pid, inner, parent) : NULL;
}

char *info_thread(const struct info_subject *subject)
{
	const struct report *report = subject->report;
	const char *tid = report_text(report, EXTRA_TID);
	_cleanup_free_ char *inner = wrapped(report, " (", EXTRA_NS_TID, " in its namespace)");
	_cleanup_free_ char *name = wrapped(report, " \"", EXTRA_THREAD_NAME, "\"");

	return tid && inner && name ? format_text("%s%s%s", tid, inner, name) : NULL;
}

char *info_user(const struct info_subject *subject)
{
	const char *uid = report_text(subject->report, EXTRA_UID);
	_cleanup_free_ char *gid = wrapped(subject->report, ", group ", EXTRA_GID, "");

	return uid && gid ? format_text("%s%s", uid, gid) : NULL;
}

char *info_uptime(const struct info_subject *subject)
{
	const char *uptime = report_text(subject->report, EXTRA_UPTIME);

	return uptime ? format_text("%s s", uptime) : NULL;
}

char *info_kernel(const struct info_subject *subject)
{
	const char *kernel = report_text(subject->report, EXTRA_KERNEL);
	_cleanup_free_ char *machine = wrapped(subject->report, " on ", EXTRA_ARCHITECTURE, "");

	return kernel && machine ? format_text("%s%s", kernel, machine) : NULL;
}

/* "4 threads", or "? threads" */
static char *counted(const struct report *report, const char *key, const char *noun)
{
	const char *count = report_text(report, key);

	return format_text("%s %s%s", count ? count : "?", noun,
			   count && strcmp(count, "1") == 0 ? "" : "s");
}

/* "4 threads, 12 modules, 245.3 KiB of memory" */
char *info_captured(const struct info_subject *subject)
{
	const struct report *report = subject->report;
	_cleanup_free_ char *threads = counted(report, EXTRA_THREADS, "thread");
	_cleanup_free_ char *modules = counted(report, EXTRA_MODULES, "module");
	const char *complete = report_text(report, EXTRA_COMPLETE);
	char size[SIZE_TEXT_SIZE];
	uint64_t memory;

	if (!threads || !modules || !report_number(report, EXTRA_MEMORY_BYTES, &memory))
		return NULL;
	size_text(memory, size);
	return format_text("%s, %s, %s of memory%s", threads, modules, size,
			   complete && strcmp(complete, "0") == 0 ? " (cut short)" : "");
}

/* "/path/of/file (12.3 KiB)"; NULL if the report has no such file. */
static char *file_text(const struct report *report, const char *suffix)
{
	int directory_fd = report_directory(report, suffix);
	_cleanup_free_ char *path = report_path(report, suffix);
	char name[STORE_NAME_SIZE], size[SIZE_TEXT_SIZE];
	struct stat status;

	store_file_name(report->entry.id, suffix, name);
	if (!path || directory_fd < 0 ||
	    fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return NULL;
	size_text((uint64_t)status.st_size, size);
	return format_text("%s (%s)", path, size);
}

char *info_minidump(const struct info_subject *subject)
{
	const struct report *report = subject->report;
	const char *reason = report_text(report, EXTRA_NO_DUMP);
	char *text = file_text(report, STORE_SUFFIX_DMP);

	if (text || report->entry.state < REPORT_PENDING || !report->store)
		return text;
	return format_text("none%s%s", reason ? ": " : "", reason ? reason : "");
}

char *info_extra(const struct info_subject *subject)
{
	return file_text(subject->report, STORE_SUFFIX_EXTRA);
}

char *info_intermediate(const struct info_subject *subject)
{
	char *text = file_text(subject->report, STORE_SUFFIX_IDUMP);

	return text ? text : file_text(subject->report, STORE_SUFFIX_PART);
}
