/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/slots.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define N_SLOTS 3U

FIXTURE(slots)
{
	char directory[64];
	int fd[N_SLOTS + 1];
};

FIXTURE_SETUP(slots)
{
	(void)snprintf(self->directory, sizeof(self->directory), "/tmp/minidumpd-slots-XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->directory));
	for (size_t i = 0; i <= N_SLOTS; i++) {
		self->fd[i] = slots_open(self->directory);
		ASSERT_GE(self->fd[i], 0);
	}
}

FIXTURE_TEARDOWN(slots)
{
	char path[80];

	for (size_t i = 0; i <= N_SLOTS; i++)
		cleanup_close(&self->fd[i]);
	(void)snprintf(path, sizeof(path), "%s/slots", self->directory);
	(void)unlink(path);
	EXPECT_EQ(rmdir(self->directory), 0);
}

static void take_all(FIXTURE_DATA(slots) * self)
{
	for (size_t i = 0; i < N_SLOTS; i++)
		if (slots_try(self->fd[i], N_SLOTS, 7) != 0)
			abort();
}

TEST_F(slots, are_as_many_as_configured)
{
	take_all(self);
	EXPECT_EQ(slots_try(self->fd[N_SLOTS], N_SLOTS, 0), -EAGAIN);
	(void)close(take_fd(&self->fd[1]));
	EXPECT_EQ(slots_try(self->fd[N_SLOTS], N_SLOTS, 0), 0);
}

TEST_F(slots, default_number_is_for_the_machine)
{
	EXPECT_EQ(slots_count(5), 5);
	EXPECT_GE(slots_count(0), SLOTS_AT_LEAST);
	EXPECT_GE(slots_count(0), SLOTS_PER_PROCESSOR * (unsigned long)get_nprocs());
}

/* A child that takes a slot, says so, and stays until it is killed. */
static pid_t fork_holder(const char *directory, unsigned int slot)
{
	int told[2];
	char byte;
	pid_t pid;

	if (pipe(told) < 0)
		abort();
	pid = fork();
	if (pid == 0) {
		int fd = slots_open(directory);

		if (slots_try(fd, N_SLOTS, slot) == 0)
			(void)fd_write_full(told[1], "x", 1);
		for (;;)
			(void)pause();
	}
	(void)close(told[1]);
	if (pid < 0 || fd_read_full(told[0], &byte, 1) != 1)
		abort();
	(void)close(told[0]);
	return pid;
}

static void kill_child(pid_t pid)
{
	if (kill(pid, SIGKILL) < 0 || waitpid(pid, NULL, 0) != pid)
		abort();
}

TEST_F(slots, of_a_killed_holder_is_free)
{
	pid_t holders[N_SLOTS];

	for (unsigned int i = 0; i < N_SLOTS; i++)
		holders[i] = fork_holder(self->directory, i);
	EXPECT_EQ(slots_try(self->fd[0], N_SLOTS, 0), -EAGAIN);
	kill_child(holders[1]);
	EXPECT_EQ(slots_try(self->fd[0], N_SLOTS, 0), 0);
	kill_child(holders[0]);
	kill_child(holders[2]);
}

TEST_F(slots, are_waited_for_until_the_deadline)
{
	take_all(self);
	EXPECT_EQ(slots_wait(self->fd[N_SLOTS], N_SLOTS, 1, deadline_in(20 * NS_PER_MS)), -EAGAIN);
	/* A deadline that has passed already is no endless wait. */
	EXPECT_EQ(slots_wait(self->fd[N_SLOTS], N_SLOTS, 1, deadline_in(0)), -EAGAIN);
}

TEST_F(slots, that_become_free_end_the_wait)
{
	pid_t holder = fork_holder(self->directory, 1), killer;

	killer = fork();
	if (killer == 0) {
		/* An instant later; if it comes too early, the test passes all the same. */
		(void)poll(NULL, 0, 10);
		(void)kill(holder, SIGKILL);
		_exit(0);
	}
	EXPECT_EQ(slots_wait(self->fd[0], N_SLOTS, 1, deadline_in(10 * NS_PER_SECOND)), 0);
	EXPECT_EQ(waitpid(holder, NULL, 0), holder);
	EXPECT_EQ(waitpid(killer, NULL, 0), killer);
}

TEST_F(slots, need_a_directory_and_a_file)
{
	char path[80];

	EXPECT_EQ(slots_open("/tmp/minidumpd-no-such-directory"), -ENOENT);
	(void)snprintf(path, sizeof(path), "%s/slots", self->directory);
	ASSERT_EQ(unlink(path), 0);
	ASSERT_EQ(symlink("/dev/null", path), 0);
	EXPECT_EQ(slots_open(self->directory), -ELOOP);
	ASSERT_EQ(unlink(path), 0);
	ASSERT_EQ(mkfifo(path, 0600), 0);
	EXPECT_EQ(slots_open(self->directory), -EINVAL);
}

TEST_HARNESS_MAIN
