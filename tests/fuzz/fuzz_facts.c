/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a file of facts: what is taken from it can be written, and reads the same again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/facts.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct crash_capture *new_capture(void)
{
	struct crash_capture *capture = malloc(sizeof(*capture));

	if (!capture)
		abort();
	crash_capture_init(capture);
	return capture;
}

static void free_capture(struct crash_capture *capture)
{
	crash_capture_done(capture);
	free(capture);
}

static void check_strings(const struct crash_capture *capture)
{
	size_t length = strlen(capture->process.exe) + strlen(capture->process.cwd) +
			strlen(capture->process.root) + strlen(capture->clocks.boot_id);

	for (size_t i = 0; i < capture->n_namespaces; i++)
		length +=
			strlen(capture->namespaces[i].name) + strlen(capture->namespaces[i].target);
	for (size_t i = 0; i < capture->n_fds; i++) {
		length += strlen(capture->fds[i].target);
		if (capture->fds[i].fd < 0)
			abort();
	}
	for (size_t i = 0; i < capture->n_threads; i++)
		if (!memchr(capture->threads[i].name, '\0', sizeof(capture->threads[i].name)))
			abort();
	if (length == SIZE_MAX)
		abort();
}

static void check_same(const struct crash_capture *left, const struct crash_capture *right)
{
	if (left->n_fds != right->n_fds || left->n_threads != right->n_threads ||
	    left->n_namespaces != right->n_namespaces ||
	    left->soft_errors.n_items != right->soft_errors.n_items)
		abort();
	for (size_t i = 0; i < TEXT_END_; i++)
		if (left->texts[i].size != right->texts[i].size)
			abort();
	for (size_t i = 0; i < left->n_fds; i++)
		if (left->fds[i].fd != right->fds[i].fd ||
		    strcmp(left->fds[i].target, right->fds[i].target) != 0)
			abort();
}

static void check_written(const struct crash_capture *capture)
{
	struct crash_capture *again = new_capture();
	_cleanup_close_ int fd = NO_FD;

	if (facts_write(capture, &fd) < 0 || facts_read(fd, again) < 0)
		abort();
	check_same(capture, again);
	free_capture(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("facts", MFD_CLOEXEC);
	struct crash_capture *capture = new_capture(), *merged = new_capture();
	int r;

	if (fd < 0 || fd_write_full(fd, data, size) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	r = facts_read(fd, capture);
	if (r < 0 && r != -EBADMSG)
		abort();
	check_strings(capture);
	check_written(capture);
	facts_merge(merged, capture);
	check_strings(merged);
	free_capture(merged);
	free_capture(capture);
	return 0;
}
