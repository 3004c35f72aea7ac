/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/spool_names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "converter/spool_input.h"

#define FIRST_CAPACITY 16U

void spool_names_done(struct spool_names *list)
{
	free(list->names);
	*list = SPOOL_NAMES_INIT;
}

int spool_names_add(struct spool_names *list, const char *name)
{
	if (list->n_names == list->capacity) {
		size_t wanted = list->capacity ? list->capacity * 2 : FIRST_CAPACITY;
		void *grown = reallocarray(list->names, wanted, sizeof(*list->names));

		if (!grown)
			return -ENOMEM;
		list->names = grown;
		list->capacity = wanted;
	}
	(void)snprintf(list->names[list->n_names++], STORE_NAME_SIZE, "%s", name);
	return 0;
}

static bool contains(const struct spool_names *list, const char *name)
{
	for (size_t i = 0; i < list->n_names; i++)
		if (strcmp(list->names[i], name) == 0)
			return true;
	return false;
}

/* Ids begin with the time of the crash. */
static int by_name(const void *left, const void *right)
{
	return strcmp(left, right);
}

static void close_directory(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

static int open_directory_stream(int directory_fd, DIR **ret_directory)
{
	_cleanup_close_ int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory;

	if (fd < 0)
		return -errno;
	directory = fdopendir(fd);
	if (!directory)
		return -errno;
	(void)take_fd(&fd);
	*ret_directory = directory;
	return 0;
}

int spool_names_scan(struct spool_names *list, int spool_fd, const struct spool_names *except)
{
	_cleanup_(close_directory) DIR *directory = NULL;
	const struct dirent *entry;
	int r = open_directory_stream(spool_fd, &directory);

	while (r == 0 && (errno = 0, entry = readdir(directory))) {
		char id[REPORT_ID_SIZE];

		if (spool_input_is_named(entry->d_name, id) && !contains(except, entry->d_name))
			r = spool_names_add(list, entry->d_name);
	}
	if (r == 0 && errno != 0)
		r = -errno;
	if (r == 0 && list->n_names > 0)
		qsort(list->names, list->n_names, sizeof(*list->names), by_name);
	return r;
}
