/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a process started and what it used, from /proc/PID/stat (proc(5)) and the crash's clocks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/capture/crash_capture.h"

struct process_times {
	uint32_t create_time;		 /* seconds since the epoch; 0 if the clocks are unknown */
	uint32_t user_time, kernel_time; /* seconds */
};

/* False if the capture has no usable stat. */
bool process_times_of(const struct crash_capture *capture, struct process_times *ret_times);
