/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts on their way from the supervisor, which may copy them, to the worker, which may interpret
 * them: a file of records (number of kind, number, size, bytes) in memory. The supervisor gathers
 * them while the worker is at work already.
 */
#pragma once

#include "lib/capture/crash_capture.h"

/*
 * Writes the links, texts, namespaces, descriptors, threads, boot id and soft errors of a capture
 * to a memory file. Returns 0 or a negative errno; the descriptor is the caller's.
 */
int facts_write(const struct crash_capture *capture, int *ret_fd);

/*
 * Adds such a file's facts to a capture: what is there already is kept, but for the links and texts
 * that the facts hold. Returns 0, -EBADMSG for a malformed record, or another negative errno.
 */
int facts_read(int fd, struct crash_capture *capture);

/*
 * Adds all facts but links and threads to the capture, which borrows from facts then: those must
 * outlive it.
 */
void facts_merge(struct crash_capture *capture, const struct crash_capture *facts);
