/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tee_core ARGUMENT...: stands in for the collector in kernel.core_pattern.
 *
 * Becomes minidump-collector in its own directory, with the same arguments, while a process beside
 * it passes the core on and keeps a copy, the file "core" there. The crashed process stays until
 * all of its core is in the file, also when the collector has read enough.
 */
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

static void find_directory(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);

	if (length < 0)
		err(EXIT_FAILURE, "/proc/self/exe");
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
}

static void copy_core(const char *directory, int to_collector)
{
	char buffer[64 * 1024], path[PATH_MAX + 8];
	ssize_t count;
	int file;

	(void)snprintf(path, sizeof(path), "%s/core", directory);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	(void)signal(SIGPIPE, SIG_IGN);
	while ((count = fd_read_some(STDIN_FILENO, buffer, sizeof(buffer))) > 0) {
		if (fd_write_full(file, buffer, (size_t)count) < 0)
			_exit(EXIT_FAILURE);
		if (to_collector >= 0 && fd_write_full(to_collector, buffer, (size_t)count) < 0) {
			(void)close(to_collector);
			to_collector = NO_FD;
		}
	}
}

/* Twice forked, so that it is nobody's child whom the collector would wait for. */
static void start_copy(const char *directory, const int pipe_ends[2])
{
	pid_t between = fork();

	if (between == 0) {
		(void)close(pipe_ends[0]);
		if (fork() == 0)
			copy_core(directory, pipe_ends[1]);
		_exit(0);
	}
	(void)waitpid(between, NULL, 0);
}

int main(int argc, char **argv)
{
	char directory[PATH_MAX], collector[PATH_MAX + 32];
	int ends[2];

	(void)argc;
	find_directory(directory, sizeof(directory));
	if (pipe2(ends, O_CLOEXEC) < 0)
		err(EXIT_FAILURE, "pipe2");
	start_copy(directory, ends);
	if (dup2(ends[0], STDIN_FILENO) < 0)
		err(EXIT_FAILURE, "dup2");
	/* As the kernel starts it: nothing but the core and, where there is one, the pidfd. */
	(void)close(STDOUT_FILENO);
	(void)close(STDERR_FILENO);
	(void)snprintf(collector, sizeof(collector), "%s/minidump-collector", directory);
	(void)execv(collector, argv);
	return EXIT_FAILURE;
}
