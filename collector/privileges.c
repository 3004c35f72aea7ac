/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gen/seccomp_filter.h"

static int drop_ids(uid_t uid, gid_t gid)
{
	uid_t real, effective, saved;

	if (uid == 0 || gid == 0)
		return -EPERM;
	if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
		return -errno;
	if (getresuid(&real, &effective, &saved) < 0)
		return -errno;
	if (real != uid || effective != uid || saved != uid || setuid(0) == 0)
		return -EPERM;
	return 0;
}

/* A crash of our own must not start another collector (core(5): a limit of 1 is refused a pipe). */
static int set_limits(void)
{
	const struct rlimit core = { .rlim_cur = 1, .rlim_max = 1 };

	return setrlimit(RLIMIT_CORE, &core) < 0 ? -errno : 0;
}

static int install_filter(void)
{
	const struct sock_fprog program = {
		.len = sizeof(seccomp_filter) / sizeof(seccomp_filter[0]),
		.filter = (struct sock_filter *)(void *)seccomp_filter,
	};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		return -errno;
	return 0;
}

int privileges_drop(uid_t uid, gid_t gid)
{
	int r = set_limits();

	if (r < 0)
		return r;
	/* Leaving uid 0 clears the capability sets; no_new_privs bars every way to regain them. */
	r = drop_ids(uid, gid);
	if (r < 0)
		return r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return -errno;
	return install_filter();
}
