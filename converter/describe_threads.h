/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/capture/crash_capture.h"

/*
 * Fills what is missing of each thread from its NT_PRSTATUS: stack and instruction pointer, and the
 * tid in its own pid namespace. An architecture that is not known here is a soft error.
 */
void describe_threads(struct crash_capture *capture);
