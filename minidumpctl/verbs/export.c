/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl export */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/quantity.h"
#include "minidumpctl/dump/dump_file.h"
#include "minidumpctl/dump/export_note.h"
#include "minidumpctl/dump/tar_writer.h"
#include "minidumpctl/print/json_array.h"
#include "minidumpctl/print/json_values.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/verbs.h"

#define NOTE_NAME   "README.txt"
#define MEMBER_NAME 100 /* with the NUL */

const struct option_spec export_options[] = {
	{ "output", 'o', "FILE", offsetof(struct invocation, output),
	  "write the archive there; '-' is stdout" },
	OPTIONS_END,
};

/* An archive in the making. */
struct archive {
	int fd;
	const struct dump_file *file;
	uint64_t modified_at;
	char stem[41]; /* of the names of members */
	json_t *members;
};

static int add_done(struct archive *archive, const struct tar_member *member, int r)
{
	json_t *object = json_object();

	if (r < 0)
		complain("cannot write %s to the archive: %s", member->name, strerror(-r));
	(void)json_object_set_new(object, "name", json_of_text(member->name));
	(void)json_object_set_new(object, "size", json_integer((json_int_t)member->size));
	(void)json_array_append_new(archive->members, object);
	return r;
}

static int add_file(struct archive *archive, int source, const char *suffix)
{
	struct tar_member member = { .modified_at = archive->modified_at };
	char name[MEMBER_NAME];
	struct stat status;

	if (fstat(source, &status) < 0)
		return -errno;
	(void)snprintf(name, sizeof(name), "%s/%s%s", archive->stem, archive->stem, suffix);
	member.name = name;
	member.size = (uint64_t)status.st_size;
	return add_done(archive, &member, tar_write_file(archive->fd, &member, source));
}

static int add_extra(struct archive *archive)
{
	const char *path = archive->file->extra_path;
	_cleanup_close_ int fd = NO_FD;

	if (!path)
		return 0;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		complain("cannot open %s: %s", path, strerror(errno));
		return -errno;
	}
	return add_file(archive, fd, STORE_SUFFIX_EXTRA);
}

static int add_note(struct archive *archive)
{
	_cleanup_free_ char *text = export_note(archive->file);
	struct tar_member member = { .modified_at = archive->modified_at };
	char name[MEMBER_NAME];

	if (!text)
		return -ENOMEM;
	(void)snprintf(name, sizeof(name), "%s/%s", archive->stem, NOTE_NAME);
	member.name = name;
	member.size = strlen(text);
	return add_done(archive, &member, tar_write_bytes(archive->fd, &member, text));
}

/* The id, or the file's name without its suffix: what a shell and tar take without quotes. */
static void set_stem(struct archive *archive)
{
	const char *name = dump_file_name(archive->file);
	const char *slash = strrchr(name, '/');
	size_t length;

	(void)snprintf(archive->stem, sizeof(archive->stem), "%.*s", (int)sizeof(archive->stem) - 1,
		       slash ? slash + 1 : name);
	length = strlen(archive->stem);
	if (length > 4 && strcmp(archive->stem + length - 4, STORE_SUFFIX_DMP) == 0)
		archive->stem[length - 4] = '\0';
	for (char *at = archive->stem; *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\\'\"*?$`", *at))
			*at = '_';
	if (archive->stem[0] == '.' || archive->stem[0] == '-')
		archive->stem[0] = '_';
}

static int write_archive(struct archive *archive)
{
	int r;

	set_stem(archive);
	/* The time of the crash: so the same report gives the same bytes. */
	archive->modified_at = *archive->file->report.entry.id || archive->file->report.extra
				       ? report_time_ns(&archive->file->report) / NSEC_PER_SEC
				       : 0;
	r = add_note(archive);
	if (r == 0 && archive->file->fd >= 0)
		r = add_file(archive, archive->file->fd, STORE_SUFFIX_DMP);
	if (r == 0)
		r = add_extra(archive);
	return r < 0 ? r : tar_finish(archive->fd);
}

/*
 * A new file, the caller's alone: it holds what was in a process's memory. Returns a descriptor to
 * be closed, or a negative errno.
 */
static int open_output(const char *output)
{
	int fd;

	if (output && strcmp(output, "-") != 0) {
		fd = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			complain("cannot write %s: %s", output,
				 errno == EEXIST ? "it exists, and is not replaced"
						 : strerror(errno));
		return fd < 0 ? -errno : fd;
	}
	if (isatty(STDOUT_FILENO)) {
		complain("an archive is nothing for a terminal; name a file with -o");
		return -ENOTTY;
	}
	return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
}

static int print_json(const struct archive *archive, const char *output)
{
	const char *id = archive->file->report.entry.id;
	struct json_array array = JSON_ARRAY_INIT;
	json_t *object = json_object();
	int r;

	(void)json_object_set_new(object, "id", *id ? json_string(id) : json_null());
	(void)json_object_set_new(object, "minidump", json_of_text(archive->file->path));
	(void)json_object_set_new(object, "archive", json_of_text(output));
	(void)json_object_set(object, "members", archive->members);
	r = json_array_print(&array, object);
	json_array_finish(&array);
	return r < 0 ? STATUS_FAILED : STATUS_DONE;
}

static int export(const struct invocation *invocation, const struct dump_file *file)
{
	_cleanup_close_ int fd = open_output(invocation->output);
	struct archive archive = { .fd = fd, .file = file };
	int status = STATUS_FAILED;

	if (fd < 0)
		return STATUS_FAILED;
	archive.members = json_array();
	if (write_archive(&archive) == 0)
		status = invocation->json ? print_json(&archive, invocation->output) : STATUS_DONE;
	else if (invocation->output && strcmp(invocation->output, "-") != 0)
		(void)unlink(invocation->output);
	json_decref(archive.members);
	return status;
}

int verb_export(const struct invocation *invocation)
{
	_cleanup_(dump_finder_done) struct dump_finder finder = dump_finder_of(invocation);
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	const char *selector = invocation->n_arguments == 1 ? invocation->arguments[0] : "latest";

	if (invocation->n_arguments > 1) {
		complain("export takes one report");
		return STATUS_USAGE;
	}
	if (invocation->json && (!invocation->output || strcmp(invocation->output, "-") == 0)) {
		complain("export --json needs a file: --output=FILE");
		return STATUS_USAGE;
	}
	if (dump_finder_find(&finder, selector, &file) < 0)
		return STATUS_FAILED;
	if (!file.extra_path && dump_file_require(&file) < 0)
		return STATUS_FAILED;
	return export(invocation, &file);
}
