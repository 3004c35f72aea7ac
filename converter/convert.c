/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/convert.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "converter/enrich.h"
#include "converter/extra.h"
#include "converter/file_hash.h"
#include "converter/minidump/minidump_writer.h"
#include "converter/reader_grant.h"
#include "converter/source.h"
#include "lib/base/cleanup.h"
#include "lib/base/output_file.h"
#include "lib/store/report_id.h"

static int fail(struct conversion_failure *failure, enum conversion_step step, int error)
{
	*failure = (struct conversion_failure){ .step = step, .error = error };
	return error;
}

static int fail_to_create(struct conversion_failure *failure, enum conversion_step step, int error)
{
	*failure = (struct conversion_failure){ .step = step, .creating = true, .error = error };
	return error;
}

static void capture_freep(struct crash_capture **capture)
{
	if (*capture)
		crash_capture_done(*capture);
	free(*capture);
}

static struct crash_capture *capture_new(void)
{
	struct crash_capture *capture = malloc(sizeof(*capture));

	if (capture)
		crash_capture_init(capture);
	return capture;
}

/* Commits the file and syncs the directory that it is in. */
static int publish(struct output_file *file)
{
	int r = output_file_commit(file);

	if (r == 0 && fsync(file->directory_fd) < 0)
		r = -errno;
	return r;
}

static int write_dump(const struct conversion *conversion, struct crash_capture *capture,
		      struct memory_reader *memory, char ret_hash[SHA256_TEXT_SIZE],
		      struct conversion_failure *failure)
{
	_cleanup_(output_file_done) struct output_file file = OUTPUT_FILE_INIT;
	int r = output_file_create(conversion->dump.directory_fd, conversion->dump.name,
				   conversion->mode, &file);

	if (r < 0)
		return fail_to_create(failure, CONVERSION_DUMP, r);
	if (conversion->for_owner)
		(void)reader_grant(capture, file.fd);
	r = minidump_write(capture, memory, file.fd);
	if (r == 0)
		r = file_sha256(file.fd, ret_hash);
	if (r == 0)
		r = publish(&file);
	return r < 0 ? fail(failure, CONVERSION_DUMP, r) : 0;
}

static int write_extra(const struct conversion *conversion, struct crash_capture *capture,
		       struct extra_report *report, struct conversion_failure *failure)
{
	_cleanup_(output_file_done) struct output_file file = OUTPUT_FILE_INIT;
	int r = output_file_create(conversion->extra.directory_fd, conversion->extra.name,
				   conversion->mode, &file);

	if (r < 0)
		return fail_to_create(failure, CONVERSION_EXTRA, r);
	report->readable_by_owner = conversion->for_owner && reader_grant(capture, file.fd);
	r = extra_write(capture, report, file.fd);
	if (r == 0)
		r = publish(&file);
	return r < 0 ? fail(failure, CONVERSION_EXTRA, r) : 0;
}

static const char *report_id_of(const struct conversion *conversion,
				const struct crash_capture *capture)
{
	if (conversion->id)
		return conversion->id;
	return report_id_is_valid(capture->id) ? capture->id : "";
}

static int write_outputs(const struct conversion *conversion, struct crash_capture *capture,
			 struct memory_reader *memory, struct conversion_failure *failure)
{
	struct extra_report report = { .id = report_id_of(conversion, capture) };
	char hash[SHA256_TEXT_SIZE], reason[128];
	struct conversion_failure ignored;
	int r = write_dump(conversion, capture, memory, hash, failure);

	if (!conversion->extra.name)
		return r;
	if (r < 0) {
		(void)snprintf(reason, sizeof(reason), "the minidump could not be written: %s",
			       strerror(-r));
		report.no_dump_reason = reason;
		(void)write_extra(conversion, capture, &report, &ignored);
		return r;
	}
	report.minidump_hash = hash;
	return write_extra(conversion, capture, &report, failure);
}

int convert(const struct conversion *conversion, struct conversion_failure *ret_failure)
{
	_cleanup_(source_done) struct source source = SOURCE_INIT;
	_cleanup_(capture_freep) struct crash_capture *capture = capture_new();
	int r;

	if (!capture)
		return fail(ret_failure, CONVERSION_READ, -ENOMEM);
	r = source_open(conversion->input_fd, capture, &source);
	if (r == 0)
		r = capture_enrich(capture, source_memory(&source));
	if (r < 0)
		return fail(ret_failure, CONVERSION_READ, r);
	return write_outputs(conversion, capture, source_memory(&source), ret_failure);
}

int convert_to_reason(const struct conversion_output *extra, mode_t mode, const char *id,
		      const char *reason)
{
	_cleanup_(capture_freep) struct crash_capture *capture = capture_new();
	const struct conversion conversion = { .extra = *extra, .mode = mode };
	struct extra_report report = { .id = id, .no_dump_reason = reason };
	struct conversion_failure failure;

	if (!capture)
		return -ENOMEM;
	capture->clocks.realtime_ns = report_id_time_ns(id);
	return write_extra(&conversion, capture, &report, &failure);
}
