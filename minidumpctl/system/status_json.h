/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The status of the system for machines. */
#pragma once

#include "minidumpctl/system/system_status.h"

/* Prints one object on one line. Returns an exit status, after a complaint if it is a failure. */
int status_json_print(const struct system_status *status);
