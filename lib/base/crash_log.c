/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/crash_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syslog.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define LOG_TAG	     "minidumpd"
#define LOG_LINE_MAX 1024

/* Returns 0 or a negative errno; -EAGAIN when the receiver is busy or stopped. */
static int send_datagram(const char *path, const char *text, size_t size)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (fd < 0)
		return -errno;
	memcpy(address.sun_path, path, strnlen(path, sizeof(address.sun_path) - 1));
	if (sendto(fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address,
		   sizeof(address)) < 0)
		return -errno;
	return 0;
}

/* systemd's native journal protocol: NAME=value lines in one datagram. */
static int log_to_journal(int priority, const char *message)
{
	char entry[LOG_LINE_MAX + 128];
	int size = snprintf(entry, sizeof(entry),
			    "MESSAGE=%.*s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=" LOG_TAG "\n",
			    LOG_LINE_MAX, message, priority);

	return send_datagram("/run/systemd/journal/socket", entry, (size_t)size);
}

static void log_to_syslog(int priority, const char *message)
{
	char entry[LOG_LINE_MAX + 128];
	int size = snprintf(entry, sizeof(entry), "<%d>" LOG_TAG ": %.*s\n", LOG_DAEMON | priority,
			    LOG_LINE_MAX, message);

	(void)send_datagram("/dev/log", entry, (size_t)size);
}

static void write_to_kernel(const char *entry, size_t size)
{
	_cleanup_close_ int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0)
		(void)fd_write_full(fd, entry, size);
}

static void log_to_kernel(int priority, const char *message)
{
	char entry[LOG_LINE_MAX];
	int size;

	/* Without its newline a record stays open, and nobody reads it. */
	size = snprintf(entry, sizeof(entry), "<%d>" LOG_TAG ": %.*s\n", LOG_DAEMON | priority,
			LOG_LINE_MAX - 64, message);
	write_to_kernel(entry, (size_t)size);
}

void crash_log(int priority, const char *message)
{
	if (log_to_journal(priority, message) < 0)
		log_to_syslog(priority, message);
	log_to_kernel(priority, message);
}

void crash_log_stuck(void)
{
	static const char entry[] = "<26>" LOG_TAG ": a collector is stuck and gives up\n";

	write_to_kernel(entry, sizeof(entry) - 1);
}
