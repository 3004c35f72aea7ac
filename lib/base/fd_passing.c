/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/fd_passing.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* A message carries one byte, because an empty one is no message, and the descriptors. */
struct passing {
	char byte;
	struct iovec vector;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(FD_PASSING_MAX * sizeof(int))];
	struct msghdr message;
};

static void passing_init(struct passing *passing, size_t n_fds)
{
	memset(passing, 0, sizeof(*passing));
	passing->vector = (struct iovec){ .iov_base = &passing->byte, .iov_len = 1 };
	passing->message.msg_iov = &passing->vector;
	passing->message.msg_iovlen = 1;
	passing->message.msg_control = passing->control;
	passing->message.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
}

int fd_send(int socket_fd, const int *fds, size_t n_fds)
{
	struct passing passing;
	struct cmsghdr *header;

	if (n_fds == 0 || n_fds > FD_PASSING_MAX)
		return -EINVAL;
	passing_init(&passing, n_fds);
	header = CMSG_FIRSTHDR(&passing.message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
	memcpy(CMSG_DATA(header), fds, n_fds * sizeof(int));
	if (sendmsg(socket_fd, &passing.message, MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

/* How many descriptors came with the message. */
static size_t count_fds(const struct cmsghdr *header)
{
	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
		return 0;
	return (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
}

int fd_receive(int socket_fd, int *ret_fds, size_t n_fds)
{
	struct passing passing;
	const struct cmsghdr *header;
	int fds[FD_PASSING_MAX];
	size_t n_received;
	ssize_t count;

	passing_init(&passing, FD_PASSING_MAX);
	do
		count = recvmsg(socket_fd, &passing.message, MSG_CMSG_CLOEXEC);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return -errno;
	if (count == 0)
		return -ECONNRESET;
	header = CMSG_FIRSTHDR(&passing.message);
	n_received = count_fds(header);
	if (n_received > 0)
		memcpy(fds, CMSG_DATA(header), n_received * sizeof(int));
	if (n_received == n_fds && !(passing.message.msg_flags & MSG_CTRUNC)) {
		memcpy(ret_fds, fds, n_fds * sizeof(int));
		return 0;
	}
	for (size_t i = 0; i < n_received; i++)
		(void)close(fds[i]);
	return -EBADMSG;
}
