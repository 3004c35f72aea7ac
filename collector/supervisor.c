/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/handover.h"
#include "collector/machine_facts.h"
#include "collector/prologue.h"
#include "collector/slots.h"
#include "collector/worker.h"
#include "lib/base/deadline.h"
#include "lib/base/fd_io.h"
#include "lib/base/fd_passing.h"
#include "lib/idump/idump_sections.h"
#include "lib/store/run_file.h"

/* Beyond the worker's own deadlines, before it counts as stuck. */
#define DEADLINE_GRACE (NS_PER_SECOND / 2)
/* What a worker may take to end, once it was told to or is done. */
#define ENDING_GRACE_MS 1000
/* Behind all deadlines, before the supervisor itself counts as stuck. */
#define ALARM_GRACE_SECONDS 5U

#define NICE_WHILE_WAITING 10

static void fail(struct supervisor *supervisor, const char *failure, int error)
{
	if (supervisor->failure)
		return;
	supervisor->failure = failure;
	supervisor->failure_error = error < 0 ? -error : error;
}

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
		fail(supervisor, "cannot open the state directory", r);
		return;
	}
	r = find_service_user(supervisor);
	if (r < 0) {
		fail(supervisor, "no spool directory of a user other than root", r);
		return;
	}
	supervisor->is_store_ready = true;
	r = report_id_create(capture->clocks.realtime_ns, capture->id);
	if (r < 0)
		fail(supervisor, "cannot make a report id", r);
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
			fail(supervisor, "cannot start a worker", r);
	}
	supervisor->pidfd = take_fd(&victim->pidfd);
	victim_hang_up(victim);
}

/*
 * Takes the next report. What a worker that ended had said is still there, but its end comes first
 * if it had not taken all that was sent to it (unix(7): ECONNRESET).
 */
static bool take_report(int socket_fd, struct worker_report *ret_report)
{
	ssize_t size = fd_read_some(socket_fd, ret_report, sizeof(*ret_report));

	if (size == -ECONNRESET)
		size = fd_read_some(socket_fd, ret_report, sizeof(*ret_report));
	return size == sizeof(*ret_report);
}

/* Takes reports until the worker is past stage. False if it ended or the deadline passed before. */
static bool wait_for_stage(struct supervisor *supervisor, enum worker_stage stage,
			   struct deadline deadline)
{
	struct pollfd fd = { .fd = supervisor->socket_fd, .events = POLLIN };

	while (supervisor->last.stage < (uint32_t)stage) {
		struct worker_report message;

		if (poll(&fd, 1, deadline_left_ms(deadline)) == 0 && deadline_passed(deadline)) {
			fail(supervisor, "the worker did not meet its deadline", ETIMEDOUT);
			return false;
		}
		if (!take_report(fd.fd, &message)) {
			fail(supervisor, "the worker died", 0);
			return false;
		}
		supervisor->last = message;
		if (message.stage == STAGE_STARTED)
			fail(supervisor, "privileges could not be dropped", message.status);
	}
	return true;
}

/* Until when the victim may be held, as it was decided. */
static struct deadline hold_deadline(const struct supervisor *supervisor)
{
	return (struct deadline){ .at_ns = supervisor->hold.at_ns -
					   supervisor->config.hold_timeout +
					   supervisor->decision->hold_timeout };
}

/* With rules, the worker first tells which of them matched. */
static void wait_for_decision(struct supervisor *supervisor, struct crash_capture *capture)
{
	if (!supervisor->rules.present ||
	    !wait_for_stage(supervisor, STAGE_DECIDED, supervisor->hold))
		return;
	supervisor->decision = policy_rules_decision(&supervisor->rules, supervisor->last.rule);
	supervisor->hold = hold_deadline(supervisor);
	capture->process.policy = supervisor->decision->name;
}

bool supervisor_refuses(const struct supervisor *supervisor)
{
	return supervisor->last.stage >= STAGE_DECIDED &&
	       (supervisor->decision->action >= POLICY_COUNT || supervisor->last.over_rate);
}

