/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exception: the signal as readers of Linux dumps know it, the number as code and si_code as flags.
 * Where the fatal signal only re-raised a fault, the fault is the exception, and the fatal signal
 * goes into a stream of ours.
 */
#include <signal.h>

#include "converter/minidump/streams.h"
#include "lib/capture/siginfo.h"
#include "lib/minidump/private_streams.h"

static const struct crash_exception *choose(const struct crash_capture *capture, uint32_t type)
{
	const struct crash_exception *chosen = &capture->fatal;

	if (type == MD_EXCEPTION_STREAM && capture->original.present)
		chosen = &capture->original;
	else if (type == MD_PRIVATE_FATAL_SIGNAL && !capture->original.present)
		return NULL;
	return chosen->present ? chosen : NULL;
}

/* Crashpad's parameters: the sender of a signal, or the system call that was refused. */
static void set_parameters(const struct crash_exception *exception, uint8_t elf_class,
			   struct md_exception_stream *record)
{
	struct bytes siginfo = exception->siginfo;

	if (siginfo.size == 0)
		return;
	if (signal_has_sender(exception->code)) {
		record->parameters[0] = siginfo_sender_pid(siginfo, elf_class);
		record->parameters[1] = siginfo_sender_uid(siginfo, elf_class);
		record->parameters[2] = exception->code < 0 ? siginfo_value(siginfo, elf_class) : 0;
		record->number_parameters = 3;
	} else if (exception->signal == SIGSYS &&
		   signal_has_address(exception->signal, exception->code)) {
		record->parameters[0] = siginfo_syscall(siginfo, elf_class);
		record->parameters[1] = siginfo_syscall_arch(siginfo, elf_class);
		record->number_parameters = 2;
	}
}

/*
 * The registers at delivery, else those of the thread: readers take the crashing thread's registers
 * from here and not from its own record.
 */
static layout_blob_t find_context(struct minidump_builder *builder,
				  const struct crash_exception *exception, uint32_t tid)
{
	layout_blob_t blob = minidump_builder_add_context(builder, &exception->registers);
	const struct minidump_thread *thread;

	if (blob != LAYOUT_NO_BLOB)
		return blob;
	thread = minidump_builder_find_thread(builder, tid);
	return thread ? thread->context : LAYOUT_NO_BLOB;
}

layout_blob_t minidump_add_exception(struct minidump_builder *builder, uint32_t type)
{
	const struct crash_capture *capture = builder->capture;
	const struct crash_exception *exception = choose(capture, type);
	struct md_exception_stream *record;
	layout_blob_t blob;
	void *data;

	if (!exception)
		return LAYOUT_NO_BLOB;
	blob = layout_reserve(&builder->layout, sizeof(*record), MD_ALIGN_LIST, &data);
	record = data;
	if (!record)
		return LAYOUT_NO_BLOB;
	record->thread_id = exception->tid ? exception->tid : capture->process.crashing_tid;
	record->exception_code = (uint32_t)exception->signal;
	record->exception_flags = (uint32_t)exception->code;
	if (signal_has_address(exception->signal, exception->code))
		record->exception_address = siginfo_address(exception->siginfo, capture->elf_class);
	set_parameters(exception, capture->elf_class, record);
	layout_refer(&builder->layout, &record->context,
		     find_context(builder, exception, record->thread_id));
	return blob;
}
