/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many collectors may capture everything at once: each takes one of so many slots. A slot is
 * an open file description lock (fcntl(2)) on one byte of a file in the run directory, which its
 * holder frees by closing the file, or by its death.
 */
#pragma once

#include "lib/base/deadline.h"

/* The number of slots where the configuration leaves it to us (0). */
#define SLOTS_PER_PROCESSOR 2U
#define SLOTS_AT_LEAST	    16U

/* wanted, or the default for this machine. */
unsigned int slots_count(uint64_t wanted);

/* Opens the file. Returns a descriptor, which takes at most one slot, or a negative errno. */
int slots_open(const char *run_directory);

/*
 * Takes any slot that is free; those who start_at different ones do not get into each other's way.
 * Returns 0, -EAGAIN if there is none, or another negative errno.
 */
int slots_try(int fd, unsigned int n_slots, unsigned int start_at);

/*
 * Waits for the slot start_at, in the order of arrival. Returns 0, -EAGAIN at the deadline, or
 * another negative errno. Uses SIGUSR1.
 */
int slots_wait(int fd, unsigned int n_slots, unsigned int start_at, struct deadline deadline);
