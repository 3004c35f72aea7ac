/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/capture_extra.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/valid_utf8.h"
#include "lib/capture/siginfo.h"
#include "lib/capture/signal_names.h"
#include "lib/store/extra_keys.h"
#include "minidumpctl/print/hex_text.h"
#include "minidumpctl/print/json_values.h"

/* What is no UTF-8 is replaced, as the converter does it: values are not escaped yet. */
static void set_text(json_t *extra, const char *key, const char *text)
{
	_cleanup_(byte_buffer_done) struct byte_buffer valid = BYTE_BUFFER_INIT;

	if (!text || !*text)
		return;
	utf8_put_valid(&valid, bytes_of(text, strlen(text)));
	(void)json_object_set_new(extra, key, json_of_bytes(byte_buffer_bytes(&valid)));
}

static void set_number(json_t *extra, const char *key, uint64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, number);
	set_text(extra, key, text);
}

static void set_address(json_t *extra, const char *key, uint64_t address)
{
	(void)json_object_set_new(extra, key, json_of_address(address));
}

static void set_process(json_t *extra, const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);

	if (process->pid != 0)
		set_number(extra, EXTRA_PID, process->pid);
	if (process->crashing_tid != 0)
		set_number(extra, EXTRA_TID, process->crashing_tid);
	if (process->has_ids) {
		set_number(extra, EXTRA_UID, process->uid);
		set_number(extra, EXTRA_GID, process->gid);
	}
	set_text(extra, EXTRA_EXE, process->exe);
	set_text(extra, EXTRA_COMM, process->comm);
	set_text(extra, EXTRA_CWD, process->cwd);
	set_text(extra, EXTRA_THREAD_NAME, thread ? thread->name : NULL);
}

static void set_signal(json_t *extra, const struct crash_capture *capture)
{
	const struct crash_exception *exception =
		capture->original.present ? &capture->original : &capture->fatal;

	if (!exception->present)
		return;
	set_text(extra, EXTRA_SIGNAL, signal_name(exception->signal));
	set_text(extra, EXTRA_CODE, signal_code_name(exception->signal, exception->code));
	if (signal_has_address(exception->signal, exception->code))
		set_address(extra, EXTRA_ADDRESS,
			    siginfo_address(exception->siginfo, capture->elf_class));
}

static void set_where(json_t *extra, const struct crash_capture *capture)
{
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);
	const struct capture_module *module;
	_cleanup_free_ char *build_id = NULL;
	const char *slash;
	char where[320];

	if (!thread || thread->source == REGISTERS_NONE)
		return;
	module = crash_capture_find_module(capture, thread->instruction_pointer);
	if (!module) {
		set_address(extra, EXTRA_WHERE, thread->instruction_pointer);
		return;
	}
	slash = strrchr(module->path, '/');
	(void)snprintf(where, sizeof(where), "%.255s+0x%" PRIx64, slash ? slash + 1 : module->path,
		       thread->instruction_pointer - module->base);
	build_id = hex_text(module->build_id);
	set_text(extra, EXTRA_WHERE, where);
	set_text(extra, EXTRA_WHERE_MODULE, module->path);
	set_text(extra, EXTRA_WHERE_BUILD_ID, build_id);
	set_address(extra, EXTRA_WHERE_OFFSET, thread->instruction_pointer - module->base);
}

json_t *capture_to_extra(const struct crash_capture *capture)
{
	json_t *extra = json_object();

	set_number(extra, EXTRA_CRASH_TIME_NS, capture->clocks.realtime_ns);
	set_process(extra, capture);
	set_signal(extra, capture);
	set_where(extra, capture);
	set_text(extra, EXTRA_KERNEL, capture->system.kernel_release);
	set_text(extra, EXTRA_ARCHITECTURE, capture->system.machine);
	set_text(extra, EXTRA_BOOT_ID, capture->clocks.boot_id);
	set_number(extra, EXTRA_THREADS, capture->n_threads);
	set_number(extra, EXTRA_MODULES, capture->n_modules);
	set_number(extra, EXTRA_MEMORY_BYTES, memory_plan_bytes(&capture->memory));
	return extra;
}
