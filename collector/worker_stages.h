/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far the worker is, as it tells the supervisor, and what is wrong if it does not. For the
 * supervisor's own parts.
 */
#pragma once

#include "collector/supervisor.h"

/* Keeps the first failure of all, with its errno of either sign, or 0. */
void supervisor_fail(struct supervisor *supervisor, const char *failure, int error);

/*
 * Takes reports until the worker is past stage. False if it ended or the deadline passed before,
 * which is kept as a failure.
 */
bool supervisor_wait_for_stage(struct supervisor *supervisor, enum worker_stage stage,
			       struct deadline deadline);
