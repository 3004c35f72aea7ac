/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/file_path.h"

#include <string.h>

#define DELETED_MARK " (deleted)"

bool file_path_is_deleted(const char *path)
{
	return file_path_live(path).size < strlen(path);
}

struct bytes file_path_live(const char *path)
{
	size_t length = strlen(path), mark = strlen(DELETED_MARK);

	if (length > mark && strcmp(path + length - mark, DELETED_MARK) == 0)
		length -= mark;
	return bytes_of(path, length);
}

struct bytes file_path_name(struct bytes path)
{
	const uint8_t *slash = path.size > 0 ? memrchr(path.data, '/', path.size) : NULL;

	if (!slash)
		return path;
	return bytes_of(slash + 1, path.size - (size_t)(slash + 1 - path.data));
}
