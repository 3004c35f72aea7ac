/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the owner of the machine lets reports keep of the arguments of programs. */
#pragma once

#include "lib/base/byte_buffer.h"
#include "lib/policy/policy_rules.h"

/* In place of what is left out. */
#define POLICY_REDACTED "[redacted]"

/*
 * True if some of the arguments may have to be left out: then only what
 * policy_redact_command_line() makes of them may be kept, and no other copy.
 */
bool policy_redacts_arguments(const struct policy_decision *decision);

/*
 * Appends what is kept of a command line, strings that end with NUL, as many as there were unless
 * the decision is to keep one or none. What is left out is told in minidumpd.conf(5). An error,
 * -ENOMEM, is the buffer's; it then holds nothing that should not be kept.
 */
void policy_redact_command_line(const struct policy_decision *decision, struct bytes command_line,
				struct byte_buffer *kept);
