/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/prologue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collector/copied_facts.h"
#include "collector/copied_threads.h"
#include "collector/machine_facts.h"
#include "lib/base/cleanup.h"

#define PROC_PATH_SIZE 64

/* Files that stay readable for the worker once they are open (kernels 5.10 to 7.2). */
static const struct {
	enum capture_text text;
	const char *name;
} victim_texts[] = {
	{ TEXT_maps, "maps" },	     { TEXT_auxv, "auxv" },	      { TEXT_environ, "environ" },
	{ TEXT_cmdline, "cmdline" }, { TEXT_status, "status" },	      { TEXT_limits, "limits" },
	{ TEXT_cgroup, "cgroup" },   { TEXT_mountinfo, "mountinfo" },
};

void prologue_open_stdio(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd < STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

static void fill_ids(const struct core_arguments *ids, struct crash_capture *capture)
{
	struct capture_process *process = &capture->process;

	process->pid = ids->pid;
	process->crashing_tid = ids->tid ? ids->tid : ids->pid;
	process->uid = ids->uid;
	process->gid = ids->gid;
	process->has_ids = ids->has_ids;
	process->dumpable = ids->dumpable;
	process->core_limit = ids->core_limit;
	if (ids->comm)
		memcpy(process->comm, ids->comm, strnlen(ids->comm, sizeof(process->comm) - 1));
	if (ids->signal > 0) {
		capture->fatal.present = true;
		capture->fatal.signal = ids->signal;
		capture->fatal.tid = process->crashing_tid;
	}
	if (ids->n_odd > 0)
		soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_arguments, "argv", EINVAL,
				      ids->n_odd);
}

/*
 * Without %F, or with a number that is no pidfd: the pid is still held by the kernel, which waits
 * for us, so this is the same process.
 */
static int open_pidfd(const struct core_arguments *ids)
{
	if (ids->pidfd > STDERR_FILENO &&
	    syscall(SYS_pidfd_send_signal, ids->pidfd, 0, NULL, 0) == 0) {
		(void)fcntl(ids->pidfd, F_SETFD, FD_CLOEXEC);
		return ids->pidfd;
	}
	return (int)syscall(SYS_pidfd_open, (pid_t)ids->pid, 0);
}

static int open_directory(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * The crashing thread's own directory: what hangs on the memory map is still there when the main
 * thread has already gone, which is not so in /proc/PID.
 */
static void open_proc(struct victim *victim, struct crash_capture *capture)
{
	char path[PROC_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/proc/%u/task", victim->ids.pid);
	victim->task = open_directory(AT_FDCWD, path);
	if (victim->ids.tid > 0) {
		(void)snprintf(path, sizeof(path), "/proc/%u/task/%u", victim->ids.pid,
			       victim->ids.tid);
		victim->proc = open_directory(AT_FDCWD, path);
	}
	if (victim->proc < 0) {
		(void)snprintf(path, sizeof(path), "/proc/%u", victim->ids.pid);
		victim->proc = open_directory(AT_FDCWD, path);
	}
	if (victim->proc < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "proc", victim->proc);
}

static int open_victim_file(const struct victim *victim, const char *name,
			    struct crash_capture *capture)
{
	int fd = openat(victim->proc, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, name, errno);
	return fd;
}

static void open_victim_files(struct victim *victim, struct crash_capture *capture)
{
	victim->mem = open_victim_file(victim, "mem", capture);
	victim->smaps = open_victim_file(victim, "smaps", capture);
	for (size_t i = 0; i < sizeof(victim_texts) / sizeof(victim_texts[0]); i++)
		victim->texts[victim_texts[i].text] =
			open_victim_file(victim, victim_texts[i].name, capture);
}

void prologue_read_arguments(int argc, char **argv, struct victim *ret_victim,
			     struct crash_capture *capture)
{
	struct victim *victim = ret_victim;

	victim_init(victim);
	victim->in = STDIN_FILENO;
	machine_facts_take(capture);
	if (specifiers_parse(argc, argv, &victim->ids) < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_arguments, "pid", EINVAL);
	fill_ids(&victim->ids, capture);
	if (victim->ids.pid != 0)
		victim->pidfd = open_pidfd(&victim->ids);
}

void prologue_open_victim(struct victim *victim, struct crash_capture *facts)
{
	if (victim->ids.pid == 0)
		return;
	open_proc(victim, facts);
	if (victim->proc < 0)
		return;
	open_victim_files(victim, facts);
	copied_facts_stat(victim, facts);
	copied_facts_links(victim, facts);
}

void prologue_copy_facts(const struct victim *victim, struct crash_capture *facts)
{
	if (victim->proc < 0)
		return;
	copied_facts_texts(victim, facts);
	copied_facts_fds(victim, facts);
	copied_threads(victim, facts);
}
