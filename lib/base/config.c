/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gen/paths.h"
#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/config_problems.h"
#include "lib/base/config_text.h"
#include "lib/base/config_values.h"
#include "lib/base/fd_io.h"

#define CONFIG_FILE_MAX (1024U * 1024)

#define DROP_IN_SUFFIX ".conf"

struct loader {
	struct config *config;
	bool trusted_only;
};

static void add_file_problem(struct config *config, const char *file, const char *reason)
{
	struct config_place place = { .origin = { .file = file } };

	config_add_problem(config, &place, "%s", reason);
}

static bool is_trusted(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_uid == 0 &&
	       (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/*
 * Returns a descriptor, or NO_FD where there is nothing to read, having added a problem unless it
 * is only missing and may be. O_NONBLOCK, lest the open of a pipe waits.
 */
static int open_source(const struct loader *loader, const char *path, int flags, bool may_miss)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags);

	if (fd < 0) {
		if (errno != ENOENT || !may_miss)
			add_file_problem(loader->config, path, strerror(errno));
		return NO_FD;
	}
	if (loader->trusted_only && !is_trusted(fd)) {
		add_file_problem(loader->config, path,
				 "not used: others than root own it or may write to it");
		return NO_FD;
	}
	return take_fd(&fd);
}

/* path is owned by the pool or by the program. */
static int load_file(const struct loader *loader, const char *path, bool may_miss)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	_cleanup_close_ int fd = open_source(loader, path, 0, may_miss);
	int r;

	if (fd < 0)
		return 0;
	r = fd_read_to_end(fd, CONFIG_FILE_MAX, &text);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		add_file_problem(loader->config, path,
				 r == -E2BIG ? "not used: larger than 1 MiB" : strerror(-r));
		return 0;
	}
	return config_take_text(loader->config, path, byte_buffer_bytes(&text));
}

static char *join(struct config *config, const char *first, const char *second, const char *third)
{
	size_t size = strlen(first) + strlen(second) + strlen(third) + 1;
	char *joined = pool_alloc(&config->pool, size);

	if (joined)
		(void)snprintf(joined, size, "%s%s%s", first, second, third);
	return joined;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name), suffix = strlen(DROP_IN_SUFFIX);

	return entry->d_name[0] != '.' && length > suffix &&
	       strcmp(entry->d_name + length - suffix, DROP_IN_SUFFIX) == 0;
}

/* Not alphasort(3), whose order depends on the locale. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int load_drop_ins(const struct loader *loader, const char *file)
{
	const char *directory = join(loader->config, file, ".d", "");
	struct dirent **entries = NULL;
	char checked[32];
	int count, r = 0;

	_cleanup_close_ int fd = NO_FD;

	if (!directory)
		return -ENOMEM;
	fd = open_source(loader, directory, O_DIRECTORY, true);
	if (fd < 0)
		return 0;
	/* The directory that was checked, whatever has its name now. */
	(void)snprintf(checked, sizeof(checked), "/proc/self/fd/%d", fd);
	count = scandir(checked, &entries, is_drop_in, compare_names);
	if (count < 0)
		add_file_problem(loader->config, directory, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *path = join(loader->config, directory, "/", entries[i]->d_name);

		if (!path)
			r = -ENOMEM;
		if (r == 0)
			r = load_file(loader, path, false);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* The hang-up must not wait for longer than everything. */
static void order_timeouts(struct config *config)
{
	const struct config_key *key = &config_keys[CONFIG_HOLD_TIMEOUT];
	struct config_place place = { config->origins[CONFIG_HOLD_TIMEOUT], key->section,
				      key->name };

	if (config->hold_timeout <= config->total_timeout)
		return;
	config_add_problem(config, &place, "longer than total-timeout, which is used for both");
	config->hold_timeout = config->total_timeout;
	config->origins[CONFIG_HOLD_TIMEOUT] = config->origins[CONFIG_TOTAL_TIMEOUT];
}

static int load_files(const struct loader *loader, const char *file)
{
	struct config *config = loader->config;
	const char *path = file ? join(config, file, "", "") : PATH_CONFIG;
	int r;

	if (!path)
		return -ENOMEM;
	if (path[0] != '/') {
		add_file_problem(config, path, "not used: the path is not absolute");
		return 0;
	}
	r = load_file(loader, path, !file);
	if (r == 0)
		r = load_drop_ins(loader, path);
	if (r == 0)
		order_timeouts(config);
	return r;
}

static int load(const char *file, bool trusted_only, struct config *ret)
{
	struct loader loader = { .config = ret, .trusted_only = trusted_only };
	int r;

	*ret = (struct config){ .pool = POOL_INIT };
	config_set_defaults(ret);
	r = load_files(&loader, file);
	if (r < 0) {
		config_done(ret);
		config_set_defaults(ret);
	}
	return r;
}

int config_load(const char *file, struct config *ret)
{
	return load(file, true, ret);
}

int config_load_untrusted(const char *file, struct config *ret)
{
	return load(file, false, ret);
}

void config_done(struct config *config)
{
	pool_done(&config->pool);
	*config = (struct config){ .pool = POOL_INIT };
}
