/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that stand still: named, with patterned stacks and known registers, blocked for ever. */
#pragma once

#include <stddef.h>

/*
 * Starts n threads named "worker-1" to "worker-n", each with stack_kib KiB of its stack filled, and
 * returns when every one is blocked in the kernel. Exits 1 if that cannot be had.
 */
void parked_threads_start(unsigned int n, size_t stack_kib);

/*
 * Uses stack_kib KiB of the caller's stack, a pattern in every page, and calls then(argument) from
 * the end of it.
 */
void stack_fill_and_call(size_t stack_kib, void (*then)(void *), void *argument);