static int create_dump(struct supervisor *supervisor, const struct crash_capture *capture)
{
	int r = spool_file_create(supervisor->store.spool_fd, capture->id, supervisor->uid,
				  supervisor->gid, &supervisor->dump);

	if (r < 0)
		fail(supervisor, "cannot create a file in the spool", r);
	return r;
}

/*
 * The worker goes on while no slot is free, up to commit point 1; then it waits for the permit. A
 * worker that has let the victim go by then has nothing left to capture.
 */
static int wait_for_slot(struct supervisor *supervisor, unsigned int n_slots, unsigned int start_at)
{
	struct deadline deadline = deadline_in(supervisor->config.slot_timeout);

	if (!wait_for_stage(supervisor, STAGE_COMMITTED, supervisor->hold))
		return -ECONNRESET;
	if (supervisor->last.stage >= STAGE_HUNG_UP)
		return -EAGAIN;
	if (supervisor->hold.at_ns < deadline.at_ns)
		deadline = supervisor->hold;
	return slots_wait(supervisor->slots_fd, n_slots, start_at, deadline);
}

/* Returns 0, -EAGAIN if none became free in time, or what is wrong with slots. */
static int take_slot(struct supervisor *supervisor, const struct victim *victim)
{
	unsigned int n_slots = slots_count(supervisor->config.slots);
	int r;

	supervisor->slots_fd = slots_open(supervisor->config.run_directory);
	if (supervisor->slots_fd < 0)
		return supervisor->slots_fd;
	r = slots_try(supervisor->slots_fd, n_slots, victim->ids.pid);
	if (r == -EAGAIN)
		r = wait_for_slot(supervisor, n_slots, victim->ids.pid);
	return r;
}

/* Without a slot the worker is content with what it has committed. */
static int feed_rest(struct supervisor *supervisor, struct victim *victim,
		     struct crash_capture *capture)
{
	int r;

	if (supervisor->decision->action == POLICY_SMALL)
		return 0;
	r = take_slot(supervisor, victim);
	supervisor->is_small = r == -EAGAIN;
	if (supervisor->is_small)
		return handover_send_permit(supervisor->socket_fd, CAPTURE_SMALL);
	/* The bound is for the machine's good; a crash is not lost for lack of it. */
	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_run_directory, "slots", r);
	r = handover_send_permit(supervisor->socket_fd, CAPTURE_WHOLE);
	if (r < 0)
		return r;
	prologue_copy_facts(victim, capture);
	return handover_send_facts(supervisor->socket_fd, capture);
}

static int feed(struct supervisor *supervisor, struct victim *victim, struct crash_capture *capture)
{
	int sent, r;

	prologue_open_victim(victim, capture);
	sent = handover_send_victim(supervisor->socket_fd, victim, capture);
	wait_for_decision(supervisor, capture);
	if (supervisor_refuses(supervisor))
		return 0;
	/* Also for a worker that is gone already: the dump then tells at least who died. */
	r = create_dump(supervisor, capture);
	if (r == 0)
		r = sent < 0 ? sent : fd_send(supervisor->socket_fd, &supervisor->dump.fd, 1);
	if (r < 0)
		return r;
	return feed_rest(supervisor, victim, capture);
}

void supervisor_feed_worker(struct supervisor *supervisor, struct victim *victim,
			    struct crash_capture *capture)
{
	/* A worker that does not get what it waits for sees the end of the socket, and ends. */
	if (!supervisor->failure && feed(supervisor, victim, capture) < 0)
		(void)shutdown(supervisor->socket_fd, SHUT_WR);
	victim_let_go(victim);
}

