/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -static */
/*
 * in_container ROOT ID PROGRAM [ARGUMENT...]: becomes user and group ID, who are root in a new user
 * namespace; enters new mount, network, UTS, IPC and cgroup namespaces; makes ROOT its root
 * directory by pivot_root(2), with the present /proc in it; and runs PROGRAM there.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMESPACES \
	(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP)

static _Noreturn void fail(const char *what)
{
	perror(what);
	_exit(3);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		fail(path);
}

static void become(unsigned int id)
{
	char map[32];

	if (setresgid(id, id, id) < 0 || setresuid(id, id, id) < 0)
		fail("setresuid");
	/* The new ids have taken that away, and with it the right to write the maps. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0 || unshare(NAMESPACES) < 0)
		fail("unshare");
	(void)snprintf(map, sizeof(map), "0 %u 1", id);
	write_text("/proc/self/setgroups", "deny");
	write_text("/proc/self/uid_map", map);
	write_text("/proc/self/gid_map", map);
}

static void enter(const char *root)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount(root, root, NULL, MS_BIND | MS_REC, NULL) < 0 || chdir(root) < 0 ||
	    mount("/proc", "proc", NULL, MS_BIND | MS_REC, NULL) < 0)
		fail("mount");
	if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		fail("pivot_root");
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	become((unsigned int)strtoul(argv[2], NULL, 10));
	enter(argv[1]);
	execv(argv[3], argv + 3);
	fail(argv[3]);
}
