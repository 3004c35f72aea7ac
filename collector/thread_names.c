/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/thread_names.h"

#include <stdlib.h>
#include <string.h>

/* As the notes count: in the process's own pid namespace. */
static int by_ns_tid(const void *left, const void *right)
{
	const struct capture_thread *a = left, *b = right;

	return a->ns_tid < b->ns_tid ? -1 : a->ns_tid > b->ns_tid;
}

/* A thread is known once it is in the capture: it then gets no thread without registers. */
static void take_name(struct capture_thread *thread, struct crash_capture *named)
{
	struct capture_thread *found =
		bsearch(thread, named->threads, named->n_threads, sizeof(*thread), by_ns_tid);

	if (!found || found->ns_tid == 0)
		return;
	thread->tid = found->tid;
	memcpy(thread->name, found->name, sizeof(thread->name));
	found->tid = 0;
}

void thread_names_apply(struct crash_capture *capture, struct crash_capture *named,
			bool notes_are_complete)
{
	if (named->n_threads == 0)
		return;
	qsort(named->threads, named->n_threads, sizeof(*named->threads), by_ns_tid);
	for (size_t i = 0; i < capture->n_threads; i++)
		take_name(&capture->threads[i], named);
	if (notes_are_complete)
		return;
	for (size_t i = 0; i < named->n_threads; i++)
		if (named->threads[i].tid != 0)
			(void)crash_capture_add_thread(capture, &named->threads[i]);
}
