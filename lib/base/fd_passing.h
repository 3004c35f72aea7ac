/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hands a descriptor to another process over a Unix socket (unix(7), SCM_RIGHTS). */
#pragma once

/* Sends fd in a message of its own. Returns 0 or a negative errno. */
int fd_send(int socket_fd, int fd);

/*
 * Waits for such a message. The descriptor is close-on-exec and the caller's. Returns 0,
 * -ECONNRESET if the other side closed without sending one, or another negative errno.
 */
int fd_receive(int socket_fd, int *ret_fd);
