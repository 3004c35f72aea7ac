/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hands descriptors to another process over a Unix socket that keeps messages apart (unix(7)). */
#pragma once

#include <stddef.h>

#define FD_PASSING_MAX 16

/* Sends up to FD_PASSING_MAX descriptors in one message. Returns 0 or a negative errno. */
int fd_send(int socket_fd, const int *fds, size_t n_fds);

/*
 * Waits for such a message of exactly n_fds descriptors. They are close-on-exec and the caller's.
 * Returns 0, -ECONNRESET if the other side closed without sending, -EBADMSG for any other message,
 * whose descriptors are closed, or another negative errno.
 */
int fd_receive(int socket_fd, int *ret_fds, size_t n_fds);
