/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts each crash in the run directory: that it was taken on, and what became of it. */
#pragma once

#include "collector/supervisor.h"
#include "lib/store/outcome_counts.h"

/* Counts the crash as started. Without a table there is a soft error, and nothing is counted. */
void accounting_start(struct supervisor *supervisor, struct crash_capture *capture);

/* Counts what became of it. */
void accounting_finish(const struct supervisor *supervisor, const struct crash_capture *capture);

/* What became of the crash, once supervisor_finish_dump() has returned. */
enum outcome accounting_outcome(const struct supervisor *supervisor);
