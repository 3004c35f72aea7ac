/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_process.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/capture/auxv.h"
#include "lib/capture/proc_maps.h"
#include "lib/elf/core/core_maps.h"

/* struct elf_prpsinfo, which is the same on all 64-bit architectures, and on x86's and ARM's 32. */
struct psinfo_layout {
	uint8_t uid, gid, id_size, pid, name;
};

static const struct psinfo_layout psinfo_layouts[] = {
	[ELFCLASS32] = { 8, 10, 2, 12, 28 },
	[ELFCLASS64] = { 16, 20, 4, 24, 40 },
};

#define NAME_SIZE 16U

/* The kernel's comm is that of the main thread, which has the process's number. */
static void name_main_thread(struct crash_capture *capture, uint32_t ns_pid, struct bytes name)
{
	for (size_t i = 0; i < capture->n_threads; i++) {
		struct capture_thread *thread = &capture->threads[i];

		if (thread->ns_tid == ns_pid && thread->name[0] == '\0')
			memcpy(thread->name, name.data,
			       strnlen((const char *)name.data, NAME_SIZE - 1));
	}
}

static void take_psinfo(struct crash_capture *capture)
{
	const struct psinfo_layout *layout = &psinfo_layouts[capture->elf_class];
	struct capture_process *process = &capture->process;
	struct bytes info = capture->psinfo;
	struct byte_reader name = byte_reader_of(info);
	struct bytes raw;

	byte_reader_seek(&name, layout->name);
	raw = byte_reader_take(&name, NAME_SIZE);
	if (raw.size == 0)
		return;
	process->ns_pid = (uint32_t)bytes_uint_at(info, layout->pid, 4);
	if (process->pid == 0)
		process->pid = process->ns_pid;
	if (!process->has_ids) {
		process->uid = (uint32_t)bytes_uint_at(info, layout->uid, layout->id_size);
		process->gid = (uint32_t)bytes_uint_at(info, layout->gid, layout->id_size);
		process->has_ids = true;
	}
	if (process->comm[0] == '\0')
		memcpy(process->comm, raw.data, strnlen((const char *)raw.data, NAME_SIZE - 1));
	name_main_thread(capture, process->ns_pid, raw);
}

/* pr_psargs is the last member of both, behind the name. */
void core_process_hide_arguments(struct crash_capture *capture)
{
	const struct psinfo_layout *layout = &psinfo_layouts[capture->elf_class];
	size_t end = (size_t)layout->name + NAME_SIZE;

	capture->psinfo.size = (size_t)min_u64(capture->psinfo.size, end);
}

void core_process_describe(const struct core_threads *threads)
{
	struct crash_capture *capture = threads->capture;
	uint64_t value;

	take_psinfo(capture);
	if (capture->texts[TEXT_auxv].size == 0)
		capture->texts[TEXT_auxv] = bytes_of(
			threads->auxv.data, (size_t)min_u64(threads->auxv.size, LIMIT_AUXV));
	if (auxv_find(threads->auxv, capture->elf_class, AT_CLKTCK, &value))
		capture->system.clock_ticks = (uint32_t)value;
	if (auxv_find(threads->auxv, capture->elf_class, AT_PAGESZ, &value))
		capture->system.page_size = (uint32_t)value;
}

static int parse_files(const struct core_threads *threads, struct core_files *ret_files)
{
	struct crash_capture *capture = threads->capture;
	int r;

	if (threads->files.size == 0)
		return 0;
	r = core_files_parse(threads->files, capture->elf_class, &capture->pool, ret_files);
	if (r == -EBADMSG)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_invalid_value, "NT_FILE", r);
	return r == -ENOMEM ? r : 0;
}

static void name_program(struct crash_capture *capture, const struct core_files *files)
{
	const struct core_file_mapping *file;
	uint64_t headers;

	if (capture->process.exe[0] != '\0' ||
	    !auxv_find(capture->texts[TEXT_auxv], capture->elf_class, AT_PHDR, &headers))
		return;
	file = core_files_find(files, headers);
	if (file) {
		size_t size = (size_t)min_u64(file->path.size, LIMIT_PATH);
		const char *path = pool_copy_text(&capture->pool, file->path.data, size);

		capture->process.exe = path ? path : "";
	}
}

int core_process_map(const struct core_threads *threads)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	struct crash_capture *capture = threads->capture;
	struct core_files files = { .mappings = NULL };
	const uint8_t *copy;
	int r = parse_files(threads, &files);

	if (r < 0)
		return r;
	name_program(capture, &files);
	core_maps_put(&text, threads->head, &files, threads->auxv);
	r = byte_buffer_error(&text);
	if (r < 0)
		return r;
	copy = pool_copy(&capture->pool, text.data, text.size);
	if (!copy)
		return -ENOMEM;
	capture->texts[TEXT_maps] = bytes_of(copy, text.size);
	return proc_maps_parse(capture, capture->texts[TEXT_maps]);
}
