/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/fd_passing.h"

#define TOO_MANY (FD_PASSING_MAX + 1)

FIXTURE(fd_passing)
{
	int here, there;
	int files[TOO_MANY];
	int lowest; /* the number that the next descriptor gets: what is leaked moves it */
};

static int lowest_free(void)
{
	int fd = dup(STDIN_FILENO);

	if (fd >= 0)
		(void)close(fd);
	return fd;
}

FIXTURE_SETUP(fd_passing)
{
	int sockets[2];

	ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	self->here = sockets[0];
	self->there = sockets[1];
	for (size_t i = 0; i < TOO_MANY; i++) {
		self->files[i] = memfd_create("file", MFD_CLOEXEC);
		ASSERT_GE(self->files[i], 0);
	}
	self->lowest = lowest_free();
}

FIXTURE_TEARDOWN(fd_passing)
{
	for (size_t i = 0; i < TOO_MANY; i++)
		(void)close(self->files[i]);
	(void)close(self->here);
	(void)close(self->there);
}

static bool is_same_file(int left, int right)
{
	struct stat a, b;

	return fstat(left, &a) == 0 && fstat(right, &b) == 0 && a.st_ino == b.st_ino &&
	       a.st_dev == b.st_dev;
}

/* A message that fd_send() does not make. */
static void send_odd(int socket_fd, const int *fds, size_t n_fds)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(TOO_MANY * sizeof(int))];
	} control = { .bytes = "" };
	char byte = 0;
	struct iovec vector = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };

	if (n_fds > 0) {
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(&control.header), fds, n_fds * sizeof(int));
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
	}
	if (sendmsg(socket_fd, &message, 0) < 0)
		abort();
}

TEST_F(fd_passing, any_number_up_to_the_most_arrives_in_order)
{
	for (size_t n = 1; n <= FD_PASSING_MAX; n++) {
		int got[FD_PASSING_MAX];

		ASSERT_EQ(fd_send(self->here, self->files, n), 0);
		ASSERT_EQ(fd_receive(self->there, got, n), 0);
		for (size_t i = 0; i < n; i++) {
			EXPECT_NE(got[i], self->files[i]);
			EXPECT_TRUE(is_same_file(got[i], self->files[i]));
			EXPECT_EQ(fcntl(got[i], F_GETFD), FD_CLOEXEC);
			(void)close(got[i]);
		}
	}
	EXPECT_EQ(lowest_free(), self->lowest);
}

TEST_F(fd_passing, messages_stay_apart)
{
	int first[2], second;

	ASSERT_EQ(fd_send(self->here, self->files, 2), 0);
	ASSERT_EQ(fd_send(self->here, self->files + 2, 1), 0);
	ASSERT_EQ(fd_receive(self->there, first, 2), 0);
	ASSERT_EQ(fd_receive(self->there, &second, 1), 0);
	EXPECT_TRUE(is_same_file(first[1], self->files[1]));
	EXPECT_TRUE(is_same_file(second, self->files[2]));
}

TEST_F(fd_passing, none_and_too_many_cannot_be_sent)
{
	EXPECT_EQ(fd_send(self->here, self->files, 0), -EINVAL);
	EXPECT_EQ(fd_send(self->here, self->files, TOO_MANY), -EINVAL);
	EXPECT_EQ(fd_send(self->here, self->files, SIZE_MAX), -EINVAL);
}

TEST_F(fd_passing, another_number_is_refused_and_nothing_stays_open)
{
	static const size_t wanted[] = { 1, 2, 4, FD_PASSING_MAX };
	int got[FD_PASSING_MAX] = { -7 };

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		ASSERT_EQ(fd_send(self->here, self->files, 3), 0);
		EXPECT_EQ(fd_receive(self->there, got, wanted[i]), -EBADMSG);
		EXPECT_EQ(got[0], -7);
		EXPECT_EQ(lowest_free(), self->lowest);
	}
}

TEST_F(fd_passing, more_than_the_most_is_not_cut_to_it)
{
	int got[FD_PASSING_MAX] = { -7 };

	send_odd(self->here, self->files, TOO_MANY);
	EXPECT_EQ(fd_receive(self->there, got, FD_PASSING_MAX), -EBADMSG);
	EXPECT_EQ(got[0], -7);
	EXPECT_EQ(lowest_free(), self->lowest);
}

TEST_F(fd_passing, a_message_without_descriptors_is_refused)
{
	int got = -7;

	send_odd(self->here, NULL, 0);
	EXPECT_EQ(fd_receive(self->there, &got, 1), -EBADMSG);
	EXPECT_EQ(got, -7);
}

TEST_F(fd_passing, a_closed_peer_is_told)
{
	int got = -7;

	ASSERT_EQ(fd_send(self->here, self->files, 1), 0);
	(void)close(self->here);
	self->here = -1;
	ASSERT_EQ(fd_receive(self->there, &got, 1), 0);
	(void)close(got);
	EXPECT_EQ(fd_receive(self->there, &got, 1), -ECONNRESET);
	EXPECT_EQ(fd_send(self->there, self->files, 1), -EPIPE);
}

TEST_F(fd_passing, what_is_no_descriptor_is_not_sent)
{
	int closed = -1, pipe_ends[2], got;

	EXPECT_EQ(fd_send(self->here, &closed, 1), -EBADF);
	EXPECT_EQ(fd_receive(closed, &got, 1), -EBADF);
	ASSERT_EQ(pipe(pipe_ends), 0);
	EXPECT_EQ(fd_send(pipe_ends[1], self->files, 1), -ENOTSOCK);
}

TEST_HARNESS_MAIN
