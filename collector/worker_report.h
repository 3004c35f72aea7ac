/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the worker tells the supervisor, one fixed-size message at a time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum worker_stage {
	STAGE_STARTED = 0,   /* status tells why privileges could not be dropped */
	STAGE_DECIDED = 1,   /* only if there are rules: which one matched */
	STAGE_COMMITTED = 2, /* commit point 1: who died, and the crashing thread, is in the file */
	STAGE_HUNG_UP = 3,   /* the process was let go */
	STAGE_FINISHED = 4,  /* status tells how */
};

struct worker_report {
	uint32_t stage;
	int32_t status;	    /* 0 or a negative errno */
	uint64_t written;   /* bytes of the file that belong to whole frames */
	int32_t signal;	    /* what killed the process, as stdin tells it; 0 unknown */
	int32_t code;	    /* its si_code */
	uint32_t over_rate; /* not 0: a rate of the rule is used up, so there is no report */
	uint32_t rule;	    /* number of the rule that matched; 0 none, or not yet known */
};
