/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts about the machine, so that the converter needs none of its own host. */
#pragma once

#include "lib/capture/crash_capture.h"

/* What the kernel tells at once: clocks, uname(2), page size, number of processors. */
void machine_facts_take(struct crash_capture *capture);

/*
 * What takes files: the first processor of /proc/cpuinfo, os-release(5), the boot id. Nobody waits
 * for these: some kernels (until 5.16) sleep 10 ms when /proc/cpuinfo is opened.
 */
void machine_facts_read(struct crash_capture *capture);
