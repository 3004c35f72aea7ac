/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/numbered_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

DIR *numbered_directory_open(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !directory)
		(void)close(fd);
	return directory;
}

const struct dirent *numbered_directory_next(DIR *directory, uint32_t *ret_number)
{
	const struct dirent *entry;

	while ((entry = readdir(directory))) {
		char *end;
		unsigned long number = strtoul(entry->d_name, &end, 10);

		if (*end == '\0' && end != entry->d_name) {
			*ret_number = (uint32_t)number;
			return entry;
		}
	}
	return NULL;
}

void numbered_directory_close(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}
