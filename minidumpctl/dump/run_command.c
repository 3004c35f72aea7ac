/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/run_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/message.h"

#define STATUS_NOT_EXECUTABLE 126
#define STATUS_NOT_FOUND      127

static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

bool command_exists(const char *name)
{
	const char *at = getenv("PATH");

	if (strchr(name, '/') || !at)
		return is_program(name);
	while (*at) {
		size_t length = strcspn(at, ":");
		_cleanup_free_ char *path = NULL;

		if (asprintf(&path, "%.*s/%s", (int)length, at, name) < 0)
			return false;
		if (is_program(path))
			return true;
		at += length + (at[length] == ':' ? 1 : 0);
	}
	return false;
}

static int print_json(const struct dump_file *file, const char *const *words)
{
	const char *id = file->report.entry.id;
	struct json_array array = JSON_ARRAY_INIT;
	json_t *object = json_object(), *command = json_array();
	int r;

	for (; *words; words++)
		(void)json_array_append_new(command, json_of_text(*words));
	(void)json_object_set_new(object, "id", *id ? json_string(id) : json_null());
	(void)json_object_set_new(object, "minidump", json_of_text(file->path));
	(void)json_object_set_new(object, "command", command);
	r = json_array_print(&array, object);
	json_array_finish(&array);
	return r < 0 ? STATUS_FAILED : STATUS_DONE;
}

int run_command(const struct invocation *invocation, const struct dump_file *file,
		const char *const *words)
{
	if (invocation->json)
		return print_json(file, words);
	(void)execvp(words[0], (char *const *)words);
	complain("cannot start %s: %s", words[0], strerror(errno));
	return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
}
