/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a failed conversion means to whoever started the program. */
#pragma once

#include "converter/convert.h"

/* The exit status, of sysexits(3) where it is not 0 or 2. */
int failure_exit_status(const struct conversion_failure *failure);

/* "cannot write the minidump: No space left on device" */
void failure_describe(const struct conversion_failure *failure, char *buffer, size_t size);
