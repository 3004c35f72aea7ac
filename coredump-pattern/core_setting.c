/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "coredump-pattern/core_setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

/* Reads a sysctl of less than size bytes; the kernel puts a newline behind it. */
static int read_sysctl(const char *path, char *ret_text, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[CORE_PATTERN_SIZE + 2];
	ssize_t length;

	if (fd < 0)
		return -errno;
	length = fd_read_full(fd, text, sizeof(text));
	if (length < 0)
		return (int)length;
	if (length > 0 && text[length - 1] == '\n')
		length--;
	if ((size_t)length >= size)
		return -EMSGSIZE;
	memcpy(ret_text, text, (size_t)length);
	ret_text[length] = '\0';
	return 0;
}

/* One write(2), or the kernel would take a part for the whole. O_TRUNC is for plain files. */
static int write_sysctl(const char *path, const char *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	char line[CORE_PATTERN_SIZE + 2];
	int length;

	if (fd < 0)
		return -errno;
	length = snprintf(line, sizeof(line), "%s\n", text);
	if ((size_t)length >= sizeof(line))
		return -EMSGSIZE;
	return fd_write_full(fd, line, (size_t)length);
}

int core_setting_read(const struct core_pattern_paths *paths, struct core_setting *ret)
{
	struct core_setting setting;
	int r = read_sysctl(paths->pattern, setting.pattern, sizeof(setting.pattern));

	if (r == 0)
		r = read_sysctl(paths->limit, setting.limit, sizeof(setting.limit));
	if (r == 0)
		*ret = setting;
	return r;
}

int core_setting_write_pattern(const struct core_pattern_paths *paths, const char *pattern)
{
	return write_sysctl(paths->pattern, pattern);
}

int core_setting_write_limit(const struct core_pattern_paths *paths, const char *limit)
{
	return write_sysctl(paths->limit, limit);
}
