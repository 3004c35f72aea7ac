/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash_clock COUNT crash_target MIB THREADS MAPPINGS [OPTION...]
 *
 * Starts COUNT targets, lets all of them crash at once when all are ready, and waits for their
 * deaths. Prints one line of JSON for each: from the instant before the fault to the return of
 * waitpid(), and what a dump of it has to hold.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/crash_record.h"

#define MAX_TARGETS 10000UL
#define MAX_THREADS 100000UL

struct target {
	pid_t pid;
	int gate;
	int status;
	uint64_t reaped_ns;
	const struct crash_record *record;
};

static unsigned long parse_count(const char *text, unsigned long limit)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || end == text || *end || value > limit)
		errx(2, "not a count up to %lu: %s", limit, text);
	return value;
}

static void raise_fd_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		err(1, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		err(1, "setrlimit");
}

/* Runs in the child. The two sources may have each other's number: move both out of the way. */
static void __attribute__((noreturn)) exec_target(int record_fd, int gate_fd, char **argv)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	int record = fcntl(record_fd, F_DUPFD_CLOEXEC, GATE_FD + 1);
	int gate = fcntl(gate_fd, F_DUPFD_CLOEXEC, GATE_FD + 1);

	if (record < 0 || gate < 0 || dup2(record, RECORD_FD) < 0 || dup2(gate, GATE_FD) < 0)
		err(1, "cannot hand over descriptors");
	if (setrlimit(RLIMIT_CORE, &unlimited) < 0)
		err(1, "setrlimit");
	execv(argv[0], argv);
	err(1, "%s", argv[0]);
}

static const struct crash_record *make_record(unsigned long n_threads, int *ret_fd)
{
	size_t size = sizeof(struct crash_record) + n_threads * sizeof(struct crash_record_thread);
	int fd = memfd_create("crash-record", MFD_CLOEXEC);
	void *record;

	if (fd < 0 || ftruncate(fd, (off_t)size) < 0)
		err(1, "cannot make a record");
	record = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (record == MAP_FAILED)
		err(1, "cannot map a record");
	*ret_fd = fd;
	return record;
}

static void start_target(struct target *target, unsigned long n_threads, char **argv)
{
	int record_fd;
	int gates[2];

	target->record = make_record(n_threads, &record_fd);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, gates) < 0)
		err(1, "socketpair");
	target->pid = fork();
	if (target->pid < 0)
		err(1, "fork");
	if (target->pid == 0)
		exec_target(record_fd, gates[1], argv);
	(void)close(record_fd);
	(void)close(gates[1]);
	target->gate = gates[0];
}

static void wait_until_ready(const struct target *target)
{
	char byte;

	if (recv(target->gate, &byte, 1, 0) != 1)
		errx(1, "target %d died before its crash", (int)target->pid);
}

static void note_death(struct target *targets, size_t count, pid_t pid, int status, uint64_t now)
{
	for (size_t i = 0; i < count; i++)
		if (targets[i].pid == pid) {
			targets[i].reaped_ns = now;
			targets[i].status = status;
		}
}

/* Waits for all targets, and for what they left behind: see the option "shared". */
static void reap_all(struct target *targets, size_t count)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, 0)) > 0)
		note_death(targets, count, pid, status, monotonic_ns());
	if (errno != ECHILD)
		err(1, "waitpid");
}

static void print_target(const struct target *target)
{
	const struct crash_record *record = target->record;

	if (!WIFSIGNALED(target->status) || !record->fault_ns)
		errx(1, "target %d did not crash as asked", (int)target->pid);
	printf("{\"pid\": %d, \"signal\": %d, \"core\": %s, \"fault_ns\": %llu, "
	       "\"reaped_ns\": %llu, \"modules\": %u, \"threads\": [",
	       (int)target->pid, WTERMSIG(target->status),
	       WCOREDUMP(target->status) ? "true" : "false", (unsigned long long)record->fault_ns,
	       (unsigned long long)target->reaped_ns, record->n_modules);
	for (uint32_t i = 0; i < record->n_threads; i++)
		printf("%s[%u, %llu, %u]", i ? ", " : "", record->threads[i].tid,
		       (unsigned long long)record->threads[i].stack, record->threads[i].stack_size);
	printf("]}\n");
}

int main(int argc, char **argv)
{
	unsigned long count, n_threads;
	struct target *targets;

	if (argc < 6)
		errx(2, "usage: crash_clock COUNT crash_target MIB THREADS MAPPINGS [OPTION...]");
	count = parse_count(argv[1], MAX_TARGETS);
	n_threads = parse_count(argv[4], MAX_THREADS) + 1;
	targets = calloc(count + 1, sizeof(*targets));
	if (!targets)
		err(1, "calloc");
	raise_fd_limit();
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		err(1, "prctl");
	for (size_t i = 0; i < count; i++)
		start_target(&targets[i], n_threads, argv + 2);
	for (size_t i = 0; i < count; i++)
		wait_until_ready(&targets[i]);
	for (size_t i = 0; i < count; i++)
		(void)shutdown(targets[i].gate, SHUT_WR);
	reap_all(targets, count);
	for (size_t i = 0; i < count; i++)
		print_target(&targets[i]);
	free(targets);
	return 0;
}
