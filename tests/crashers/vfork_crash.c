/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfork_crash: a child that has its parent's memory until it executes a program crashes first. */
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;
	pid_t child = vfork();

	if (child == 0)
		*(volatile int *)0x5e60 = 1;
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 2;
	return WIFSIGNALED(status) ? 0 : 1;
}
