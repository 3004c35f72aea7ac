/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * coredump-pattern(8): registers the collector in kernel.core_pattern, checks it, takes it back.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "coredump-pattern/core_pattern.h"
#include "coredump-pattern/places.h"
#include "coredump-pattern/request.h"
#include "coredump-pattern/status_report.h"
#include "coredump-pattern/trusted_file.h"
#include "gen/paths.h"
#include "lib/base/escape.h"

static int fail(const char *what, int error)
{
	const char *why =
		error == -EIO ? "the kernel did not keep what was written" : strerror(-error);

	warnx("cannot %s: %s", what, why);
	return REQUEST_FAILED;
}

/* The pattern as it was found, made safe for a terminal. */
static void tell_pattern(const char *before, const char *pattern)
{
	char escaped[CORE_PATTERN_SIZE * ESCAPE_MAX_EXPANSION + 1];

	(void)escape_text(escaped, sizeof(escaped), pattern, strlen(pattern));
	warnx("%s %s", before, escaped);
}

static bool is_fit(const struct core_pattern_paths *paths, const char *path, bool executable)
{
	const char *fault = trusted_file_fault(paths, path, executable);
	char directory[PATH_MAX];

	if (fault) {
		warnx("%s %s", path, fault);
		return false;
	}
	if (trusted_file_is_replaceable(paths, path, directory, sizeof(directory)))
		warnx("warning: others than root can replace %s, for they may write to %s/", path,
		      directory);
	return true;
}

static int make_setting(const struct request *request, struct core_setting *ret)
{
	int r = specifiers_format(request->collector, request->config, ret->pattern,
				  sizeof(ret->pattern));

	if (r == -ENAMETOOLONG)
		warnx("the pattern would be %zu bytes long, but the kernel takes %u: use shorter "
		      "paths",
		      specifiers_length(request->collector, request->config),
		      CORE_PATTERN_SIZE - 1);
	else if (r < 0)
		warnx("the kernel would split the pattern at a blank or control character in a "
		      "path");
	(void)snprintf(ret->limit, sizeof(ret->limit), "%s", request->limit);
	return r;
}

static bool are_fit(const struct request *request, const struct core_pattern_paths *paths)
{
	if (!places_are_of_the_machine()) {
		warnx("this is a container: the kernel looks for its handler outside of it");
		return false;
	}
	return is_fit(paths, request->collector, true) &&
	       (!request->config || is_fit(paths, request->config, false));
}

static int enable(const struct request *request)
{
	struct places places, before;
	struct core_setting wanted;
	int r = places_find_current(&before);
	bool is_update = r > 0;

	if (r < 0)
		return fail("enable", r);
	if (!are_fit(request, &before.paths) || make_setting(request, &wanted) < 0)
		return REQUEST_FAILED;
	r = places_find(request->config, &places);
	if (r == 0)
		r = core_pattern_enable(&places.paths, &wanted,
					is_update ? before.state_file : NULL);
	if (r < 0)
		return fail("enable", r);
	warnx("crashes go to %s now", request->collector);
	return REQUEST_DONE;
}

static int find_places(const struct request *request, struct places *ret)
{
	return request->config ? places_find(request->config, ret) : places_find_current(ret);
}

static int disable(const struct request *request)
{
	enum core_pattern_undone undone;
	struct core_setting current;
	struct places places;
	int r = find_places(request, &places);

	if (r >= 0)
		r = core_pattern_disable(&places.paths, request->force, &undone);
	if (r == -EBUSY && core_setting_read(&places.paths, &current) == 0) {
		tell_pattern("another program has taken the pattern over, which stays:",
			     current.pattern);
		return REQUEST_FAILED;
	}
	if (r < 0)
		return fail("disable", r);
	if (undone == CORE_PATTERN_RESTORED_DEFAULT)
		warnx("what was there before is not known: the kernel's default is set");
	if (core_setting_read(&places.paths, &current) == 0)
		tell_pattern(undone == CORE_PATTERN_NOTHING_TO_UNDO
				     ? "nothing to do, the pattern is not ours:"
				     : "the pattern is again:",
			     current.pattern);
	return REQUEST_DONE;
}

/* What keeps our handler from working, as a sentence; "" if nothing does. */
static void find_fault(const struct core_pattern_status *status,
		       const struct core_pattern_paths *paths, char *ret_fault, size_t size)
{
	const char *path = status->handler.path, *fault = NULL;

	if (status->handler.is_ours)
		fault = trusted_file_fault(paths, path, true);
	if (status->handler.is_ours && !fault && status->handler.config[0]) {
		path = status->handler.config;
		fault = trusted_file_fault(paths, path, false);
	}
	(void)snprintf(ret_fault, size, "%s%s%s", fault ? path : "", fault ? " " : "",
		       fault ? fault : "");
}

static int show_status(const struct request *request)
{
	struct core_pattern_status status;
	char fault[2 * CORE_PATTERN_SIZE];
	struct places places;
	int r = find_places(request, &places);

	if (r >= 0)
		r = core_pattern_get_status(&places.paths, &status);
	if (r < 0)
		return fail("read the status", r);
	find_fault(&status, &places.paths, fault, sizeof(fault));
	if (!request->json)
		status_report_print(&status, fault);
	else if (status_report_print_json(&status, fault) < 0)
		return fail("print the status", -ENOMEM);
	return status.state == CORE_PATTERN_OURS && !fault[0] ? REQUEST_DONE : REQUEST_FAILED;
}

static int show_help(const struct request *request)
{
	(void)request;
	request_print_help();
	return REQUEST_DONE;
}

static int show_version(const struct request *request)
{
	(void)request;
	puts("coredump-pattern " MINIDUMPD_VERSION);
	return REQUEST_DONE;
}

int main(int argc, char **argv)
{
	static int (*const verbs[])(const struct request *) = {
		[REQUEST_HELP] = show_help,	[REQUEST_VERSION] = show_version,
		[REQUEST_ENABLE] = enable,	[REQUEST_DISABLE] = disable,
		[REQUEST_STATUS] = show_status,
	};
	struct request request;
	int status;

	if (request_parse(argc, argv, &request) < 0)
		return REQUEST_USAGE;
	status = verbs[request.verb](&request);
	if (fflush(stdout) != 0)
		return fail("write the output", -errno);
	return status;
}
