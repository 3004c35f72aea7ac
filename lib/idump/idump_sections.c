/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/idump/idump_sections.h"

#include <errno.h>
#include <string.h>

#include "lib/base/checked_math.h"

#define SMALLEST_PAGE 4096U

static void start_map(struct idump_writer *writer, enum idump_key key)
{
	idump_writer_next_property(writer);
	idump_put_mark(writer, key, IDUMP_MAP_START);
}

static void end_map(struct idump_writer *writer, enum idump_key key)
{
	idump_put_mark(writer, key, IDUMP_MAP_END);
}

static void put_present_bytes(struct idump_writer *writer, enum idump_key key, struct bytes value)
{
	if (value.size > 0)
		idump_put_bytes(writer, key, value);
}

static void put_registers(struct idump_writer *writer, const struct thread_registers *registers)
{
	put_present_bytes(writer, IDUMP_KEY_prstatus, registers->prstatus);
	put_present_bytes(writer, IDUMP_KEY_fpregs, registers->fpregs);
	put_present_bytes(writer, IDUMP_KEY_xstate, registers->xstate);
}

static void write_process(struct idump_writer *writer, const struct crash_capture *capture)
{
	const struct capture_process *process = &capture->process;

	start_map(writer, IDUMP_KEY_process);
	idump_put_uint(writer, IDUMP_KEY_pid, process->pid);
	idump_put_uint(writer, IDUMP_KEY_ns_pid, process->ns_pid);
	idump_put_uint(writer, IDUMP_KEY_crashing_tid, process->crashing_tid);
	idump_put_uint(writer, IDUMP_KEY_ns_crashing_tid, process->ns_crashing_tid);
	if (process->has_ids) {
		idump_put_uint(writer, IDUMP_KEY_uid, process->uid);
		idump_put_uint(writer, IDUMP_KEY_gid, process->gid);
	}
	idump_put_uint(writer, IDUMP_KEY_dumpable, (uint64_t)process->dumpable);
	idump_put_uint(writer, IDUMP_KEY_core_limit, process->core_limit);
	idump_put_text(writer, IDUMP_KEY_comm, process->comm);
	idump_put_text(writer, IDUMP_KEY_exe, process->exe);
	idump_put_text(writer, IDUMP_KEY_cwd, process->cwd);
	idump_put_text(writer, IDUMP_KEY_root, process->root);
	idump_put_text(writer, IDUMP_KEY_policy, process->policy);
	put_present_bytes(writer, IDUMP_KEY_psinfo, capture->psinfo);
	end_map(writer, IDUMP_KEY_process);
}

static void write_exception(struct idump_writer *writer, enum idump_key key,
			    const struct crash_exception *exception)
{
	if (!exception->present)
		return;
	start_map(writer, key);
	idump_put_uint(writer, IDUMP_KEY_exception_tid, exception->tid);
	idump_put_uint(writer, IDUMP_KEY_signal, (uint64_t)exception->signal);
	idump_put_uint(writer, IDUMP_KEY_code, (uint64_t)exception->code);
	idump_put_uint(writer, IDUMP_KEY_error, (uint64_t)exception->error);
	put_present_bytes(writer, IDUMP_KEY_siginfo, exception->siginfo);
	put_registers(writer, &exception->registers);
	end_map(writer, key);
}

void idump_write_clocks(struct idump_writer *writer, const struct crash_capture *capture)
{
	const struct capture_clocks *clocks = &capture->clocks;

	start_map(writer, IDUMP_KEY_clocks);
	idump_put_uint(writer, IDUMP_KEY_realtime_ns, clocks->realtime_ns);
	idump_put_uint(writer, IDUMP_KEY_monotonic_ns, clocks->monotonic_ns);
	idump_put_uint(writer, IDUMP_KEY_boottime_ns, clocks->boottime_ns);
	idump_put_text(writer, IDUMP_KEY_boot_id, clocks->boot_id);
	end_map(writer, IDUMP_KEY_clocks);
}

