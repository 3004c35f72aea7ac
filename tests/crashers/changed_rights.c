/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * changed_rights [STEP...]: does each step, then aborts. Steps: uid=N gid=N (all ids), dumpable=N
 * (PR_SET_DUMPABLE), user-namespace (a new one).
 */
#include <grp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int take_step(const char *step)
{
	const char *equals = strchr(step, '=');
	unsigned int number = equals ? (unsigned int)strtoul(equals + 1, NULL, 10) : 0;

	if (strncmp(step, "uid=", 4) == 0)
		return setresuid(number, number, number);
	if (strncmp(step, "gid=", 4) == 0)
		return setgroups(0, NULL) || setresgid(number, number, number);
	if (strncmp(step, "dumpable=", 9) == 0)
		return prctl(PR_SET_DUMPABLE, number, 0, 0, 0);
	return unshare(CLONE_NEWUSER);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (take_step(argv[i]) != 0)
			return EXIT_FAILURE;
	abort();
}
