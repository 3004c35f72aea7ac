/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/identity.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "lib/capture/text_fields.h"

/* Field numbers of proc(5), "/proc/pid/stat". */
#define STAT_KSTKESP 29
#define STAT_KSTKEIP 30

static bool registers_match(const struct capture_thread *thread, struct bytes stat)
{
	uint64_t sp = 0, ip = 0;

	/* Some kernels (5.16 until 6.1.129 and 6.12.15) print zeros. */
	(void)stat_field_find(stat, STAT_KSTKESP, &sp);
	(void)stat_field_find(stat, STAT_KSTKEIP, &ip);
	if (thread->source == REGISTERS_NONE || (sp == 0 && ip == 0))
		return true;
	return sp == thread->stack_pointer && ip == thread->instruction_pointer;
}

bool identity_matches(const struct crash_capture *capture, struct bytes core_auxv)
{
	struct bytes proc_auxv = capture->texts[TEXT_auxv];

	if (core_auxv.size == 0 || proc_auxv.size < core_auxv.size ||
	    memcmp(proc_auxv.data, core_auxv.data, core_auxv.size) != 0)
		return false;
	return capture->n_threads == 0 ||
	       registers_match(&capture->threads[0], capture->texts[TEXT_stat]);
}

static void discard_names(struct crash_capture *capture)
{
	size_t kept = 0;

	for (size_t i = 0; i < capture->n_threads; i++) {
		struct capture_thread *thread = &capture->threads[i];

		if (thread->registers.prstatus.size == 0)
			continue;
		memset(thread->name, 0, sizeof(thread->name));
		capture->threads[kept++] = *thread;
	}
	capture->n_threads = kept;
}

void identity_discard_facts(struct crash_capture *facts)
{
	facts->process.exe = facts->process.cwd = facts->process.root = "";
	discard_names(facts);
	facts->n_fds = facts->n_namespaces = facts->n_mappings = facts->n_modules = 0;
	for (size_t i = 0; i < TEXT_END_; i++)
		if (i != TEXT_cpuinfo && i != TEXT_os_release)
			facts->texts[i] = BYTES_NONE;
}

void identity_discard_proc(struct crash_capture *capture)
{
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_identity_mismatch, "proc", ESRCH);
	identity_discard_facts(capture);
}

bool identity_still_holds(int pidfd)
{
	struct pollfd fd = { .fd = pidfd, .events = POLLIN };

	return pidfd >= 0 && poll(&fd, 1, 0) == 0;
}
