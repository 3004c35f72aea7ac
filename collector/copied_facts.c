/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/copied_facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/numbered_directory.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

static const char *const namespace_names[] = {
	"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts",
};

static const struct {
	enum capture_text text;
	const char *name;
} copied_texts[] = {
	{ TEXT_io, "io" },
	{ TEXT_syscall, "syscall" },
	{ TEXT_personality, "personality" },
};

/* Reads a link's target into the pool. Returns 0 or a negative errno. */
static int copy_link(int at, const char *name, struct crash_capture *capture,
		     const char **ret_target)
{
	char target[LIMIT_PATH];
	ssize_t length = readlinkat(at, name, target, sizeof(target) - 1);
	const char *copy;

	if (length < 0)
		return -errno;
	copy = pool_copy_text(&capture->pool, target, (size_t)length);
	if (!copy)
		return -ENOMEM;
	*ret_target = copy;
	return 0;
}

static void copy_process_link(const struct victim *victim, const char *name,
			      struct crash_capture *capture, const char **ret_target)
{
	int r = copy_link(victim->proc, name, capture, ret_target);

	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, name, r);
}

void copied_facts_links(const struct victim *victim, struct crash_capture *capture)
{
	struct capture_process *process = &capture->process;

	copy_process_link(victim, "exe", capture, &process->exe);
	copy_process_link(victim, "cwd", capture, &process->cwd);
	copy_process_link(victim, "root", capture, &process->root);
	for (size_t i = 0; i < sizeof(namespace_names) / sizeof(namespace_names[0]); i++) {
		struct capture_namespace item = { .name = namespace_names[i], .target = "" };
		char path[32];

		(void)snprintf(path, sizeof(path), "ns/%s", namespace_names[i]);
		if (copy_link(victim->proc, path, capture, &item.target) == 0)
			(void)crash_capture_add_namespace(capture, &item);
	}
}

static void copy_text(const struct victim *victim, enum capture_text text, const char *name,
		      struct crash_capture *capture)
{
	_cleanup_close_ int fd = openat(victim->proc, name, O_RDONLY | O_CLOEXEC);
	char buffer[4096];
	ssize_t count = fd < 0 ? -errno : fd_read_full(fd, buffer, sizeof(buffer));
	uint8_t *copy;

	if (count < 0) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, name, (int)count);
		return;
	}
	copy = pool_copy(&capture->pool, buffer, (size_t)count);
	if (copy)
		capture->texts[text] = bytes_of(copy, (size_t)count);
}

void copied_facts_stat(const struct victim *victim, struct crash_capture *capture)
{
	copy_text(victim, TEXT_stat, "stat", capture);
}

void copied_facts_texts(const struct victim *victim, struct crash_capture *capture)
{
	for (size_t i = 0; i < sizeof(copied_texts) / sizeof(copied_texts[0]); i++)
		copy_text(victim, copied_texts[i].text, copied_texts[i].name, capture);
}

/*
 * Half a million descriptors would take seconds to list. Since Linux 6.2 their number is the size
 * of the directory; before that, it is only told that there are more.
 */
static void count_other_fds(int directory, struct crash_capture *capture)
{
	uint64_t n_others = 1;
	struct stat status;

	if (fstat(directory, &status) == 0 && status.st_size > LIMIT_FDS)
		n_others = (uint64_t)status.st_size - LIMIT_FDS;
	soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_many, "fds", E2BIG, n_others);
}

void copied_facts_fds(const struct victim *victim, struct crash_capture *capture)
{
	_cleanup_(numbered_directory_close) DIR *directory =
		numbered_directory_open(victim->proc, "fd");
	const struct dirent *entry;
	uint32_t number;

	if (!directory) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "fd", errno);
		return;
	}
	while ((entry = numbered_directory_next(directory, &number))) {
		struct capture_fd fd = { .fd = (int)number, .target = "" };

		if (capture->n_fds >= LIMIT_FDS) {
			count_other_fds(dirfd(directory), capture);
			break;
		}
		(void)copy_link(dirfd(directory), entry->d_name, capture, &fd.target);
		(void)crash_capture_add_fd(capture, &fd);
	}
}
