/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sysctls held before us, in a small file below /run: both are forgotten at a reboot.
 *
 *	limit=0
 *	pattern=core
 *
 * The pattern is last and runs to the end of its line: the kernel's may hold any byte but a
 * newline.
 */
#pragma once

#include <sys/types.h>

#include "coredump-pattern/core_setting.h"

#define SAVED_PATTERN_NAME "coredump-pattern.previous"

/*
 * Creates the file's directory if it is missing, and keeps others out until the returned
 * descriptor is closed. Returns a negative errno on failure.
 */
int saved_pattern_lock(const char *state_file);

/*
 * Returns 0; -ENOENT if nothing is saved; -EPERM if others than owner could have written the file,
 * whose content a privileged program is about to believe; -EBADMSG if it is damaged.
 */
int saved_pattern_read(const char *state_file, uid_t owner, struct core_setting *ret);

/* Replaces what is saved, in one step and durably. Returns 0 or a negative errno. */
int saved_pattern_write(const char *state_file, const struct core_setting *setting);

/* Forgets what is saved; nothing saved is no error. Returns 0 or a negative errno. */
int saved_pattern_remove(const char *state_file);
