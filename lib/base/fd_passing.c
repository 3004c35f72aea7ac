/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/fd_passing.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* A message that carries one byte, because an empty one is no message, and one descriptor. */
struct passing {
	char byte;
	struct iovec vector;
	struct msghdr message;
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
};

static void passing_init(struct passing *passing)
{
	memset(passing, 0, sizeof(*passing));
	passing->vector = (struct iovec){ .iov_base = &passing->byte, .iov_len = 1 };
	passing->message.msg_iov = &passing->vector;
	passing->message.msg_iovlen = 1;
	passing->message.msg_control = passing->control.bytes;
	passing->message.msg_controllen = sizeof(passing->control.bytes);
}

int fd_send(int socket_fd, int fd)
{
	struct passing passing;
	struct cmsghdr *header;

	passing_init(&passing);
	header = CMSG_FIRSTHDR(&passing.message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(socket_fd, &passing.message, MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

int fd_receive(int socket_fd, int *ret_fd)
{
	struct passing passing;
	const struct cmsghdr *header;
	ssize_t count;

	passing_init(&passing);
	do
		count = recvmsg(socket_fd, &passing.message, MSG_CMSG_CLOEXEC);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	header = CMSG_FIRSTHDR(&passing.message);
	if (count == 0 || !header || header->cmsg_type != SCM_RIGHTS ||
	    header->cmsg_len != CMSG_LEN(sizeof(*ret_fd)))
		return -ECONNRESET;
	memcpy(ret_fd, CMSG_DATA(header), sizeof(*ret_fd));
	return 0;
}
