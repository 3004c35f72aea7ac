/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/captured_output.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

static void redirect(int target, int *ret_saved, int *ret_fd)
{
	*ret_saved = fcntl(target, F_DUPFD_CLOEXEC, 10);
	*ret_fd = memfd_create("output", MFD_CLOEXEC);
	(void)dup2(*ret_fd, target);
}

static void restore(int target, int saved, int fd, char text[CAPTURED_SIZE])
{
	ssize_t size = fd_pread_full(fd, text, CAPTURED_SIZE - 1, 0);

	text[size > 0 ? size : 0] = '\0';
	(void)dup2(saved, target);
	(void)close(saved);
	(void)close(fd);
}

void captured_output_begin(struct captured_output *output)
{
	(void)fflush(stdout);
	(void)fflush(stderr);
	redirect(STDOUT_FILENO, &output->saved_stdout, &output->stdout_fd);
	redirect(STDERR_FILENO, &output->saved_stderr, &output->stderr_fd);
}

void captured_output_end(struct captured_output *output)
{
	(void)fflush(stdout);
	(void)fflush(stderr);
	restore(STDOUT_FILENO, output->saved_stdout, output->stdout_fd, output->out);
	restore(STDERR_FILENO, output->saved_stderr, output->stderr_fd, output->err);
}
