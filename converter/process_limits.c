/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/process_limits.h"

#include <errno.h>
#include <grp.h>
#include <linux/ioprio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/capture/limits.h"

#define LOWEST_NICE	  19
#define LIMIT_MEMORY	  (4096 * MIB)
#define LIMIT_CPU_SECONDS 120
#define LIMIT_SECONDS	  600U
#define LIMIT_FILE_SIZE	  (4096 * MIB) /* a minidump cannot be larger */

/* The pipe handler is not started for a process with this limit (core(5)); 0 would not do. */
#define NO_CORE_PIPE 1

/* Beyond value the kernel says so; behind the margin it makes an end. */
static void limit(int resource, rlim_t value, rlim_t margin)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits) < 0)
		return;
	limits.rlim_max = value + margin < limits.rlim_max ? value + margin : limits.rlim_max;
	limits.rlim_cur = value < limits.rlim_cur ? value : limits.rlim_cur;
	(void)setrlimit(resource, &limits);
}

void process_limits_background(void)
{
	const struct rlimit no_core = { .rlim_cur = NO_CORE_PIPE, .rlim_max = NO_CORE_PIPE };

	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)setpriority(PRIO_PROCESS, 0, LOWEST_NICE);
	(void)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0,
		      IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
}

void process_limits_hostile_input(void)
{
#ifndef __SANITIZE_ADDRESS__ /* whose shadow takes terabytes of address space */
	limit(RLIMIT_AS, LIMIT_MEMORY, 0);
#endif
	limit(RLIMIT_CPU, LIMIT_CPU_SECONDS, 1); /* with no margin SIGXCPU would be SIGKILL */
	limit(RLIMIT_FSIZE, LIMIT_FILE_SIZE, 0);
	(void)alarm(LIMIT_SECONDS);
	(void)signal(SIGXFSZ, SIG_IGN); /* EFBIG will do */
}

int process_limits_drop_root(uid_t uid, gid_t gid)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (geteuid() != 0)
		return 0;
	if (uid == 0)
		return -EPERM;
	if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
		return -errno;
	return setuid(0) == 0 ? -EPERM : 0;
}
