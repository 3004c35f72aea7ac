/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The source for ELF cores: the kernel's and those of GDB's gcore, from a file or a pipe. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "converter/source.h"
#include "lib/base/byte_reader.h"
#include "lib/base/cleanup.h"
#include "lib/capture/memory_holes.h"
#include "lib/capture/memory_snapshot.h"
#include "lib/elf/core/core_memory.h"
#include "lib/elf/core/core_process.h"
#include "lib/elf/process/allowed_memory.h"
#include "lib/elf/process/forward_pass.h"
#include "lib/elf/process/process_memory.h"

struct elf_core {
	struct core_stream stream;
	struct core_head head;
	struct core_threads threads;
	struct memory_wishes wishes;
	struct core_memory file;	 /* of a seekable core */
	struct memory_snapshot snapshot; /* of one that is not: what was kept as it went by */
	struct allowed_memory allowed;	 /* of either */
};

static bool probe_elf(struct bytes head)
{
	return head.size >= SELFMAG && memcmp(head.data, ELFMAG, SELFMAG) == 0;
}

/* What is an ELF file but no core that can be converted has an error of its own. */
static int judge_header(struct bytes head)
{
	if (head.size < sizeof(Elf32_Ehdr))
		return -ENODATA;
	if (bytes_uint_at(head, EI_DATA, 1) != ELFDATA2LSB)
		return -ENOTSUP;
	if (bytes_uint_at(head, offsetof(Elf64_Ehdr, e_type), 2) != ET_CORE)
		return -EISNAM;
	if (!register_table_find((uint16_t)bytes_uint_at(head, offsetof(Elf64_Ehdr, e_machine), 2),
				 (uint8_t)bytes_uint_at(head, EI_CLASS, 1)))
		return -ENOTSUP;
	return 0;
}

/* A core that ends early, or is damaged, is converted as far as it goes. */
static int note_damage(struct crash_capture *capture, const char *subject, int error)
{
	enum soft_error_code code = SOFT_ERROR_core_head_invalid;

	if (error == 0 || error == -ENOMEM)
		return error;
	if (error == -ENODATA)
		code = SOFT_ERROR_core_head_truncated;
	else if (error == -E2BIG)
		code = SOFT_ERROR_too_large;
	else if (error != -EBADMSG && error != -ENOEXEC)
		return error; /* of the disk, say: nothing that the core is to blame for */
	capture->complete = false;
	soft_errors_add(&capture->soft_errors, code, subject, error);
	return 0;
}

static int read_notes(struct elf_core *core, struct crash_capture *capture)
{
	int r = core_head_read(&core->stream, &capture->pool, &core->head);

	capture->machine = core->head.machine;
	capture->elf_class = core->head.elf_class;
	core->head.file_note_limit = LIMIT_FILE_NOTE;
	core_threads_init(&core->threads, &core->head, &core->stream, capture);
	if (r < 0)
		return note_damage(capture, "head", r);
	r = core_threads_read_crashing(&core->threads);
	if (r == 0)
		r = core_threads_read_siblings(&core->threads);
	return note_damage(capture, "notes", r);
}

/* A gcore of a process that nothing was wrong with has a current thread, but no signal. */
static void settle_signal(struct crash_capture *capture)
{
	if (capture->fatal.signal == 0)
		capture->fatal.present = false;
}

static void note_missing_memory(struct crash_capture *capture, uint64_t bytes)
{
	capture->complete = false;
	soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_core_truncated, "memory", ENODATA,
			      bytes);
}

static int open_file_memory(struct elf_core *core, int fd, struct crash_capture *capture)
{
	struct stat status;
	uint64_t missing;

	if (fstat(fd, &status) < 0)
		return -errno;
	missing = core_memory_missing(&core->head, (uint64_t)status.st_size);
	if (missing > 0)
		note_missing_memory(capture, missing);
	core_memory_init(&core->file, &core->head, fd);
	allowed_memory_init(&core->allowed, &core->file.reader, &core->wishes.permit);
	return 0;
}

static int open_passing_memory(struct elf_core *core, struct crash_capture *capture)
{
	int r = forward_pass_take(&core->wishes, &core->stream, &core->snapshot);

	if (r == -ENODATA)
		note_missing_memory(capture, 1);
	else if (r < 0)
		return r;
	allowed_memory_init(&core->allowed, &core->snapshot.reader, &core->wishes.permit);
	return 0;
}

/* Pages that the core does not have are holes. */
static int plan_memory(struct elf_core *core, struct crash_capture *capture)
{
	struct memory_reader *memory = &core->allowed.reader;
	uint64_t missing = 0;
	int r;

	if (capture->n_threads > 0)
		memory_wishes_add_crashing_stack(&core->wishes);
	process_memory_plan(&core->wishes, memory);
	r = memory_holes_leave_out(&capture->memory, memory, &missing);
	if (r == -E2BIG)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_too_many, "memory ranges", r);
	else if (r < 0)
		return r;
	if (missing > 0)
		soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_memory_unreadable, "memory",
				      EFAULT, missing);
	return 0;
}

static int read_core(struct elf_core *core, const struct source_input *input,
		     struct crash_capture *capture)
{
	int r = read_notes(core, capture);

	if (r < 0)
		return r;
	settle_signal(capture);
	core_process_describe(&core->threads);
	r = core_process_map(&core->threads);
	if (r < 0)
		return r;
	memory_wishes_init(&core->wishes, capture, &core->head);
	r = input->is_seekable ? open_file_memory(core, input->fd, capture)
			       : open_passing_memory(core, capture);
	return r < 0 ? r : plan_memory(core, capture);
}

static struct memory_reader *core_memory(void *state)
{
	struct elf_core *core = state;

	return &core->allowed.reader;
}

static void close_core(void *state)
{
	struct elf_core *core = state;

	memory_snapshot_done(&core->snapshot);
	free(core);
}

static int open_core(const struct source_input *input, struct crash_capture *capture,
		     void **ret_state)
{
	struct elf_core *core;
	int r = judge_header(input->head);

	if (r < 0)
		return r;
	core = calloc(1, sizeof(*core));
	if (!core)
		return -ENOMEM;
	capture->complete = true;
	core_stream_init(&core->stream, input->fd, DEADLINE_NEVER);
	if (!input->is_seekable)
		core_stream_put_back(&core->stream, input->head);
	r = read_core(core, input, capture);
	if (r < 0) {
		close_core(core);
		return r;
	}
	*ret_state = core;
	return 0;
}

const struct source_type source_elf_core = {
	.name = "ELF core",
	.can_stream = true,
	.probe = probe_elf,
	.open = open_core,
	.memory = core_memory,
	.close = close_core,
};
