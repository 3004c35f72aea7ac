/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arithmetic on sizes and addresses that may come from a hostile source: overflow is an error. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Each returns true and stores the result, or returns false and leaves *ret_result untouched. */
static inline bool checked_add_u64(uint64_t a, uint64_t b, uint64_t *ret_result)
{
	uint64_t result;

	if (__builtin_add_overflow(a, b, &result))
		return false;
	*ret_result = result;
	return true;
}

static inline bool checked_mul_u64(uint64_t a, uint64_t b, uint64_t *ret_result)
{
	uint64_t result;

	if (__builtin_mul_overflow(a, b, &result))
		return false;
	*ret_result = result;
	return true;
}

static inline uint64_t saturating_add_u64(uint64_t a, uint64_t b)
{
	uint64_t result;

	return __builtin_add_overflow(a, b, &result) ? UINT64_MAX : result;
}

static inline uint64_t saturating_sub_u64(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}
