/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The readable page about who a crashed process was. */
#pragma once

#include "lib/capture/crash_capture.h"

/* Prints what is known on stdout; what is not known takes no line. */
void process_page_print(const struct crash_capture *capture, bool utc);
