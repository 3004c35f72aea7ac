/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/capture/crash_capture.h"
#include "lib/capture/memory_reader.h"

/*
 * Completes every module from its ELF image in memory and from the mappings: size, build-id,
 * soname, dynamic section, path, which is the main one. Afterwards modules are sorted by base, each
 * base occurs once, no two overlap, and no size is 0. An image that cannot be read is a soft error.
 * Returns 0 or -ENOMEM.
 */
int describe_modules(struct crash_capture *capture, struct memory_reader *memory);
