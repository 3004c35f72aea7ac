/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a piece of code prints, taken from stdout and stderr. */
#pragma once

#define CAPTURED_SIZE 65536

struct captured_output {
	int saved_stdout, saved_stderr;
	int stdout_fd, stderr_fd;
	char out[CAPTURED_SIZE], err[CAPTURED_SIZE];
};

/* From here on, output goes to the capture. */
void captured_output_begin(struct captured_output *output);

/* Puts stdout and stderr back and fills out and err with what was printed. */
void captured_output_end(struct captured_output *output);
