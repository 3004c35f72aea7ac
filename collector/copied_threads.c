/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/copied_threads.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collector/numbered_directory.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/capture/text_fields.h"

/* "pid:[4026531836]" */
#define NAMESPACE_LINK_SIZE 64

/* Reads a thread's file, as far as it fits. Returns the number of bytes or a negative errno. */
static ssize_t read_file(int task, const char *tid, const char *name, char *buffer, size_t size)
{
	char path[32];
	_cleanup_close_ int fd = NO_FD;

	(void)snprintf(path, sizeof(path), "%.16s/%s", tid, name);
	fd = openat(task, path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd_read_full(fd, buffer, size);
}

/* comm ends in a newline; a name may hold any other byte. */
static void copy_comm(int task, const char *tid, char name[16])
{
	ssize_t count = read_file(task, tid, "comm", name, 16);

	if (count <= 0)
		count = 1;
	name[count - 1] = '\0';
}

/*
 * The last number of the line NSpid in status is the innermost namespace's: the process's own. The
 * kernel escapes newlines in what the process has put into this file.
 */
static uint32_t read_ns_tid(int task, const char *tid)
{
	char status[LIMIT_SMALL_TEXT];
	ssize_t count = read_file(task, tid, "status", status, sizeof(status));
	struct bytes numbers;
	uint64_t ns_tid = 0;

	if (count < 0 || !text_field_find(bytes_of(status, (size_t)count), "NSpid", ':', &numbers))
		return 0;
	for (size_t i = 0; i < numbers.size; i++) {
		bool is_digit = numbers.data[i] >= '0' && numbers.data[i] <= '9';

		ns_tid = is_digit ? ns_tid * 10 + (uint64_t)(numbers.data[i] - '0') : 0;
	}
	return ns_tid <= INT_MAX ? (uint32_t)ns_tid : 0;
}

/* Reading every thread's status costs 13 us each: it is left out where it would tell nothing. */
static bool shares_our_pid_namespace(const struct victim *victim)
{
	char ours[NAMESPACE_LINK_SIZE], theirs[NAMESPACE_LINK_SIZE];
	ssize_t size = readlink("/proc/self/ns/pid", ours, sizeof(ours));

	return size > 0 && readlinkat(victim->proc, "ns/pid", theirs, sizeof(theirs)) == size &&
	       memcmp(ours, theirs, (size_t)size) == 0;
}

void copied_threads(const struct victim *victim, struct crash_capture *capture)
{
	_cleanup_(numbered_directory_close) DIR *directory = NULL;
	bool is_ours = shares_our_pid_namespace(victim);
	const struct dirent *entry;
	uint32_t tid;

	if (victim->task < 0)
		return;
	directory = numbered_directory_open(victim->task, ".");
	if (!directory) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "task", errno);
		return;
	}
	while ((entry = numbered_directory_next(directory, &tid))) {
		struct capture_thread thread = { .tid = tid, .ns_tid = tid };

		if (!is_ours)
			thread.ns_tid = read_ns_tid(dirfd(directory), entry->d_name);
		copy_comm(dirfd(directory), entry->d_name, thread.name);
		if (crash_capture_add_thread(capture, &thread) < 0)
			break;
	}
}
