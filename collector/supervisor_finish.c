/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dump behind the worker: completed if need be, made durable, and named. */
#include "collector/supervisor.h"

#include <errno.h>
#include <unistd.h>

#include "collector/worker_stages.h"
#include "lib/idump/idump_sections.h"

bool supervisor_is_committed(const struct supervisor *supervisor)
{
	return supervisor->last.stage >= STAGE_COMMITTED &&
	       supervisor->last.written > IDUMP_HEADER_SIZE;
}

/*
 * Behind what the worker wrote, its last frame torn or not; or from the start, if that is nothing.
 */
static int continue_dump(const struct supervisor *supervisor, const struct crash_capture *capture,
			 struct idump_writer *ret_dump)
{
	int r, fd = supervisor->dump.fd;
	off_t end = lseek(fd, 0, SEEK_END);

	if (end >= 0 && supervisor_is_committed(supervisor))
		return idump_writer_continue(ret_dump, fd, capture->id, (uint64_t)end);
	if (end < 0 || ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	r = idump_writer_init(ret_dump, fd, capture->id);
	if (r == 0)
		idump_write_subject(ret_dump, capture);
	return r;
}

/* What the supervisor knows: what befell the worker, and who died, if the worker did not say it. */
static int append_record(struct supervisor *supervisor, struct crash_capture *capture)
{
	struct idump_writer dump = { .fd = NO_FD };
	int r = continue_dump(supervisor, capture, &dump);

	if (r == 0) {
		idump_write_soft_errors(&dump, &capture->soft_errors);
		r = idump_writer_flush(&dump);
	}
	idump_writer_done(&dump);
	return r;
}

void supervisor_finish_dump(struct supervisor *supervisor, struct crash_capture *capture)
{
	bool is_whole = supervisor->last.stage == STAGE_FINISHED && supervisor->last.status == 0;
	int r = 0;

	if (supervisor->dump.fd < 0)
		return;
	if (!is_whole) {
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_worker_died,
				supervisor->failure ? supervisor->failure : "worker",
				supervisor->failure_error);
		r = append_record(supervisor, capture);
	}
	if (r == 0 || supervisor_is_committed(supervisor))
		r = spool_file_finish(&supervisor->dump);
	if (r < 0)
		supervisor_fail(supervisor, "the dump could not be stored", r);
	if (r > 0)
		supervisor_fail(supervisor, "its name may not be on disk", r);
	supervisor->stored = r >= 0;
	if (r < 0 && !supervisor_is_committed(supervisor))
		spool_file_discard(&supervisor->dump);
}