static void write_system(struct idump_writer *writer, const struct capture_system *system)
{
	start_map(writer, IDUMP_KEY_system);
	idump_put_text(writer, IDUMP_KEY_kernel_name, system->kernel_name);
	idump_put_text(writer, IDUMP_KEY_kernel_release, system->kernel_release);
	idump_put_text(writer, IDUMP_KEY_kernel_version, system->kernel_version);
	idump_put_text(writer, IDUMP_KEY_kernel_machine, system->machine);
	idump_put_uint(writer, IDUMP_KEY_n_cpus, system->n_cpus);
	idump_put_uint(writer, IDUMP_KEY_page_size, system->page_size);
	idump_put_uint(writer, IDUMP_KEY_clock_ticks, system->clock_ticks);
	end_map(writer, IDUMP_KEY_system);
}

void idump_write_subject(struct idump_writer *writer, const struct crash_capture *capture)
{
	idump_writer_next_property(writer);
	idump_put_uint(writer, IDUMP_KEY_machine, capture->machine);
	idump_put_uint(writer, IDUMP_KEY_elf_class, capture->elf_class);
	write_process(writer, capture);
	write_exception(writer, IDUMP_KEY_fatal, &capture->fatal);
	write_exception(writer, IDUMP_KEY_original, &capture->original);
	idump_write_clocks(writer, capture);
	write_system(writer, &capture->system);
}

static void write_thread(struct idump_writer *writer, const struct capture_thread *thread)
{
	start_map(writer, IDUMP_KEY_thread);
	idump_put_uint(writer, IDUMP_KEY_tid, thread->tid);
	idump_put_uint(writer, IDUMP_KEY_ns_tid, thread->ns_tid);
	idump_put_text(writer, IDUMP_KEY_name, thread->name);
	idump_put_uint(writer, IDUMP_KEY_register_source, thread->source);
	idump_put_uint(writer, IDUMP_KEY_stack_pointer, thread->stack_pointer);
	idump_put_uint(writer, IDUMP_KEY_instruction_pointer, thread->instruction_pointer);
	idump_put_uint(writer, IDUMP_KEY_stack_start, thread->stack_start);
	idump_put_uint(writer, IDUMP_KEY_stack_size, thread->stack_size);
	put_registers(writer, &thread->registers);
	end_map(writer, IDUMP_KEY_thread);
}

void idump_write_threads(struct idump_writer *writer, const struct crash_capture *capture,
			 size_t first, size_t count)
{
	for (size_t i = first; i < capture->n_threads && i - first < count; i++)
		write_thread(writer, &capture->threads[i]);
}

void idump_write_modules(struct idump_writer *writer, const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_modules; i++) {
		const struct capture_module *module = &capture->modules[i];

		start_map(writer, IDUMP_KEY_module);
		idump_put_uint(writer, IDUMP_KEY_module_base, module->base);
		idump_put_uint(writer, IDUMP_KEY_module_size, module->size);
		idump_put_uint(writer, IDUMP_KEY_module_dynamic, module->dynamic);
		idump_put_text(writer, IDUMP_KEY_module_path, module->path);
		idump_put_uint(writer, IDUMP_KEY_module_is_main, module->is_main);
		end_map(writer, IDUMP_KEY_module);
	}
}

void idump_write_text(struct idump_writer *writer, const struct crash_capture *capture,
		      enum capture_text text)
{
	struct bytes whole = capture->texts[text];

	for (size_t offset = 0; offset < whole.size; offset += IDUMP_CHUNK) {
		size_t size = (size_t)min_u64(whole.size - offset, IDUMP_CHUNK);

		start_map(writer, IDUMP_KEY_text);
		idump_put_uint(writer, IDUMP_KEY_text_kind, text);
		idump_put_uint(writer, IDUMP_KEY_text_offset, offset);
		idump_put_bytes(writer, IDUMP_KEY_text_bytes, bytes_of(whole.data + offset, size));
		end_map(writer, IDUMP_KEY_text);
	}
}

void idump_write_fds(struct idump_writer *writer, const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_fds; i++) {
		start_map(writer, IDUMP_KEY_fds);
		idump_put_uint(writer, IDUMP_KEY_fd, (uint64_t)capture->fds[i].fd);
		idump_put_text(writer, IDUMP_KEY_fd_target, capture->fds[i].target);
		end_map(writer, IDUMP_KEY_fds);
	}
}

