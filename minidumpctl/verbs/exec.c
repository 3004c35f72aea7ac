/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl exec */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "minidumpctl/dump/dump_file.h"
#include "minidumpctl/dump/run_command.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/verbs.h"

#define MINIDUMP_MARK "{}"
#define EXTRA_MARK    "{extra}"

/* A word of the command with paths in place of the marks; NULL without memory. The caller's. */
static char *fill_in(const char *word, const struct dump_file *file)
{
	struct byte_buffer text = BYTE_BUFFER_INIT;

	while (*word) {
		const char *path = NULL;
		size_t size = 1;

		if (strncmp(word, MINIDUMP_MARK, strlen(MINIDUMP_MARK)) == 0) {
			path = file->path;
			size = strlen(MINIDUMP_MARK);
		} else if (strncmp(word, EXTRA_MARK, strlen(EXTRA_MARK)) == 0) {
			path = file->extra_path;
			size = strlen(EXTRA_MARK);
		}
		byte_buffer_put(&text, path ? path : word, path ? strlen(path) : size);
		word += size;
	}
	byte_buffer_put_u8(&text, '\0');
	if (byte_buffer_error(&text) < 0)
		byte_buffer_done(&text);
	return (char *)text.data;
}

static bool needs(char *const *words, size_t n_words, const char *mark)
{
	for (size_t i = 0; i < n_words; i++)
		if (strstr(words[i], mark))
			return true;
	return false;
}

static void free_words(char ***words)
{
	for (size_t i = 0; *words && (*words)[i]; i++)
		free((*words)[i]);
	free(*words);
}

static int run(const struct invocation *invocation, const struct dump_file *file,
	       char *const *command, size_t n_words)
{
	_cleanup_(free_words) char **words = calloc(n_words + 1, sizeof(*words));

	for (size_t i = 0; i < n_words; i++) {
		if (words)
			words[i] = fill_in(command[i], file);
		if (!words || !words[i]) {
			complain("out of memory");
			return STATUS_FAILED;
		}
	}
	return run_command(invocation, file, (const char *const *)words);
}

int verb_exec(const struct invocation *invocation)
{
	_cleanup_(dump_finder_done) struct dump_finder finder = dump_finder_of(invocation);
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	char *const *command = invocation->arguments + 1;
	size_t n_words = invocation->n_arguments - 1;

	if (invocation->n_before_dashes != 1 || invocation->n_arguments < 2) {
		complain("exec takes one minidump, '--', and a command");
		return STATUS_USAGE;
	}
	if (dump_finder_find(&finder, invocation->arguments[0], &file) < 0)
		return STATUS_FAILED;
	if (needs(command, n_words, MINIDUMP_MARK) && dump_file_require(&file) < 0)
		return STATUS_FAILED;
	if (needs(command, n_words, EXTRA_MARK) && !file.extra_path) {
		complain("%s has no .extra file", dump_file_name(&file));
		return STATUS_FAILED;
	}
	return run(invocation, &file, command, n_words);
}
