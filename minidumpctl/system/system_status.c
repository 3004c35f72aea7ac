/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/system_status.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_index.h"
#include "lib/store/store_limits.h"
#include "lib/store/store_list.h"
#include "minidumpctl/print/message.h"

static const struct core_pattern_paths kernel_paths = {
	.pattern = "/proc/sys/kernel/core_pattern",
	.limit = "/proc/sys/kernel/core_pipe_limit",
};

static int load_configuration(const struct invocation *invocation, struct system_status *status)
{
	const char *file = invocation->config;
	/* Who names a file on the command line vouches for it. */
	int error = file ? config_load_untrusted(file, &status->config)
			 : config_load(NULL, &status->config);

	if (error < 0) {
		complain("cannot load the configuration: %s", strerror(-error));
		return error;
	}
	status->state_directory =
		invocation->directory ? invocation->directory : status->config.state_directory;
	return 0;
}

static void read_pattern(struct system_status *status)
{
	status->has_pattern = core_setting_read(&kernel_paths, &status->setting) == 0;
	if (status->has_pattern)
		status->handler = pattern_handler_of(status->setting.pattern);
}

/* How many intermediate dumps were set aside. */
static uint64_t count_failed(const struct store *store)
{
	int fd = openat(store->spool_fd, STORE_FAILED,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	uint64_t count = 0;

	if (!directory) {
		cleanup_close(&fd);
		return 0;
	}
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	(void)closedir(directory);
	return count;
}

static void read_queue(struct system_status *status)
{
	_cleanup_(store_list_done) struct store_list list = STORE_LIST_INIT;

	if (faccessat(status->store.spool_fd, ".", R_OK | X_OK, AT_EACCESS) < 0 ||
	    store_list_read_spool(&status->store, &list) < 0)
		return;
	for (size_t i = 0; i < list.n_reports; i++) {
		status->n_writing += list.reports[i].state == REPORT_WRITING;
		status->n_spooled += list.reports[i].state == REPORT_SPOOLED;
	}
	status->n_failed = count_failed(&status->store);
	status->has_queue = true;
}

static void read_usage(struct system_status *status)
{
	_cleanup_(store_usage_done) struct store_usage usage = STORE_USAGE_INIT;
	struct retention_limits limits = RETENTION_UNLIMITED;

	status->has_reports = report_index_count(&status->store, &status->n_reports) == 0;
	(void)store_limits_of(&status->store, &status->config, &limits);
	status->max_bytes = limits.max_bytes;
	if (report_index_usage(&status->store, &usage) < 0)
		return;
	status->has_usage = true;
	status->bytes = store_usage_bytes(&usage);
}

int system_status_read(const struct invocation *invocation, struct system_status *ret_status)
{
	struct system_status *status = ret_status;
	int error;

	*status = (struct system_status){ .store = STORE_INIT };
	error = load_configuration(invocation, status);
	if (error < 0)
		return error;
	read_pattern(status);
	status->counts_error = outcome_counts_read(status->config.run_directory, &status->counts);
	status->store_error = store_open(status->state_directory, &status->store);
	if (status->store_error == 0) {
		read_queue(status);
		read_usage(status);
	}
	return 0;
}

void system_status_done(struct system_status *status)
{
	store_done(&status->store);
	config_done(&status->config);
}

uint64_t system_status_last_crash(const struct system_status *status)
{
	return status->counts.of[OUTCOME_started].last_ns;
}

uint64_t system_status_unaccounted(const struct system_status *status)
{
	uint64_t ended = 0, started = status->counts.of[OUTCOME_started].count;

	for (size_t i = 0; i < OUTCOME_END_; i++)
		if (i != OUTCOME_started)
			ended += status->counts.of[i].count;
	return started > ended ? started - ended : 0;
}