void idump_write_namespaces(struct idump_writer *writer, const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_namespaces; i++) {
		const struct capture_namespace *item = &capture->namespaces[i];

		start_map(writer, IDUMP_KEY_namespaces);
		idump_put_text(writer, IDUMP_KEY_namespace_name, item->name);
		idump_put_text(writer, IDUMP_KEY_namespace_target, item->target);
		end_map(writer, IDUMP_KEY_namespaces);
	}
}

/*
 * One property of memory at address: at most a chunk. Returns how much was there, 0 for none, or a
 * negative errno when all memory is lost.
 */
static ssize_t write_memory_chunk(struct idump_writer *writer, struct memory_reader *memory,
				  uint64_t address, uint64_t size, enum memory_kind kind)
{
	size_t mark, wanted = (size_t)min_u64(size, IDUMP_CHUNK);
	ssize_t count = -ENOMEM;
	void *room;

	idump_writer_next_property(writer);
	mark = writer->frame.size;
	idump_put_mark(writer, IDUMP_KEY_memory, IDUMP_MAP_START);
	idump_put_uint(writer, IDUMP_KEY_memory_start, address);
	idump_put_uint(writer, IDUMP_KEY_memory_kind, kind);
	room = idump_reserve_bytes(writer, IDUMP_KEY_memory_bytes, wanted);
	if (room)
		count = memory_read(memory, address, room, wanted);
	if (count <= 0) {
		byte_buffer_truncate(&writer->frame, mark);
		return count;
	}
	idump_commit_bytes(writer, wanted, (size_t)count);
	idump_put_mark(writer, IDUMP_KEY_memory, IDUMP_MAP_END);
	return count;
}

void idump_write_memory(struct idump_writer *writer, struct memory_reader *memory,
			const struct memory_range *range, struct soft_errors *errors)
{
	uint64_t address = range->start, left = range->size, missing = 0;
	ssize_t count = 0;

	while (left > 0) {
		uint64_t step;

		count = write_memory_chunk(writer, memory, address, left, range->kind);
		if (count < 0)
			break;
		step = (uint64_t)count;
		if (count == 0) {
			step = min_u64(left, SMALLEST_PAGE - address % SMALLEST_PAGE);
			missing += step;
		}
		address += step;
		left -= step;
	}
	missing += left;
	if (missing > 0)
		soft_errors_add_count(errors, SOFT_ERROR_memory_unreadable, "memory",
				      count < 0 ? (int)count : EFAULT, missing);
}

static void write_soft_error(struct idump_writer *writer, const struct soft_error *item)
{
	start_map(writer, IDUMP_KEY_soft_errors);
	idump_put_uint(writer, IDUMP_KEY_soft_error_code, item->code);
	idump_put_text(writer, IDUMP_KEY_soft_error_subject, item->subject);
	idump_put_uint(writer, IDUMP_KEY_soft_error_errno, (uint64_t)item->error);
	idump_put_uint(writer, IDUMP_KEY_soft_error_count, item->count);
	end_map(writer, IDUMP_KEY_soft_errors);
}

void idump_write_soft_errors(struct idump_writer *writer, const struct soft_errors *errors)
{
	const struct soft_error dropped = {
		.code = SOFT_ERROR_too_many,
		.error = E2BIG,
		.count = errors->n_dropped,
		.subject = "soft errors",
	};

	for (size_t i = 0; i < errors->n_items; i++)
		write_soft_error(writer, &errors->items[i]);
	if (errors->n_dropped > 0)
		write_soft_error(writer, &dropped);
}

void idump_write_identity(struct idump_writer *writer, const struct crash_capture *capture)
{
	start_map(writer, IDUMP_KEY_identity);
	idump_put_uint(writer, IDUMP_KEY_verified, capture->identity_verified);
	idump_put_uint(writer, IDUMP_KEY_readable_by_owner, capture->readable_by_owner);
	idump_put_uint(writer, IDUMP_KEY_complete, capture->complete);
	end_map(writer, IDUMP_KEY_identity);
	idump_put_mark(writer, IDUMP_KEY_identity, IDUMP_END);
}
