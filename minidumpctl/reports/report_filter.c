/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/report_filter.h"

#include <errno.h>
#include <fnmatch.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "lib/base/quantity.h"
#include "lib/capture/signal_names.h"
#include "minidumpctl/invocation.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/time_point.h"

static uint64_t now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * NSEC_PER_SEC + (uint64_t)now.tv_nsec;
}

static int parse_time(const char *option, const char *text, bool utc, uint64_t *ret_ns)
{
	if (!text || time_point_parse(text, now_ns(), utc, ret_ns) == 0)
		return 0;
	complain("option '--%s': '%s' is no time", option, text);
	advise("Times look like '2026-11-21 22:13:14', '22:13', 'yesterday' or '2h ago'.");
	return -EINVAL;
}

static int parse_number(const char *option, const char *text, bool *ret_given, uint64_t *ret_number)
{
	if (!text)
		return 0;
	if (quantity_parse_number(text, ret_number) < 0) {
		complain("option '--%s': '%s' is no number", option, text);
		return -EINVAL;
	}
	*ret_given = true;
	return 0;
}

/* A user's number, or the name of one that this machine knows. */
static int parse_user(const char *text, struct report_filter *filter)
{
	const struct passwd *user;

	if (!text)
		return 0;
	filter->has_uid = true;
	if (quantity_parse_number(text, &filter->uid) == 0)
		return 0;
	user = getpwnam(text);
	if (!user) {
		complain("option '--uid': there is no user '%s'", text);
		return -EINVAL;
	}
	filter->uid = user->pw_uid;
	return 0;
}

/* "SIGSEGV", "segv", or the number. */
static int parse_signal(const char *text, struct report_filter *filter)
{
	if (!text)
		return 0;
	filter->has_signal = true;
	if (quantity_parse_number(text, &filter->signal) == 0)
		return 0;
	for (int number = 1; number < NSIG; number++) {
		const char *name = signal_name(number);

		if (name && (strcasecmp(name, text) == 0 || strcasecmp(name + 3, text) == 0)) {
			filter->signal = (uint64_t)number;
			return 0;
		}
	}
	complain("option '--signal': there is no signal '%s'", text);
	return -EINVAL;
}

int report_filter_of(const struct invocation *invocation, struct report_filter *ret_filter)
{
	struct report_filter filter = {
		.until_ns = UINT64_MAX,
		.exe = invocation->exe,
		.unit = invocation->unit,
	};
	int error = parse_time("since", invocation->since, invocation->utc, &filter.since_ns);

	if (error == 0)
		error = parse_time("until", invocation->until, invocation->utc, &filter.until_ns);
	if (error == 0)
		error = parse_number("pid", invocation->pid, &filter.has_pid, &filter.pid);
	if (error == 0)
		error = parse_user(invocation->uid, &filter);
	if (error == 0)
		error = parse_signal(invocation->signal, &filter);
	if (error == 0)
		*ret_filter = filter;
	return error;
}

bool report_filter_is_empty(const struct report_filter *filter)
{
	return filter->since_ns == 0 && filter->until_ns == UINT64_MAX && !filter->exe &&
	       !filter->unit && !filter->has_pid && !filter->has_uid && !filter->has_signal;
}

static bool time_matches(const struct report_filter *filter, uint64_t time_ns)
{
	return time_ns >= filter->since_ns && time_ns <= filter->until_ns;
}

static bool number_matches(const struct report *report, const char *key, bool given,
			   uint64_t wanted)
{
	uint64_t number;

	return !given || (report_number(report, key, &number) && number == wanted);
}

static bool text_matches(const char *pattern, const char *text)
{
	return !pattern || (text && fnmatch(pattern, text, 0) == 0);
}

static bool exe_matches(const char *pattern, const struct report *report)
{
	if (pattern && strchr(pattern, '/'))
		return text_matches(pattern, report_text(report, EXTRA_EXE));
	return text_matches(pattern, report_program(report));
}

bool report_filter_matches(const struct report_filter *filter, const struct report *report)
{
	return time_matches(filter, report_time_ns(report)) && exe_matches(filter->exe, report) &&
	       text_matches(filter->unit, report_text(report, EXTRA_UNIT)) &&
	       number_matches(report, EXTRA_PID, filter->has_pid, filter->pid) &&
	       number_matches(report, EXTRA_UID, filter->has_uid, filter->uid) &&
	       number_matches(report, EXTRA_SIGNAL_NUMBER, filter->has_signal, filter->signal);
}
