/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/places.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "coredump-pattern/saved_pattern.h"
#include "lib/base/cleanup.h"
#include "lib/base/config.h"

/* The kernel's PROC_PID_INIT_INO, the same since Linux 3.8. */
#define INITIAL_PID_NAMESPACE 0xEFFFFFFCU

/*
 * Process 2 is kthreadd, whose child every handler is. Its root directory is init's, and may be
 * looked at even where init holds capabilities that root here does not.
 */
static const struct core_pattern_paths kernel_paths = {
	.pattern = "/proc/sys/kernel/core_pattern",
	.limit = "/proc/sys/kernel/core_pipe_limit",
	.init_root = "/proc/2/root",
	.owner = 0,
};

bool places_are_of_the_machine(void)
{
	struct stat status;

	return stat("/proc/self/ns/pid", &status) == 0 && status.st_ino == INITIAL_PID_NAMESPACE;
}

static void tell_problems(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		if (problem->key)
			warnx("%s:%u: [%s] %s: %s", problem->origin.file, problem->origin.line,
			      problem->section, problem->key, problem->reason);
		else if (problem->origin.line > 0)
			warnx("%s:%u: %s", problem->origin.file, problem->origin.line,
			      problem->reason);
		else
			warnx("%s: %s", problem->origin.file, problem->reason);
	}
	if (config->n_problems_dropped > 0)
		warnx("... and %zu more", config->n_problems_dropped);
}

int places_find(const char *config, struct places *ret)
{
	_cleanup_(config_done) struct config loaded;
	int r = config_load(config && config[0] ? config : NULL, &loaded);

	if (r < 0)
		return r;
	tell_problems(&loaded);
	if ((size_t)snprintf(ret->state_file, sizeof(ret->state_file), "%s/%s",
			     loaded.run_directory, SAVED_PATTERN_NAME) >= sizeof(ret->state_file))
		return -ENAMETOOLONG;
	ret->paths = kernel_paths;
	ret->paths.state_file = ret->state_file;
	return 0;
}

int places_find_current(struct places *ret)
{
	struct pattern_handler handler;
	struct core_setting current;
	int r = core_setting_read(&kernel_paths, &current);

	if (r < 0)
		return r;
	handler = pattern_handler_of(current.pattern);
	r = places_find(handler.is_ours ? handler.config : NULL, ret);
	return r < 0 ? r : handler.is_ours;
}
