/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a capture implies but its source did not say. Sources are in a hurry or know little: what
 * can be worked out later is worked out here, from the capture and its memory alone.
 */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/*
 * Completes mappings, threads and modules. What cannot be had becomes a soft error in the capture.
 * Returns 0 or -ENOMEM.
 */
int capture_enrich(struct crash_capture *capture, struct memory_reader *memory);
