/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash whose collisions nobody finds without its
 * secret, for tables that are indexed by what an attacker may choose.
 */
#pragma once

#include <stdint.h>

#include "lib/base/bytes.h"

uint64_t keyed_hash(const uint64_t secret[2], struct bytes data);