/* True once the worker has ended, or does so within its grace; then it is reaped. */
static bool worker_has_ended(const struct supervisor *supervisor)
{
	struct pollfd fd = { .fd = supervisor->socket_fd }; /* POLLHUP is reported always */

	if (poll(&fd, 1, ENDING_GRACE_MS) == 0)
		return false;
	while (waitpid(supervisor->worker, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

/*
 * In a page fault on a dead file system the worker outlives SIGKILL: then nobody waits for it. It
 * still holds the core, and with it the victim, whom only a signal can free then.
 */
static void end_worker(const struct supervisor *supervisor)
{
	(void)kill(supervisor->worker, SIGKILL);
	if (worker_has_ended(supervisor))
		return;
	if (supervisor->last.stage < STAGE_HUNG_UP && supervisor->pidfd >= 0)
		(void)syscall(SYS_pidfd_send_signal, supervisor->pidfd, SIGKILL, NULL, 0);
}

/* Nobody waits for these any more: the victim is gone by now. */
static void send_machine_facts(struct supervisor *supervisor, struct crash_capture *capture)
{
	machine_facts_read(capture);
	if (handover_send_facts(supervisor->socket_fd, capture) < 0)
		(void)shutdown(supervisor->socket_fd, SHUT_WR);
}

/* Waits for the whole of the worker's work. False if it died or was too slow. */
static bool wait_for_work(struct supervisor *supervisor, struct crash_capture *capture)
{
	struct deadline hold = { .at_ns = supervisor->hold.at_ns + DEADLINE_GRACE };
	struct deadline total = deadline_in(supervisor->decision->total_timeout);

	if (!wait_for_stage(supervisor, STAGE_HUNG_UP, hold))
		return false;
	if (supervisor_refuses(supervisor))
		return wait_for_stage(supervisor, STAGE_FINISHED, hold);
	send_machine_facts(supervisor, capture);
	return wait_for_stage(supervisor, STAGE_FINISHED, total);
}

void supervisor_wait(struct supervisor *supervisor, struct crash_capture *capture)
{
	if (supervisor->worker == 0)
		return;
	/* The victim, whom the hang-up wakes, goes first. */
	(void)setpriority(PRIO_PROCESS, 0, NICE_WHILE_WAITING);
	if (!wait_for_work(supervisor, capture) || !worker_has_ended(supervisor))
		end_worker(supervisor);
	cleanup_close(&supervisor->slots_fd);
	if (supervisor->last.stage == STAGE_FINISHED && supervisor->last.status < 0)
		fail(supervisor, "the dump could not be written", supervisor->last.status);
}

bool supervisor_is_committed(const struct supervisor *supervisor)
{
	return supervisor->last.stage >= STAGE_COMMITTED &&
	       supervisor->last.written > IDUMP_HEADER_SIZE;
}

/*
 * Behind what the worker wrote, its last frame torn or not; or from the start, if that is nothing.
 */
static int continue_dump(const struct supervisor *supervisor, const struct crash_capture *capture,
			 struct idump_writer *ret_dump)
{
	int r, fd = supervisor->dump.fd;
	off_t end = lseek(fd, 0, SEEK_END);

	if (end >= 0 && supervisor_is_committed(supervisor))
		return idump_writer_continue(ret_dump, fd, capture->id, (uint64_t)end);
	if (end < 0 || ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	r = idump_writer_init(ret_dump, fd, capture->id);
	if (r == 0)
		idump_write_subject(ret_dump, capture);
	return r;
}

/* What the supervisor knows: what befell the worker, and who died, if the worker did not say it. */
static int append_record(struct supervisor *supervisor, struct crash_capture *capture)
{
	struct idump_writer dump = { .fd = NO_FD };
	int r = continue_dump(supervisor, capture, &dump);

	if (r == 0) {
		idump_write_soft_errors(&dump, &capture->soft_errors);
		r = idump_writer_flush(&dump);
	}
	idump_writer_done(&dump);
	return r;
}

void supervisor_finish_dump(struct supervisor *supervisor, struct crash_capture *capture)
{
	bool is_whole = supervisor->last.stage == STAGE_FINISHED && supervisor->last.status == 0;
	int r = 0;

	if (supervisor->dump.fd < 0)
		return;
	if (!is_whole) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_worker_died,
				supervisor->failure ? supervisor->failure : "worker",
				supervisor->failure_error);
		r = append_record(supervisor, capture);
	}
	if (r == 0 || supervisor_is_committed(supervisor))
		r = spool_file_finish(&supervisor->dump);
	if (r < 0)
		fail(supervisor, "the dump could not be stored", r);
	if (r > 0)
		fail(supervisor, "its name may not be on disk", r);
	supervisor->stored = r >= 0;
	if (r < 0 && !supervisor_is_committed(supervisor))
		spool_file_discard(&supervisor->dump);
}
