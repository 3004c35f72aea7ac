/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/supervisor.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/worker.h"
#include "collector/worker_stages.h"
#include "lib/base/deadline.h"
#include "lib/store/run_file.h"

/* Behind all deadlines, before the supervisor itself counts as stuck. */
#define ALARM_GRACE_SECONDS 5U

static unsigned int alarm_seconds(const struct policy_rules *rules)
{
	return (unsigned int)(policy_rules_longest(rules) / NS_PER_SECOND) + ALARM_GRACE_SECONDS;
}

/* Without the table nothing is limited: a crash is not lost for lack of it. */
static void open_rates(struct supervisor *supervisor, struct crash_capture *capture)
{
	int r = supervisor->rules.present
			? rate_table_open(supervisor->config.run_directory, &supervisor->rates)
			: 0;

	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_run_directory, RUN_FILE_RATES, r);
}

static void note_problems(const struct config *config, struct crash_capture *capture)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		soft_errors_add(&capture->soft_errors, SOFT_ERROR_configuration,
				problem->key ? problem->key : problem->reason, EINVAL);
	}
}

/* The service's user is whose the spool is: no name service is asked, root is no answer. */
static int find_service_user(struct supervisor *supervisor)
{
	struct stat spool;

	if (supervisor->store.spool_fd < 0)
		return -ENOENT;
	if (fstat(supervisor->store.spool_fd, &spool) < 0)
		return -errno;
	if (spool.st_uid == 0 || spool.st_gid == 0)
		return -EPERM;
	supervisor->uid = spool.st_uid;
	supervisor->gid = spool.st_gid;
	return 0;
}

void supervisor_prepare(struct supervisor *supervisor, struct victim *victim,
			struct crash_capture *capture)
{
	int r;

	*supervisor =
		(struct supervisor){ .store = STORE_INIT, .socket_fd = NO_FD, .pidfd = NO_FD };
	supervisor->dump = SPOOL_FILE_INIT;
	supervisor->slots_fd = NO_FD;
	supervisor->config_file = victim->ids.config;
	(void)config_load(supervisor->config_file, &supervisor->config);
	(void)policy_rules_parse(&supervisor->config, &supervisor->rules);
	supervisor->decision = &supervisor->rules.standard.decision;
	(void)alarm(alarm_seconds(&supervisor->rules));
	note_problems(&supervisor->config, capture);
	open_rates(supervisor, capture);
	r = store_open(supervisor->config.state_directory, &supervisor->store);
	if (r < 0) {
		supervisor_fail(supervisor, "cannot open the state directory", r);
		return;
	}
	r = find_service_user(supervisor);
	if (r < 0) {
		supervisor_fail(supervisor, "no spool directory of a user other than root", r);
		return;
	}
	supervisor->is_store_ready = true;
	r = report_id_create(capture->clocks.realtime_ns, capture->id);
	if (r < 0)
		supervisor_fail(supervisor, "cannot make a report id", r);
}

static void run_worker(struct supervisor *supervisor, struct victim *victim,
		       struct crash_capture *capture, int socket_fd)
{
	const struct worker_task task = {
		.victim = victim,
		.capture = capture,
		.socket_fd = socket_fd,
		.uid = supervisor->uid,
		.gid = supervisor->gid,
		.rules = &supervisor->rules,
		.rates = supervisor->rates,
		.alarm_seconds = alarm_seconds(&supervisor->rules),
		.hold = supervisor->hold,
	};

	store_done(&supervisor->store);
	worker_run(&task);
}

static int fork_worker(struct supervisor *supervisor, struct victim *victim,
		       struct crash_capture *capture)
{
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return -errno;
	supervisor->worker = fork();
	if (supervisor->worker == 0) {
		(void)close(sockets[0]);
		run_worker(supervisor, victim, capture, sockets[1]);
	}
	(void)close(sockets[1]);
	if (supervisor->worker < 0) {
		supervisor->worker = 0;
		(void)close(sockets[0]);
		return -EAGAIN;
	}
	supervisor->socket_fd = sockets[0];
	return 0;
}

void supervisor_start_worker(struct supervisor *supervisor, struct victim *victim,
			     struct crash_capture *capture)
{
	supervisor->hold = deadline_in(supervisor->config.hold_timeout);
	if (!supervisor->failure) {
		int r = fork_worker(supervisor, victim, capture);

		if (r < 0)
			supervisor_fail(supervisor, "cannot start a worker", r);
	}
	supervisor->pidfd = take_fd(&victim->pidfd);
	victim_hang_up(victim);
}
