/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the owner's rules say of this crash, before anything of it is read. */
#include <stdlib.h>
#include <unistd.h>

#include "collector/identity.h"
#include "collector/policy_rates.h"
#include "collector/victim_texts.h"
#include "collector/worker_state.h"
#include "lib/capture/text_fields.h"

static const char *copy_text(struct worker *worker, struct bytes text)
{
	return pool_copy_text(&worker->capture->pool, text.data, text.size);
}

/*
 * What /proc says counts only while the process is there, whose number would else be another's.
 * Numbers are the kernel's own word.
 */
static void describe_crash(struct worker *worker, struct policy_crash *ret_crash)
{
	struct crash_capture *capture = worker->capture;
	struct bytes cgroup, unit;

	*ret_crash = (struct policy_crash){
		.has_uid = capture->process.has_ids,
		.uid = capture->process.uid,
		.signal = capture->fatal.signal,
	};
	victim_texts_read(worker->victim, TEXT_cgroup, &worker->scratch, capture);
	if (!identity_still_holds(worker->victim->pidfd))
		return;
	ret_crash->exe = capture->process.exe;
	if (!cgroup_path_find(capture->texts[TEXT_cgroup], &cgroup))
		return;
	ret_crash->cgroup = copy_text(worker, cgroup);
	if (cgroup_unit_find(cgroup, &unit))
		ret_crash->unit = copy_text(worker, unit);
}

/* Nothing of the crash is kept. */
static _Noreturn void refuse(struct worker *worker)
{
	victim_hang_up(worker->victim);
	worker_report(worker, STAGE_HUNG_UP, 0);
	worker_report(worker, STAGE_FINISHED, 0);
	_exit(EXIT_SUCCESS);
}

void worker_decide(struct worker *worker)
{
	const struct policy_rules *rules = worker->task->rules;
	struct policy_crash crash;

	describe_crash(worker, &crash);
	worker->decision = policy_decide(rules, &crash);
	worker->capture->process.policy = worker->decision->name;
	worker->hold.at_ns =
		worker->task->hold.at_ns - rules->collector_hold + worker->decision->hold_timeout;
	worker->is_over_rate = worker->decision->action < POLICY_COUNT &&
			       !policy_rates_take(worker->task->rates, worker->decision, &crash,
						  clock_now_ns(CLOCK_BOOTTIME));
	worker_report(worker, STAGE_DECIDED, 0);
	if (worker->decision->action >= POLICY_COUNT || worker->is_over_rate)
		refuse(worker);
}
