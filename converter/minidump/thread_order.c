/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads in the order of the dump: the crashing one first, as readers with a limit need it. */
#include <errno.h>
#include <stdlib.h>

#include "converter/minidump/builder.h"
#include "lib/base/cleanup.h"

static const struct capture_thread *thread_of(const void *item)
{
	return *(const struct capture_thread *const *)item;
}

/* The capture's order among equals, so that the first of them is kept. */
static int by_tid(const void *left, const void *right)
{
	const struct capture_thread *a = thread_of(left), *b = thread_of(right);

	if (a->tid != b->tid)
		return a->tid < b->tid ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* Sets is_double for every thread whose tid an earlier one has: readers reject such lists. */
static int find_doubles(const struct crash_capture *capture, bool *is_double)
{
	size_t n = capture->n_threads;
	_cleanup_free_ const struct capture_thread **sorted = calloc(n + 1, sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		sorted[i] = &capture->threads[i];
	qsort(sorted, n, sizeof(*sorted), by_tid);
	for (size_t i = 1; i < n; i++)
		if (sorted[i]->tid == sorted[i - 1]->tid)
			is_double[sorted[i] - capture->threads] = true;
	return 0;
}

static uint32_t first_tid(const struct crash_capture *capture)
{
	if (capture->original.present)
		return capture->original.tid;
	return capture->fatal.present ? capture->fatal.tid : capture->process.crashing_tid;
}

static void append(struct minidump_builder *builder, const bool *is_double, bool is_first)
{
	const struct crash_capture *capture = builder->capture;

	for (size_t i = 0; i < capture->n_threads; i++) {
		const struct capture_thread *thread = &capture->threads[i];

		if (!is_double[i] && (thread->tid == first_tid(capture)) == is_first)
			builder->threads[builder->n_threads++].thread = thread;
	}
}

/* LLDB 19 crashes on a dump without threads, or whose exception names none of them. */
static void append_missing(struct minidump_builder *builder)
{
	uint32_t tid = first_tid(builder->capture);

	if (tid == 0 && builder->capture->n_threads > 0)
		return;
	builder->missing.tid = tid ? tid : builder->capture->process.pid;
	builder->threads[builder->n_threads++].thread = &builder->missing;
}

int minidump_order_threads(struct minidump_builder *builder)
{
	size_t n = builder->capture->n_threads;
	_cleanup_free_ bool *is_double = calloc(n + 1, sizeof(*is_double));
	size_t n_doubles = 0;
	int r;

	builder->threads = calloc(n + 1, sizeof(*builder->threads));
	if (!is_double || !builder->threads)
		return -ENOMEM;
	r = find_doubles(builder->capture, is_double);
	if (r < 0)
		return r;
	append(builder, is_double, true);
	if (builder->n_threads == 0)
		append_missing(builder);
	append(builder, is_double, false);
	for (size_t i = 0; i < n; i++)
		n_doubles += is_double[i];
	if (n_doubles > 0)
		soft_errors_add_count(&builder->soft_errors, SOFT_ERROR_invalid_value,
				      "thread id used twice", 0, n_doubles);
	return 0;
}
