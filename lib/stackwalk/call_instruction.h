/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is there a call before an address? Return addresses have one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes that a call takes. */
#define CALL_INSTRUCTION_MAX 7

/* Each looks at the CALL_INSTRUCTION_MAX bytes before the address; end points behind them. */
bool call_instruction_x86(const uint8_t *end);
bool call_instruction_arm64(const uint8_t *end);
