/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbatim part of a truth record: files and links of /proc, copied byte for byte. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/truth_record.h"

static void copy_file(const struct truth_record *record, const char *name)
{
	char from[128], to[4096], block[65536];
	FILE *in, *out;
	size_t n;

	snprintf(from, sizeof(from), "/proc/%d/task/%d/%s", record->pid, record->crashing_tid,
		 name);
	snprintf(to, sizeof(to), "%s/%s", record->directory, name);
	in = fopen(from, "re");
	if (!in)
		return;
	out = fopen(to, "we");
	if (!out)
		truth_die(to);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		if (fwrite(block, n, 1, out) != 1)
			truth_die(to);
	fclose(in);
	if (fclose(out) != 0)
		truth_die(to);
}

/* Writes "name\0target\0" for one link. */
static void put_link(FILE *out, const char *link, const char *name)
{
	char target[4096];
	ssize_t length = readlink(link, target, sizeof(target) - 1);

	if (length < 0)
		return;
	target[length] = '\0';
	fwrite(name, strlen(name) + 1, 1, out);
	fwrite(target, (size_t)length + 1, 1, out);
}

static FILE *create(const struct truth_record *record, const char *name)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", record->directory, name);
	out = fopen(path, "we");
	if (!out)
		truth_die(path);
	return out;
}

static void copy_links(const struct truth_record *record)
{
	static const char *const names[] = { "exe", "cwd", "root" };
	FILE *out = create(record, "links");
	char link[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(link, sizeof(link), "/proc/%d/task/%d/%s", record->pid,
			 record->crashing_tid, names[i]);
		put_link(out, link, names[i]);
	}
	fclose(out);
}

static void copy_descriptors(const struct truth_record *record)
{
	FILE *out = create(record, "fds");
	char directory[128], link[512];
	struct dirent *entry;
	DIR *fds;

	snprintf(directory, sizeof(directory), "/proc/%d/task/%d/fd", record->pid,
		 record->crashing_tid);
	fds = opendir(directory);
	if (!fds)
		truth_die(directory);
	while ((entry = readdir(fds))) {
		snprintf(link, sizeof(link), "%s/%s", directory, entry->d_name);
		put_link(out, link, entry->d_name);
	}
	closedir(fds);
	fclose(out);
}

void truth_record_proc_files(const struct truth_record *record)
{
	static const char *const names[] = { "maps",	   "smaps",	"auxv", "cmdline",
					     "environ",	   "status",	"stat", "limits",
					     "cgroup",	   "mountinfo", "comm", "io",
					     "personality" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		copy_file(record, names[i]);
	copy_links(record);
	copy_descriptors(record);
}
