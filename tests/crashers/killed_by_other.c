/* SPDX-License-Identifier: GPL-2.0-or-later */
/* killed_by_other SIGNAL: a child process, whose id is printed before, kills its parent. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Waits until the parent has printed and closed its end, then kills it. */
static void child(int gate, int signal)
{
	FILE *file = fdopen(gate, "r");

	if (file)
		(void)fgetc(file);
	kill(getppid(), signal);
	_exit(0);
}

int main(int argc, char **argv)
{
	int signal = argc > 1 ? (int)strtol(argv[1], NULL, 10) : SIGSEGV;
	int gate[2];
	pid_t pid;

	if (pipe(gate) < 0)
		return 1;
	pid = fork();
	if (pid < 0)
		return 1;
	if (pid == 0) {
		close(gate[1]);
		child(gate[0], signal);
	}
	close(gate[0]);
	printf("{\"sender\": %d}\n", pid);
	fflush(stdout);
	close(gate[1]);
	for (;;)
		pause();
}
