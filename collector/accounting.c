/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/accounting.h"

#include <errno.h>

#include "lib/store/run_file.h"

static enum outcome outcome_of_report(const struct supervisor *supervisor)
{
	const struct worker_report *last = &supervisor->last;

	if (last->stage == STAGE_FINISHED && last->status == 0 &&
	    supervisor->decision->action == POLICY_SMALL)
		return OUTCOME_small_policy;
	if (last->stage == STAGE_FINISHED && last->status == 0)
		return supervisor->is_small ? OUTCOME_small_no_slot : OUTCOME_mini;
	if (last->stage == STAGE_STARTED && last->status < 0)
		return OUTCOME_no_privileges;
	return supervisor_is_committed(supervisor) ? OUTCOME_partial : OUTCOME_record;
}

enum outcome accounting_outcome(const struct supervisor *supervisor)
{
	int error = supervisor->failure_error;

	if (supervisor->last.over_rate)
		return OUTCOME_over_rate;
	if (supervisor_refuses(supervisor))
		return supervisor->decision->action == POLICY_IGNORE ? OUTCOME_ignored
								     : OUTCOME_counted;
	if (supervisor->stored)
		return outcome_of_report(supervisor);
	if (error == ENOSPC || error == EDQUOT)
		return OUTCOME_lost_full;
	if (supervisor->worker == 0 && supervisor->is_store_ready)
		return OUTCOME_lost_worker;
	return OUTCOME_lost_store;
}

void accounting_start(struct supervisor *supervisor, struct crash_capture *capture)
{
	int r = outcome_table_open(supervisor->config.run_directory, &supervisor->counts);

	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_run_directory, RUN_FILE_COUNTS,
				r);
	outcome_table_add(supervisor->counts, OUTCOME_started, capture->clocks.realtime_ns);
}

void accounting_finish(const struct supervisor *supervisor, const struct crash_capture *capture)
{
	outcome_table_add(supervisor->counts, accounting_outcome(supervisor),
			  capture->clocks.realtime_ns);
}
