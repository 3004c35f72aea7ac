/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * disturb_collector ARGUMENT...: stands in for the collector in kernel.core_pattern.
 *
 * Becomes minidump-collector in its own directory, with the same arguments, while a process beside
 * it sends SIGKILL to whom the file disturb.conf there names, "worker MICROSECONDS" or "supervisor
 * MICROSECONDS": after a random time of at most so much. The worker's time starts when it is there.
 */
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/deadline.h"
#include "lib/base/fd_io.h"

#define NS_PER_US    1000ULL
#define SEARCH_LIMIT (5 * NS_PER_SECOND)

struct plan {
	bool is_worker;
	uint64_t nanoseconds;
};

static void find_directory(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);

	if (length < 0)
		err(EXIT_FAILURE, "/proc/self/exe");
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
}

static struct plan read_plan(const char *directory)
{
	unsigned long long most, random;
	char path[PATH_MAX + 16], who[16];
	_cleanup_fclose_ FILE *file = NULL;

	(void)snprintf(path, sizeof(path), "%s/disturb.conf", directory);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%15s %llu", who, &most) != 2 ||
	    getrandom(&random, sizeof(random), 0) != sizeof(random))
		err(EXIT_FAILURE, "%s", path);
	return (struct plan){ .is_worker = strcmp(who, "worker") == 0,
			      .nanoseconds = random % (most * NS_PER_US + 1) };
}

/* The first child of a process, or 0 if it has none or is gone. */
static pid_t child_of(pid_t pid)
{
	char path[64], text[64] = "";
	_cleanup_close_ int fd = NO_FD;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		(void)fd_read_some(fd, text, sizeof(text) - 1);
	return (pid_t)strtol(text, NULL, 10);
}

/* An instant, not a wait for anything. */
static void spin(uint64_t nanoseconds)
{
	struct deadline end = deadline_in(nanoseconds);

	while (!deadline_passed(end))
		;
}

static void disturb(pid_t collector, const struct plan *plan)
{
	struct deadline end = deadline_in(SEARCH_LIMIT);
	pid_t victim = plan->is_worker ? 0 : collector;

	while (victim == 0 && kill(collector, 0) == 0 && !deadline_passed(end))
		victim = child_of(collector);
	spin(plan->nanoseconds);
	if (victim > 0)
		(void)kill(victim, SIGKILL);
}

/* Twice forked, so that it is nobody's child whom the collector would wait for. */
static void start_disturbance(const struct plan *plan)
{
	pid_t collector = getpid(), between = fork();

	if (between == 0) {
		if (fork() == 0) {
			for (int fd = 0; fd < 10; fd++)
				(void)close(fd);
			disturb(collector, plan);
		}
		_exit(0);
	}
	(void)waitpid(between, NULL, 0);
}

int main(int argc, char **argv)
{
	char directory[PATH_MAX], collector[PATH_MAX + 32];
	struct plan plan;

	(void)argc;
	find_directory(directory, sizeof(directory));
	plan = read_plan(directory);
	start_disturbance(&plan);
	(void)snprintf(collector, sizeof(collector), "%s/minidump-collector", directory);
	(void)execv(collector, argv);
	return EXIT_FAILURE;
}
