/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/extra_process.h"

#include <stdio.h>
#include <string.h>

#include "converter/command_line.h"
#include "converter/file_path.h"
#include "lib/base/cleanup.h"
#include "lib/capture/limits.h"
#include "lib/capture/text_fields.h"
#include "lib/store/extra_keys.h"

#define NS_PER_SECOND 1000000000ULL
#define NS_PER_MS     1000000ULL

/* Fields of /proc/PID/stat, proc_pid_stat(5). */
#define STAT_PPID      4
#define STAT_STARTTIME 22 /* clock ticks after boot */

/* How long the process lived. Ticks are coarse: a process may seem to start after its crash. */
static void put_uptime(struct extra_object *extra, const struct crash_capture *capture)
{
	uint64_t ticks, ticks_per_second = capture->system.clock_ticks, start, lived;
	char text[32];

	if (ticks_per_second == 0 || capture->clocks.boottime_ns == 0 ||
	    !stat_field_find(capture->texts[TEXT_stat], STAT_STARTTIME, &ticks) ||
	    ticks / ticks_per_second >= UINT64_MAX / NS_PER_SECOND)
		return;
	start = ticks / ticks_per_second * NS_PER_SECOND +
		ticks % ticks_per_second * NS_PER_SECOND / ticks_per_second;
	lived = capture->clocks.boottime_ns > start ? capture->clocks.boottime_ns - start : 0;
	(void)snprintf(text, sizeof(text), "%llu.%03llu", lived / NS_PER_SECOND,
		       lived % NS_PER_SECOND / NS_PER_MS);
	extra_put_text(extra, EXTRA_UPTIME, text);
}

static void put_times(struct extra_object *extra, const struct crash_capture *capture)
{
	uint64_t now = capture->clocks.realtime_ns;

	if (now > 0) {
		extra_put_number(extra, EXTRA_CRASH_TIME, now / NS_PER_SECOND);
		extra_put_number(extra, EXTRA_CRASH_TIME_NS, now);
	}
	put_uptime(extra, capture);
}

static void put_if_known(struct extra_object *extra, const char *key, uint64_t id)
{
	if (id != 0)
		extra_put_number(extra, key, id);
}

static void put_ids(struct extra_object *extra, const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	uint64_t parent;

	put_if_known(extra, EXTRA_PID, process->pid);
	put_if_known(extra, EXTRA_TID, process->crashing_tid);
	if (process->ns_pid != process->pid)
		put_if_known(extra, EXTRA_NS_PID, process->ns_pid);
	if (process->ns_crashing_tid != process->crashing_tid)
		put_if_known(extra, EXTRA_NS_TID, process->ns_crashing_tid);
	if (stat_field_find(capture->texts[TEXT_stat], STAT_PPID, &parent))
		extra_put_number(extra, EXTRA_PARENT_PID, parent);
	if (process->has_ids) {
		extra_put_number(extra, EXTRA_UID, process->uid);
		extra_put_number(extra, EXTRA_GID, process->gid);
	}
}

static void put_command_line(struct extra_object *extra, struct bytes cmdline)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;

	command_line_put(&text, cmdline, LIMIT_COMMAND_LINE);
	extra_put_bytes(extra, EXTRA_COMMAND_LINE, byte_buffer_bytes(&text));
}

static void put_names(struct extra_object *extra, const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);
	struct bytes exe = file_path_live(process->exe);

	if (exe.size > 0)
		extra_put_bytes(extra, EXTRA_PRODUCT_NAME, file_path_name(exe));
	else
		extra_put_text(extra, EXTRA_PRODUCT_NAME, process->comm);
	extra_put_text(extra, EXTRA_PROCESS_TYPE, "main");
	extra_put_text(extra, EXTRA_EXE, process->exe);
	extra_put_text(extra, EXTRA_COMM, process->comm);
	if (thread)
		extra_put_text(extra, EXTRA_THREAD_NAME, thread->name);
	put_command_line(extra, capture->texts[TEXT_cmdline]);
	extra_put_text(extra, EXTRA_CWD, process->cwd);
	if (strcmp(process->root, "/") != 0)
		extra_put_text(extra, EXTRA_ROOT, process->root);
}

static void put_control_group(struct extra_object *extra, struct bytes cgroup)
{
	struct bytes path, unit;

	if (!cgroup_path_find(cgroup, &path))
		return;
	extra_put_bytes(extra, EXTRA_CGROUP, path);
	if (cgroup_unit_find(path, &unit))
		extra_put_bytes(extra, EXTRA_UNIT, unit);
}

void extra_put_process(struct extra_object *extra, const struct crash_capture *capture)
{
	put_times(extra, capture);
	put_ids(extra, capture);
	put_names(extra, capture);
	extra_put_text(extra, EXTRA_POLICY, capture->process.policy);
	put_control_group(extra, capture->texts[TEXT_cgroup]);
}
