/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Quit on one screen, colours, long lines scroll sideways, no clearing, verbose, ^C leaves. */
#define LESS_OPTIONS "FRSXMK"

#define EXIT_NOT_FOUND 127

static bool has_more_rights_than_user(void)
{
	return geteuid() != getuid() || getegid() != getgid() || getenv("SUDO_UID");
}

/* The user's own choice, "" for none; NULL: less. */
static const char *wanted_pager(void)
{
	const char *pager = getenv("PAGER");

	if (!pager || has_more_rights_than_user())
		return NULL;
	return strcmp(pager, "cat") == 0 ? "" : pager;
}

/* By its path: PATH is the user's, and may lead anywhere. */
static const char *find_less(void)
{
	static const char *const places[] = { "/usr/bin/less", "/bin/less", "/usr/local/bin/less" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

_Noreturn static void become_pager(const char *command, const char *less, int input)
{
	(void)dup2(input, STDIN_FILENO);
	(void)setenv("LESS", LESS_OPTIONS, 1);
	(void)setenv("LESSSECURE", "1", 1);
	(void)unsetenv("LESSOPEN");
	(void)unsetenv("LESSCLOSE");
	if (command)
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	else
		(void)execl(less, "less", (char *)NULL);
	_exit(EXIT_NOT_FOUND);
}

void pager_start(struct pager *pager)
{
	const char *command = wanted_pager();
	const char *less = command ? NULL : find_less();
	int ends[2];

	if (!isatty(STDOUT_FILENO) || (command && !*command) || (!command && !less))
		return;
	if (pipe(ends) < 0)
		return;
	pager->pid = fork();
	if (pager->pid == 0) {
		(void)close(ends[1]);
		become_pager(command, less, ends[0]);
	}
	if (pager->pid > 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		/* The pager handles ^C; a quit pager ends the text quietly. */
		(void)signal(SIGINT, SIG_IGN);
	} else {
		pager->pid = 0;
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
}

void pager_finish(struct pager *pager)
{
	if (pager->pid == 0)
		return;
	(void)fflush(stdout);
	(void)close(STDOUT_FILENO);
	while (waitpid(pager->pid, NULL, 0) < 0 && errno == EINTR)
		;
	pager->pid = 0;
}
