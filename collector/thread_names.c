/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/thread_names.h"

#include <stdlib.h>
#include <string.h>

static int by_tid(const void *left, const void *right)
{
	const struct capture_thread *a = left, *b = right;

	return a->tid < b->tid ? -1 : a->tid > b->tid;
}

/* A thread is known once it is in the capture: its tid is then no longer looked for. */
static void take_name(struct capture_thread *thread, struct crash_capture *named)
{
	struct capture_thread *found =
		bsearch(thread, named->threads, named->n_threads, sizeof(*thread), by_tid);

	if (!found)
		return;
	memcpy(thread->name, found->name, sizeof(thread->name));
	found->ns_tid = 0;
}

void thread_names_apply(struct crash_capture *capture, struct crash_capture *named,
			bool notes_are_complete)
{
	const struct capture_process *process = &capture->process;

	if (named->n_threads == 0 || process->crashing_tid != process->ns_crashing_tid)
		return;
	qsort(named->threads, named->n_threads, sizeof(*named->threads), by_tid);
	for (size_t i = 0; i < capture->n_threads; i++)
		take_name(&capture->threads[i], named);
	if (notes_are_complete)
		return;
	for (size_t i = 0; i < named->n_threads; i++)
		if (named->threads[i].ns_tid != 0)
			(void)crash_capture_add_thread(capture, &named->threads[i]);
}
