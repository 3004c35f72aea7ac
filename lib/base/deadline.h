/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A point in time by which something must be done, on CLOCK_MONOTONIC. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_SECOND 1000000000ULL
#define NS_PER_MS     1000000ULL

struct deadline {
	uint64_t at_ns;
};

#define DEADLINE_NEVER ((struct deadline){ .at_ns = UINT64_MAX })

/* The time of one of the kernel's clocks in nanoseconds; 0 if it does not have that clock. */
static inline uint64_t clock_now_ns(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) < 0)
		return 0;
	return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static inline struct deadline deadline_in(uint64_t ns)
{
	return (struct deadline){ .at_ns = clock_now_ns(CLOCK_MONOTONIC) + ns };
}

static inline bool deadline_passed(struct deadline deadline)
{
	return clock_now_ns(CLOCK_MONOTONIC) >= deadline.at_ns;
}

/* Milliseconds left, rounded up, for poll(2); 0 once it has passed. */
static inline int deadline_left_ms(struct deadline deadline)
{
	uint64_t now = clock_now_ns(CLOCK_MONOTONIC);

	if (now >= deadline.at_ns)
		return 0;
	if (deadline.at_ns - now > INT_MAX * NS_PER_MS)
		return INT_MAX;
	return (int)((deadline.at_ns - now + NS_PER_MS - 1) / NS_PER_MS);
}
