/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refuse_memory ARGUMENT...: stands in for the collector in kernel.core_pattern.
 *
 * Becomes minidump-collector in its own directory, with the same arguments, in a mount namespace
 * where the memory of the process of which they tell cannot be opened, EACCES, as Yama has it with
 * kernel.yama.ptrace_scope=3: a device lies above /proc/PID/mem, on a mount that allows none.
 */
#include <err.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static const char *value_of(char **argv, const char *key)
{
	size_t length = strlen(key);

	for (; *argv; argv++)
		if (strncmp(*argv, key, length) == 0)
			return *argv + length;
	errx(EXIT_FAILURE, "no argument %s", key);
}

static void refuse(const char *path)
{
	unsigned long flags = MS_REMOUNT | MS_BIND | MS_NODEV;

	if (mount("/dev/null", path, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, path, NULL, flags, NULL) < 0)
		err(EXIT_FAILURE, "%s", path);
}

static void refuse_memory(const char *pid, const char *tid)
{
	char path[64];

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		err(EXIT_FAILURE, "mount namespace");
	(void)snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	refuse(path);
	(void)snprintf(path, sizeof(path), "/proc/%s/task/%s/mem", pid, tid);
	refuse(path);
}

int main(int argc, char **argv)
{
	char directory[PATH_MAX], collector[PATH_MAX + 32];
	ssize_t length = readlink("/proc/self/exe", directory, sizeof(directory) - 1);

	(void)argc;
	if (length < 0)
		err(EXIT_FAILURE, "/proc/self/exe");
	directory[length] = '\0';
	*strrchr(directory, '/') = '\0';
	refuse_memory(value_of(argv, "P="), value_of(argv, "I="));
	(void)snprintf(collector, sizeof(collector), "%s/minidump-collector", directory);
	(void)execv(collector, argv);
	return EXIT_FAILURE;
}
