/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/*
 * Adds the modules that the capture's mappings and auxiliary vector show but its source did not
 * list: a program without a dynamic loader, files that were mapped by hand, the vDSO. Needs the
 * mappings. Returns 0 or -ENOMEM.
 */
int find_modules(struct crash_capture *capture, struct memory_reader *memory);
