/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/single_conversion.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>

#include "converter/convert.h"
#include "converter/failure_text.h"
#include "lib/base/cleanup.h"

#define SINGLE_FILE_MODE 0600

/* Opens the directory that path lies in. The output's name borrows from path. */
static int open_output(const char *path, struct conversion_output *ret_output)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	_cleanup_free_ char *directory = NULL;
	int fd;

	if (*name == '\0')
		return -EISDIR;
	/* With its slash: "/x" lies in "/". */
	directory = slash ? strndup(path, (size_t)(name - path)) : strdup(".");
	if (!directory)
		return -ENOMEM;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_output = (struct conversion_output){ .directory_fd = fd, .name = name };
	return 0;
}

static int open_outputs(const char *dump, const char *extra, struct conversion *conversion)
{
	const char *path = dump;
	int r = open_output(dump, &conversion->dump);

	if (r == 0 && extra) {
		path = extra;
		r = open_output(extra, &conversion->extra);
	}
	if (r < 0)
		warnx("cannot create %s: %s", path, strerror(-r));
	return r;
}

/* "-" is standard input. */
static int open_input(const char *input)
{
	if (strcmp(input, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return open(input, O_RDONLY | O_CLOEXEC);
}

int convert_single(const char *input, const char *output, const char *extra)
{
	_cleanup_close_ int input_fd = open_input(input);
	struct conversion conversion = {
		.input_fd = input_fd,
		.dump = { NO_FD, NULL },
		.extra = { NO_FD, NULL },
		.mode = SINGLE_FILE_MODE,
	};
	struct conversion_failure failure;
	char text[256];
	int status = 0;

	if (input_fd < 0) {
		warn("cannot open %s", input);
		return EX_NOINPUT;
	}
	if (open_outputs(output, extra, &conversion) < 0) {
		status = EX_CANTCREAT;
	} else if (convert(&conversion, &failure) < 0) {
		failure_describe(&failure, text, sizeof(text));
		warnx("%s: %s", strcmp(input, "-") == 0 ? "standard input" : input, text);
		status = failure_exit_status(&failure);
	}
	cleanup_close(&conversion.dump.directory_fd);
	cleanup_close(&conversion.extra.directory_fd);
	return status;
}
