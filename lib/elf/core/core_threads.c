/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_threads.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"

void core_threads_init(struct core_threads *threads, struct core_head *head,
		       struct core_stream *stream, struct crash_capture *capture)
{
	*threads = (struct core_threads){ .head = head, .stream = stream, .capture = capture };
}

/* NULL when there is no room for one more. */
static struct capture_thread *add_thread(struct crash_capture *capture, uint32_t tid,
					 uint32_t ns_tid)
{
	struct capture_thread thread = { .tid = tid, .ns_tid = ns_tid };

	if (crash_capture_add_thread(capture, &thread) < 0)
		return NULL;
	return &capture->threads[capture->n_threads - 1];
}

static void take_status(const struct core_threads *threads, struct capture_thread *thread,
			struct bytes prstatus)
{
	const struct register_table *table = threads->head->registers;

	thread->registers.prstatus = prstatus;
	if (!table || prstatus.size < table->regs_offset + table->regs_size)
		return;
	thread->source = REGISTERS_CORE_NOTES;
	thread->stack_pointer =
		bytes_uint_at(prstatus, table->stack_pointer_offset, table->word_size);
	thread->instruction_pointer =
		bytes_uint_at(prstatus, table->instruction_pointer_offset, table->word_size);
}

static uint32_t status_tid(const struct core_threads *threads, struct bytes prstatus)
{
	const struct register_table *table = threads->head->registers;

	return table ? (uint32_t)bytes_uint_at(prstatus, table->pid_offset, 4) : 0;
}

/* struct siginfo starts with si_signo, si_errno, si_code, of 4 bytes each, in both classes. */
static void take_siginfo(struct crash_exception *fatal, struct bytes siginfo)
{
	if (siginfo.size < 12)
		return;
	fatal->present = true;
	fatal->siginfo = siginfo;
	fatal->signal = (int)bytes_uint_at(siginfo, 0, 4);
	fatal->error = (int)bytes_uint_at(siginfo, 4, 4);
	fatal->code = (int)bytes_uint_at(siginfo, 8, 4);
}

static void take_psinfo(const struct core_threads *threads, struct bytes psinfo)
{
	const struct register_table *table = threads->head->registers;

	threads->capture->psinfo = psinfo;
	if (table)
		threads->capture->process.ns_pid =
			(uint32_t)bytes_uint_at(psinfo, table->psinfo_pid_offset, 4);
}

static void take_note(struct core_threads *threads, struct capture_thread *thread,
		      const struct core_note *note)
{
	switch (note->type) {
	case NT_PRFPREG:
		thread->registers.fpregs = note->desc;
		break;
	case NT_PRXFPREG: /* of i386: what XSAVE state starts with, which not every processor has */
		if (thread->registers.xstate.size == 0)
			thread->registers.xstate = note->desc;
		break;
	case NT_X86_XSTATE:
		thread->registers.xstate = note->desc;
		break;
	case NT_SIGINFO:
		if (threads->capture->fatal.siginfo.size == 0)
			take_siginfo(&threads->capture->fatal, note->desc);
		break;
	case NT_PRPSINFO:
		take_psinfo(threads, note->desc);
		break;
	case NT_AUXV:
		threads->auxv = note->desc;
		break;
	case NT_FILE:
		threads->files = note->desc;
		break;
	default:
		break;
	}
}

/* Reads notes into thread until the next NT_PRSTATUS, which is kept for the next group. */
static int read_group(struct core_threads *threads, struct capture_thread *thread)
{
	threads->has_next = false;
	for (;;) {
		struct core_note note;
		int r = core_head_next_note(threads->head, threads->stream, &threads->capture->pool,
					    &note);

		threads->ended = r == 0;
		if (r <= 0)
			return r;
		if (note.type == NT_PRSTATUS) {
			threads->next = note;
			threads->has_next = true;
			return 0;
		}
		take_note(threads, thread, &note);
	}
}

/* The signal, where no NT_SIGINFO told it, nor the kernel by an argument. */
static void take_current_signal(const struct core_threads *threads,
				const struct capture_thread *thread)
{
	const struct register_table *table = threads->head->registers;
	struct crash_exception *fatal = &threads->capture->fatal;
	struct bytes prstatus = thread->registers.prstatus;

	if (table && fatal->siginfo.size == 0 && fatal->signal == 0)
		fatal->signal = (int)bytes_uint_at(prstatus, table->cursig_offset, 2);
}

static int start_crashing(struct core_threads *threads, struct bytes prstatus)
{
	struct crash_capture *capture = threads->capture;
	uint32_t tid = capture->process.crashing_tid, ns_tid = status_tid(threads, prstatus);
	struct capture_thread *thread;

	if (tid == 0)
		tid = capture->process.crashing_tid = ns_tid;
	capture->process.ns_crashing_tid = ns_tid;
	thread = add_thread(capture, tid, ns_tid);
	if (!thread)
		return -ENOMEM;
	memcpy(thread->name, capture->process.comm, sizeof(thread->name));
	take_status(threads, thread, prstatus);
	capture->fatal.tid = thread->tid;
	capture->fatal.present = true;
	return 0;
}

int core_threads_read_crashing(struct core_threads *threads)
{
	struct capture_thread nobody = { .tid = 0 };
	struct capture_thread *thread;
	int r = read_group(threads, &nobody);

	if (r < 0)
		return r;
	if (!threads->has_next)
		return -EBADMSG;
	r = start_crashing(threads, threads->next.desc);
	if (r < 0)
		return r;
	thread = &threads->capture->threads[threads->capture->n_threads - 1];
	r = read_group(threads, thread);
	take_current_signal(threads, thread);
	return r;
}

int core_threads_read_siblings(struct core_threads *threads)
{
	while (threads->has_next) {
		struct bytes prstatus = threads->next.desc;
		uint32_t ns_tid = status_tid(threads, prstatus);
		struct capture_thread *thread = add_thread(threads->capture, ns_tid, ns_tid);
		struct capture_thread ignored = { .tid = 0 };
		int r;

		if (!thread)
			thread = &ignored;
		take_status(threads, thread, prstatus);
		r = read_group(threads, thread);
		if (r < 0)
			return r;
	}
	return 0;
}
