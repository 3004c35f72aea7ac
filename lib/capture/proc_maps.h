/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses the text of /proc/PID/maps (proc(5)) into a capture's mappings. */
#pragma once

#include "lib/capture/crash_capture.h"

/*
 * Adds every line of text. Paths borrow from the capture's pool. A malformed line is a soft error
 * and skipped, as is one that does not lie above the one before. Returns 0 or -ENOMEM.
 */
int proc_maps_parse(struct crash_capture *capture, struct bytes text);
