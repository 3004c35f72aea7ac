/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the supervisor does once the dump is stored: tell, and hand over to the converter. */
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syslog.h>
#include <unistd.h>

#include "collector/policy_rates.h"
#include "collector/supervisor.h"
#include "lib/base/crash_log.h"
#include "lib/base/escape.h"
#include "lib/capture/signal_names.h"

#define MESSAGE_SIZE 900

/* The executable's path where /proc gave it, else the name that the kernel passed. */
static void format_program(const struct crash_capture *capture, char *out, size_t size)
{
	const struct capture_process *process = &capture->process;
	const char *name = process->exe[0] ? process->exe : process->comm;

	(void)escape_text(out, size, name, strlen(name));
}

static void format_signal(int number, char *out, size_t size)
{
	const char *known = signal_name(number);

	if (known)
		(void)snprintf(out, size, "%s", known);
	else
		(void)snprintf(out, size, "signal %d", number);
}

/* The line stands for all crashes that were refused since the last such line. */
static void format_over_rate(const struct supervisor *supervisor, char *out, size_t size)
{
	(void)snprintf(out, size,
		       "no report, over the rate of policy \"%s\" (%" PRIu64 " so far since boot)",
		       supervisor->decision->name,
		       outcome_table_count(supervisor->counts, OUTCOME_over_rate));
}

/* Says what the owner's rules made of the crash, if that is no report. */
static void format_refusal(const struct policy_decision *decision, char *out, size_t size)
{
	const char *verb = decision->action == POLICY_IGNORE ? "ignored" : "counted only";

	if (decision->number > 0)
		(void)snprintf(out, size, "%s, by policy \"%s\"", verb, decision->name);
	else
		(void)snprintf(out, size, "%s, by policy", verb);
}

static void format_outcome(const struct supervisor *supervisor, char *out, size_t size)
{
	char error[64] = "";

	if (supervisor->failure && supervisor->failure_error)
		(void)snprintf(error, sizeof(error), " (%s)", strerror(supervisor->failure_error));
	if (supervisor->last.over_rate)
		format_over_rate(supervisor, out, size);
	else if (supervisor_refuses(supervisor))
		format_refusal(supervisor->decision, out, size);
	else if (!supervisor->failure)
		(void)snprintf(out, size, "stored as %s", supervisor->dump.id);
	else if (supervisor->stored)
		(void)snprintf(out, size, "stored in part as %s: %s%s", supervisor->dump.id,
			       supervisor->failure, error);
	else
		(void)snprintf(out, size, "not stored: %s%s", supervisor->failure, error);
}

static int log_priority(const struct supervisor *supervisor)
{
	if (supervisor_refuses(supervisor))
		return supervisor->decision->action == POLICY_IGNORE ? LOG_INFO : LOG_CRIT;
	return supervisor->failure ? LOG_ERR : LOG_CRIT;
}

void supervisor_log(const struct supervisor *supervisor, const struct crash_capture *capture)
{
	int signal = supervisor->last.signal ? supervisor->last.signal : capture->fatal.signal;
	char program[256], name[32], outcome[256], message[MESSAGE_SIZE];

	/* A storm does not flood the log. */
	if (supervisor->last.over_rate &&
	    !policy_rates_may_log(supervisor->rates, clock_now_ns(CLOCK_BOOTTIME)))
		return;
	format_program(capture, program, sizeof(program));
	format_signal(signal, name, sizeof(name));
	format_outcome(supervisor, outcome, sizeof(outcome));
	(void)snprintf(message, sizeof(message), "%s (pid %u, uid %u) crashed by %s: %s", program,
		       capture->process.pid, capture->process.uid, name, outcome);
	crash_log(log_priority(supervisor), message);
}

/* The converter makes room, too, where the dump found none. */
static bool has_work_for_converter(const struct supervisor *supervisor)
{
	bool was_full = supervisor->failure_error == ENOSPC || supervisor->failure_error == EDQUOT;

	return supervisor->config.convert && supervisor->uid != 0 &&
	       (supervisor->stored || was_full);
}

static int become_service(const struct supervisor *supervisor)
{
	if (setgroups(0, NULL) < 0 ||
	    setresgid(supervisor->gid, supervisor->gid, supervisor->gid) < 0 ||
	    setresuid(supervisor->uid, supervisor->uid, supervisor->uid) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	return 0;
}

void supervisor_become_converter(struct supervisor *supervisor)
{
	char drain[4096 + 16], converter[4096], config[4096 + 16];
	char *arguments[] = { converter, drain, NULL, NULL };
	char *const environment[] = { (char *)"LC_ALL=C.UTF-8", NULL };

	if (!has_work_for_converter(supervisor))
		return;
	(void)snprintf(converter, sizeof(converter), "%s", supervisor->config.converter);
	(void)snprintf(drain, sizeof(drain), "--drain=%s", supervisor->config.state_directory);
	if (supervisor->config_file) {
		(void)snprintf(config, sizeof(config), "--config=%s", supervisor->config_file);
		arguments[2] = config;
	}
	(void)store_make_index(&supervisor->store); /* the service may not */
	(void)alarm(0);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)setsid();
	if (become_service(supervisor) == 0)
		(void)execve(converter, arguments, environment);
}
