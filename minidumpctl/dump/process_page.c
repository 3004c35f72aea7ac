/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/process_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/escape.h"
#include "lib/capture/text_fields.h"
#include "minidumpctl/dump/auxv_entries.h"
#include "minidumpctl/print/time_text.h"

#define LABEL_WIDTH 14

static void print_bytes(const char *label, struct bytes text)
{
	size_t length = escape_text(NULL, 0, text.data, text.size);
	_cleanup_free_ char *safe = malloc(length + 1);

	if (!safe || text.size == 0)
		return;
	(void)escape_text(safe, length + 1, text.data, text.size);
	printf("%*s%s %s\n", LABEL_WIDTH, label, *label ? ":" : " ", safe);
}

static void print_text(const char *label, const char *text)
{
	print_bytes(label, bytes_of(text, strlen(text)));
}

/* "4242 (7 in its namespace)" */
static void print_pid(const char *label, uint32_t pid, uint32_t ns_pid)
{
	if (pid != 0 && ns_pid != 0 && ns_pid != pid)
		printf("%*s: %u (%u in its namespace)\n", LABEL_WIDTH, label, pid, ns_pid);
	else if (pid != 0)
		printf("%*s: %u\n", LABEL_WIDTH, label, pid);
}

static void print_ids(const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;
	uint64_t parent;

	print_pid("Process", process->pid, process->ns_pid);
	print_pid("Crashed thread", process->crashing_tid, process->ns_crashing_tid);
	if (stat_field_find(capture->texts[TEXT_stat], 4, &parent))
		printf("%*s: %llu\n", LABEL_WIDTH, "Parent", (unsigned long long)parent);
	if (process->has_ids)
		printf("%*s: %u, group %u\n", LABEL_WIDTH, "User", process->uid, process->gid);
	print_text("Name", process->comm);
	print_text("Executable", process->exe);
	print_text("Directory", process->cwd);
	print_text("Root", process->root);
}

static void print_when_and_where(const struct crash_capture *capture, bool utc)
{
	const struct capture_system *system = &capture->system;
	char time[TIME_TEXT_SIZE];

	if (capture->clocks.realtime_ns != 0) {
		time_text_long(capture->clocks.realtime_ns, utc, time);
		print_text("Time", time);
	}
	print_text("Boot", capture->clocks.boot_id);
	if (*system->kernel_release)
		printf("%*s: %s %s %s %s\n", LABEL_WIDTH, "Kernel", system->kernel_name,
		       system->kernel_release, system->kernel_version, system->machine);
}

static void print_cgroup(const struct crash_capture *capture)
{
	struct bytes path, unit;

	if (!cgroup_path_find(capture->texts[TEXT_cgroup], &path))
		return;
	print_bytes("Control group", path);
	if (cgroup_unit_find(path, &unit))
		print_bytes("Unit", unit);
}

static void print_namespaces(const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_namespaces; i++)
		print_text(i == 0 ? "Namespaces" : "", capture->namespaces[i].target);
}

/* Strings, or lines, of a text, each on a line of its own. */
static void print_pieces(const char *label, struct bytes text, char end)
{
	while (text.size > 0) {
		const uint8_t *found = memchr(text.data, end, text.size);
		size_t size = found ? (size_t)(found - text.data) : text.size;

		/* An empty argument is one, too. */
		if (size == 0)
			printf("%*s%s \n", LABEL_WIDTH, label, *label ? ":" : " ");
		print_bytes(label, bytes_of(text.data, size));
		label = "";
		size += found ? 1 : 0;
		text = bytes_of(text.data + size, text.size - size);
	}
}

static void print_auxv(const struct crash_capture *capture)
{
	struct byte_reader auxv = byte_reader_of(capture->texts[TEXT_auxv]);
	const char *label = "Auxiliary";
	struct auxv_entry entry;

	for (; auxv_entry_next(&auxv, capture->elf_class, &entry); label = "") {
		char number[24];

		(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)entry.type);
		printf("%*s%s %s=0x%llx\n", LABEL_WIDTH, label, *label ? ":" : " ",
		       entry.name ? entry.name : number, (unsigned long long)entry.value);
	}
}

void process_page_print(const struct crash_capture *capture, bool utc)
{
	print_ids(capture);
	print_when_and_where(capture, utc);
	print_cgroup(capture);
	print_namespaces(capture);
	print_pieces("Arguments", capture->texts[TEXT_cmdline], '\0');
	print_pieces("Environment", capture->texts[TEXT_environ], '\0');
	print_pieces("Limits", capture->texts[TEXT_limits], '\n');
	print_auxv(capture);
}
