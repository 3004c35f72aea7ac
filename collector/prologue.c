/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/prologue.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collector/copied_facts.h"
#include "lib/base/cleanup.h"
#include "lib/base/deadline.h"

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

/* The kernel starts the collector with the affinity to all processors that are online. */
static uint32_t count_processors(void)
{
	cpu_set_t processors;

	if (sched_getaffinity(0, sizeof(processors), &processors) == 0)
		return (uint32_t)CPU_COUNT(&processors);
	return (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
}

static void fill_machine(struct crash_capture *capture)
{
	struct capture_system *system = &capture->system;
	struct utsname names;
	long page_size = sysconf(_SC_PAGESIZE), ticks = sysconf(_SC_CLK_TCK);

	system->n_cpus = count_processors();
	system->page_size = (uint32_t)page_size;
	system->clock_ticks = (uint32_t)ticks;
	capture->clocks.realtime_ns = clock_now_ns(CLOCK_REALTIME);
	capture->clocks.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	capture->clocks.boottime_ns = clock_now_ns(CLOCK_BOOTTIME);
	if (uname(&names) < 0)
		return;
	copied_text(capture, names.sysname, &system->kernel_name);
	copied_text(capture, names.release, &system->kernel_release);
	copied_text(capture, names.version, &system->kernel_version);
	copied_text(capture, names.machine, &system->machine);
}

/*
 * Without %F, or with a number that is no pidfd: the pid is still held by the kernel, which waits for
 * us, so this is the same process.
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
	if (victim->proc < 0)
		return;
	victim->mem = open_victim_file(victim, "mem", capture);
	for (size_t i = 0; i < sizeof(victim_texts) / sizeof(victim_texts[0]); i++)
		victim->texts[victim_texts[i].text] =
			open_victim_file(victim, victim_texts[i].name, capture);
}

/* The machine's own facts are only opened here; the worker reads them after the hang-up. */
static void open_machine_files(struct victim *victim)
{
	victim->texts[TEXT_cpuinfo] = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);
	victim->texts[TEXT_os_release] = open("/etc/os-release", O_RDONLY | O_CLOEXEC);
	victim->boot_id = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
}

void prologue_open_victim(int argc, char **argv, struct victim *ret_victim,
			  struct crash_capture *capture)
{
	struct victim *victim = ret_victim;

	victim_init(victim);
	victim->in = STDIN_FILENO;
	fill_machine(capture);
	if (specifiers_parse(argc, argv, &victim->ids) < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_arguments, "pid", EINVAL);
	fill_ids(&victim->ids, capture);
	open_machine_files(victim);
	if (victim->ids.pid == 0)
		return;
	victim->pidfd = open_pidfd(&victim->ids);
	open_proc(victim, capture);
	open_victim_files(victim, capture);
}

void prologue_copy_facts(struct victim *victim, struct crash_capture *capture)
{
	if (victim->proc < 0)
		return;
	copied_facts_links(victim, capture);
	copied_facts_texts(victim, capture);
	copied_facts_fds(victim, capture);
	copied_facts_threads(victim, capture);
}
