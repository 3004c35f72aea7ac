/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lets the user whose program crashed read what comes of it, where the dump proves the right to. */
#pragma once

#include <stdbool.h>

#include "lib/capture/crash_capture.h"

/*
 * Grants the capture's user read access to an output that has no name yet. Returns true if that
 * user may read it now. If the capture allows it and the file system cannot do it, the output stays
 * root's, and the capture gets a soft error.
 */
bool reader_grant(struct crash_capture *capture, int fd);
