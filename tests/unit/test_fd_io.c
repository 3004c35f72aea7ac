/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/fd_io.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

#include "kselftest_harness.h"

#define LARGE 300000U /* more than a pipe holds */

FIXTURE(pipe)
{
	int in, out;
};

FIXTURE_SETUP(pipe)
{
	int fds[2];

	ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
	self->in = fds[0];
	self->out = fds[1];
}

FIXTURE_TEARDOWN(pipe)
{
	cleanup_close(&self->in);
	cleanup_close(&self->out);
}

static uint8_t pattern_at(size_t i)
{
	return (uint8_t)(i * 7 + i / 256);
}

/* A child that writes LARGE bytes of pattern into fd, and exits with 0 if all were taken. */
static pid_t start_writer(int fd, int unused)
{
	pid_t pid = fork();

	if (pid == 0) {
		uint8_t *data = malloc(LARGE);

		close(unused);
		for (size_t i = 0; data && i < LARGE; i++)
			data[i] = pattern_at(i);
		_exit(data && fd_write_full(fd, data, LARGE) == 0 ? 0 : 1);
	}
	return pid;
}

static int exit_status(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(pipe, whole_transfers_take_many_short_ones)
{
	_cleanup_free_ uint8_t *data = malloc(LARGE);
	pid_t writer = start_writer(self->out, self->in);

	ASSERT_NE(data, NULL);
	ASSERT_GT(writer, 0);
	EXPECT_EQ(fd_read_full(self->in, data, LARGE), LARGE);
	for (size_t i = 0; i < LARGE; i++)
		ASSERT_EQ(data[i], pattern_at(i));
	EXPECT_EQ(exit_status(writer), 0);
}

TEST_F(pipe, a_read_ends_where_the_stream_ends)
{
	char data[16];

	ASSERT_EQ(fd_write_full(self->out, "abc", 3), 0);
	close(take_fd(&self->out));
	EXPECT_EQ(fd_read_full(self->in, data, sizeof(data)), 3);
	EXPECT_EQ(fd_read_full(self->in, data, sizeof(data)), 0);
}

TEST_F(pipe, some_is_what_is_there)
{
	char data[16];

	ASSERT_EQ(fd_write_full(self->out, "abc", 3), 0);
	EXPECT_EQ(fd_read_some(self->in, data, sizeof(data)), 3);
}

TEST_F(pipe, a_write_without_a_reader_fails)
{
	signal(SIGPIPE, SIG_IGN);
	close(take_fd(&self->in));
	EXPECT_EQ(fd_write_full(self->out, "abc", 3), -EPIPE);
}

static volatile sig_atomic_t n_alarms;
static int alarm_fd;

/* The third interruption lets the read go on. */
static void on_alarm(int number)
{
	(void)number;
	if (++n_alarms == 3)
		(void)!fd_write_full(alarm_fd, "x", 1);
}

TEST_F(pipe, interruptions_are_not_errors)
{
	struct sigaction action = { .sa_handler = on_alarm };
	char data;
	pid_t child;

	alarm_fd = self->out;
	ASSERT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	child = fork();
	ASSERT_GE(child, 0);
	if (child == 0) {
		/* Until the parent has its byte and ends this: each signal interrupts a read. */
		for (;;) {
			kill(getppid(), SIGUSR1);
			sched_yield();
		}
	}
	EXPECT_EQ(fd_read_full(self->in, &data, 1), 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	EXPECT_GE(n_alarms, 3);
}

TEST(descriptors_that_are_none_are_errors)
{
	char data;

	EXPECT_EQ(fd_read_full(NO_FD, &data, 1), -EBADF);
	EXPECT_EQ(fd_read_some(NO_FD, &data, 1), -EBADF);
	EXPECT_EQ(fd_pread_full(NO_FD, &data, 1, 0), -EBADF);
	EXPECT_EQ(fd_write_full(NO_FD, &data, 1), -EBADF);
}

FIXTURE(file)
{
	int fd;
	char path[32];
	struct byte_buffer buffer;
};

FIXTURE_SETUP(file)
{
	self->fd = memfd_create("file", MFD_CLOEXEC);
	ASSERT_GE(self->fd, 0);
	snprintf(self->path, sizeof(self->path), "/proc/self/fd/%d", self->fd);
	self->buffer = BYTE_BUFFER_INIT;
}

FIXTURE_TEARDOWN(file)
{
	cleanup_close(&self->fd);
	byte_buffer_done(&self->buffer);
}

static void fill_file(int fd, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t byte = pattern_at(i);

		(void)!pwrite(fd, &byte, 1, (off_t)i);
	}
}

TEST_F(file, a_read_at_an_offset_stops_at_the_end)
{
	uint8_t data[16];

	fill_file(self->fd, 10);
	EXPECT_EQ(fd_pread_full(self->fd, data, 4, 3), 4);
	EXPECT_EQ(data[0], pattern_at(3));
	EXPECT_EQ(fd_pread_full(self->fd, data, 16, 6), 4);
	EXPECT_EQ(fd_pread_full(self->fd, data, 16, 10), 0);
}

TEST_F(file, an_offset_past_what_a_file_can_have_is_an_error)
{
	uint8_t data;

	EXPECT_EQ(fd_pread_full(self->fd, &data, 1, UINT64_MAX), -EINVAL);
}

TEST_F(file, the_rest_of_a_file_within_the_limit)
{
	fill_file(self->fd, 1000);
	byte_buffer_put_u8(&self->buffer, 0xee);
	EXPECT_EQ(fd_read_to_end(self->fd, 1000, &self->buffer), 0);
	ASSERT_EQ(self->buffer.size, 1001);
	EXPECT_EQ(self->buffer.data[0], 0xee);
	EXPECT_EQ(self->buffer.data[1000], pattern_at(999));
}

TEST_F(file, more_than_the_limit_is_cut_and_said)
{
	fill_file(self->fd, 1000);
	byte_buffer_put_u8(&self->buffer, 0xee);
	EXPECT_EQ(fd_read_to_end(self->fd, 999, &self->buffer), -E2BIG);
	EXPECT_EQ(self->buffer.size, 1000);
	EXPECT_EQ(self->buffer.data[999], pattern_at(998));
}

TEST_F(file, the_rest_of_a_large_file)
{
	ASSERT_EQ(ftruncate(self->fd, LARGE), 0);
	EXPECT_EQ(fd_read_to_end(self->fd, 1 << 20, &self->buffer), 0);
	EXPECT_EQ(self->buffer.size, LARGE);
}

TEST_F(file, a_limit_of_everything_does_not_wrap)
{
	fill_file(self->fd, 10);
	EXPECT_EQ(fd_read_to_end(self->fd, SIZE_MAX, &self->buffer), 0);
	EXPECT_EQ(self->buffer.size, 10);
}

TEST_F(file, an_empty_file_is_no_error)
{
	EXPECT_EQ(fd_read_to_end(self->fd, 0, &self->buffer), 0);
	EXPECT_EQ(self->buffer.size, 0);
}

TEST_F(file, text_is_written_to_a_file_that_exists)
{
	EXPECT_EQ(file_write_text(self->path, "abc\n"), 0);
	EXPECT_EQ(fd_read_to_end(self->fd, 100, &self->buffer), 0);
	ASSERT_EQ(self->buffer.size, 4);
	EXPECT_EQ(memcmp(self->buffer.data, "abc\n", 4), 0);
	EXPECT_EQ(file_write_text("/nonexistent/file", "abc\n"), -ENOENT);
}

TEST_HARNESS_MAIN
