/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of /proc, and values in them that other writers give nowhere else. */
#include <string.h>
#include <sys/auxv.h>

#include "lib/capture/auxv.h"
#include "lib/capture/text_fields.h"
#include "lib/minidump/reading.h"
#include "lib/minidump/text_streams.h"

/* The decimal number at the start of a line's value in status; 0 without one. */
static uint32_t status_number(struct bytes status, const char *name)
{
	struct bytes value;
	uint64_t number = 0;

	if (!text_field_find(status, name, ':', &value))
		return 0;
	for (size_t i = 0; i < value.size && value.data[i] >= '0' && value.data[i] <= '9'; i++)
		if (number <= UINT32_MAX)
			number = number * 10 + (uint64_t)(value.data[i] - '0');
	return number <= UINT32_MAX ? (uint32_t)number : 0;
}

static void fill_process(struct crash_capture *capture)
{
	struct capture_process *process = &capture->process;
	struct bytes status = capture->texts[TEXT_status], name;

	if (process->pid == 0)
		process->pid = status_number(status, "Tgid");
	if (process->pid == 0)
		process->pid = status_number(status, "Pid");
	if (!process->has_ids && text_field_find(status, "Uid", ':', &name)) {
		process->uid = status_number(status, "Uid");
		process->gid = status_number(status, "Gid");
		process->has_ids = true;
	}
	if (!*process->comm && text_field_find(status, "Name", ':', &name))
		memcpy(process->comm, name.data,
		       name.size < sizeof(process->comm) ? name.size : sizeof(process->comm) - 1);
}

static void fill_system(struct crash_capture *capture)
{
	struct bytes auxv = capture->texts[TEXT_auxv];
	uint64_t value;

	if (auxv_find(auxv, capture->elf_class, AT_PAGESZ, &value) && value <= UINT32_MAX)
		capture->system.page_size = (uint32_t)value;
	if (auxv_find(auxv, capture->elf_class, AT_CLKTCK, &value) && value <= UINT32_MAX)
		capture->system.clock_ticks = (uint32_t)value;
}

void minidump_read_texts(struct minidump_reading *reading)
{
	struct crash_capture *capture = reading->capture;

	for (size_t i = 0; i < n_text_streams; i++)
		capture->texts[text_streams[i].text] = minidump_stream(
			reading, text_streams[i].type, capture_text_limit(text_streams[i].text));
	fill_process(capture);
	fill_system(capture);
}
