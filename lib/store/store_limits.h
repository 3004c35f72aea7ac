/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much a store may take: the configuration's limits, on the file system that it is on. */
#pragma once

#include <stdbool.h>

#include "lib/base/config.h"
#include "lib/store/retention.h"
#include "lib/store/store.h"
#include "lib/store/store_usage.h"

/*
 * The limits of section [Store], minidumpd.conf(5), now: what is to be freed comes from what the
 * file system has free. Returns 0 or a negative errno.
 */
int store_limits_of(const struct store *store, const struct config *config,
		    struct retention_limits *ret_limits);

/*
 * The same limits, but a little lower, for a pass that should not have to be repeated after the
 * next crash.
 */
struct retention_limits store_limits_with_slack(const struct retention_limits *limits);

/* True if what the reports take, and spool_bytes besides, is over a limit other than age. */
bool store_limits_are_exceeded(const struct retention_limits *limits,
			       const struct store_usage *usage, uint64_t spool_bytes);
