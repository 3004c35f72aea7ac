/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the worker gets: the victim, a slot, the dump's file, and what it may not read itself. */
#include "collector/supervisor.h"

#include <errno.h>
#include <sys/socket.h>

#include "collector/handover.h"
#include "collector/prologue.h"
#include "collector/slots.h"
#include "collector/worker_stages.h"
#include "lib/base/fd_passing.h"

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
	    !supervisor_wait_for_stage(supervisor, STAGE_DECIDED, supervisor->hold))
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
		supervisor_fail(supervisor, "cannot create a file in the spool", r);
	return r;
}

/*
 * The worker goes on while no slot is free, up to commit point 1; then it waits for the permit. A
 * worker that has let the victim go by then has nothing left to capture.
 */
static int wait_for_slot(struct supervisor *supervisor, unsigned int n_slots, unsigned int start_at)
{
	struct deadline deadline = deadline_in(supervisor->config.slot_timeout);

	if (!supervisor_wait_for_stage(supervisor, STAGE_COMMITTED, supervisor->hold))
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
