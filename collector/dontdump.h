/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which mappings are marked with MADV_DONTDUMP, from /proc/PID/smaps. The core's program headers
 * tell the same for nothing, unless the process's coredump_filter excludes everything: then what is
 * marked cannot be told from what is only filtered, and smaps is worth its time.
 */
#pragma once

#include "lib/base/deadline.h"
#include "lib/capture/crash_capture.h"

/*
 * Sets MAPPING_DONTDUMP on the capture's mappings that have the flag "dd" (proc(5), VmFlags), as
 * far as smaps could be read until deadline. Returns the address below which all is told; 0 for
 * nothing.
 */
uint64_t dontdump_mark(int smaps_fd, struct deadline deadline, struct crash_capture *capture);
