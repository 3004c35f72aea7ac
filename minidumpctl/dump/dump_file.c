/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/dump_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/fd_io.h"
#include "minidumpctl/print/message.h"
#include "minidumpctl/reports/missing_minidump.h"
#include "minidumpctl/reports/selection.h"

void dump_finder_done(struct dump_finder *finder)
{
	catalog_done(&finder->catalog);
	finder->is_open = false;
}

void dump_file_done(struct dump_file *file)
{
	report_done(&file->report);
	cleanup_close(&file->fd);
	free(file->path);
	free(file->extra_path);
	*file = DUMP_FILE_INIT;
}

static bool ends_in(const char *text, const char *suffix)
{
	size_t length = strlen(text), size = strlen(suffix);

	return length > size && strcmp(text + length - size, suffix) == 0;
}

bool dump_selector_is_path(const char *selector)
{
	return strchr(selector, '/') || ends_in(selector, STORE_SUFFIX_DMP);
}

/* Opens a regular file; a FIFO is not waited for. Returns a descriptor or a negative errno. */
static int open_regular(int directory_fd, const char *path, int flags)
{
	_cleanup_close_ int fd =
		openat(directory_fd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return -errno;
	return S_ISREG(status.st_mode) ? take_fd(&fd) : -EINVAL;
}

/* The .extra that lies beside a .dmp, if there is one and it is one. */
static void find_extra(struct dump_file *file)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = NO_FD;

	if (!ends_in(file->path, STORE_SUFFIX_DMP) ||
	    asprintf(&path, "%.*s%s", (int)(strlen(file->path) - strlen(STORE_SUFFIX_DMP)),
		     file->path, STORE_SUFFIX_EXTRA) < 0)
		return;
	fd = open_regular(AT_FDCWD, path, 0);
	if (fd >= 0 && fd_read_to_end(fd, EXTRA_SIZE_MAX, &text) == 0 &&
	    report_parse(&file->report, byte_buffer_bytes(&text), path) == 0)
		file->extra_path = take_ptr(path);
}

static int find_path(const char *path, struct dump_file *file)
{
	file->report.entry.state = REPORT_PENDING;
	file->report.entry.has_minidump = true;
	file->fd = open_regular(AT_FDCWD, path, 0);
	if (file->fd < 0) {
		complain("cannot open %s: %s", path,
			 file->fd == -EINVAL ? "not a regular file" : strerror(-file->fd));
		return file->fd;
	}
	file->path = realpath(path, NULL);
	if (!file->path)
		return -ENOMEM;
	find_extra(file);
	return 0;
}

static int open_report(struct dump_file *file)
{
	const struct report *report = &file->report;
	char name[STORE_NAME_SIZE];

	if (!report->entry.has_minidump)
		return 0;
	store_file_name(report->entry.id, STORE_SUFFIX_DMP, name);
	file->fd = open_regular(report_directory(report, STORE_SUFFIX_DMP), name, O_NOFOLLOW);
	if (file->fd < 0)
		complain("cannot open %s: %s", file->path, strerror(-file->fd));
	return file->fd < 0 ? file->fd : 0;
}

static int open_store_once(struct dump_finder *finder)
{
	/* Symbols of a dump outside of the store may be there already. */
	struct symbol_cache symbols = finder->catalog.symbols;
	int r;

	if (finder->is_open)
		return 0;
	r = catalog_open(finder->invocation, &finder->catalog);
	finder->catalog.symbols = symbols;
	finder->is_open = r == 0;
	return r;
}

static int select_report(struct dump_finder *finder, const char *selector,
			 struct store_report *ret_entry)
{
	_cleanup_(selection_done) struct selection selection = SELECTION_INIT;
	char *arguments[] = { (char *)selector };
	const struct invocation one = { .arguments = arguments, .n_arguments = 1 };

	if (open_store_once(finder) < 0)
		return -ENOENT;
	if (selection_of(&finder->catalog, &one, NULL, &selection) != STATUS_DONE ||
	    selection.n_reports == 0)
		return -ENOENT;
	*ret_entry = selection.reports[0];
	return 0;
}

static int find_report(struct dump_finder *finder, const char *selector, struct dump_file *file)
{
	struct store_report entry;
	int r = select_report(finder, selector, &entry);

	if (r < 0)
		return r;
	/* A dump can be read though its .extra cannot. */
	if (report_load(&finder->catalog.store, &entry, &file->report) < 0)
		complain("%s", file->report.problem);
	file->path = report_path(&file->report, STORE_SUFFIX_DMP);
	if (entry.state >= REPORT_PENDING)
		file->extra_path = report_path(&file->report, STORE_SUFFIX_EXTRA);
	return file->path ? open_report(file) : -ENOMEM;
}

int dump_finder_find(struct dump_finder *finder, const char *selector, struct dump_file *ret_file)
{
	_cleanup_(dump_file_done) struct dump_file file = DUMP_FILE_INIT;
	int r;

	if (dump_selector_is_path(selector))
		r = find_path(selector, &file);
	else
		r = find_report(finder, selector, &file);
	if (r == 0) {
		*ret_file = file;
		file = DUMP_FILE_INIT;
	}
	return r;
}

int dump_file_require(const struct dump_file *file)
{
	if (file->fd >= 0)
		return 0;
	complain_of_missing_minidump(&file->report);
	return -ENODATA;
}

const char *dump_file_name(const struct dump_file *file)
{
	return *file->report.entry.id ? file->report.entry.id : file->path;
}
