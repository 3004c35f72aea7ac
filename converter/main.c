/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidump-converter: an intermediate dump, or a spool full of them, to minidumps. */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "converter/arguments.h"
#include "converter/drain.h"
#include "converter/single_conversion.h"
#include "gen/paths.h"
#include "lib/base/cleanup.h"
#include "lib/base/config.h"

#define EXIT_USAGE 2

/* Whoever started us may have closed them: a file that we write must not become our stderr. */
static void reserve_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

static int print(const char *text)
{
	return fputs(text, stdout) < 0 || fflush(stdout) != 0 ? EX_IOERR : 0;
}

static int drain_configured(const struct arguments *arguments)
{
	_cleanup_(config_done) struct config config;

	if (config_load(arguments->config, &config) < 0)
		return EX_IOERR;
	for (size_t i = 0; i < config.n_problems; i++)
		warnx("%s:%u: %s", config.problems[i].origin.file, config.problems[i].origin.line,
		      config.problems[i].reason);
	return drain_spool(arguments->state_directory ? arguments->state_directory
						      : config.state_directory,
			   &config);
}

int main(int argc, char **argv)
{
	struct arguments arguments;

	reserve_standard_descriptors();
	if (!arguments_parse(argc, argv, &arguments))
		return EXIT_USAGE;
	if (arguments.help)
		return print(converter_help_text);
	if (arguments.version)
		return print("minidump-converter " MINIDUMPD_VERSION "\n");
	if (arguments.config || arguments.state_directory)
		return drain_configured(&arguments);
	return convert_single(arguments.input, arguments.output, arguments.extra);
}
