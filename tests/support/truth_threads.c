/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The threads of a truth record: register sets as the kernel hands them to a tracer, and names. */
#include <elf.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "tests/support/truth_record.h"

#define REGISTER_SET_MAX (64 * 1024)

static FILE *open_in(const char *directory, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "we");
	if (!file)
		truth_die(path);
	return file;
}

void truth_record_open(struct truth_record *record)
{
	record->json = open_in(record->directory, "truth.json");
	record->bytes = open_in(record->directory, "truth.bin");
}

void truth_record_close(struct truth_record *record)
{
	if (fclose(record->json) != 0 || fclose(record->bytes) != 0)
		truth_die("writing the record");
}

void truth_record_put_bytes(struct truth_record *record, const char *name, const void *bytes,
			    size_t size)
{
	fprintf(record->json, "\"%s\": [%ld, %zu]", name, ftell(record->bytes), size);
	if (size > 0 && fwrite(bytes, size, 1, record->bytes) != 1)
		truth_die("truth.bin");
}

static void put_register_set(struct truth_record *record, pid_t tid, const char *name, long type)
{
	static unsigned char buffer[REGISTER_SET_MAX];
	struct iovec vector = { .iov_base = buffer, .iov_len = sizeof(buffer) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)type, &vector) < 0)
		vector.iov_len = 0;
	truth_record_put_bytes(record, name, buffer, vector.iov_len);
	fprintf(record->json, ", ");
}

static void put_comm(struct truth_record *record, pid_t tid)
{
	char path[64], comm[64];
	size_t size;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", record->pid, tid);
	file = fopen(path, "re");
	if (!file)
		truth_die(path);
	size = fread(comm, 1, sizeof(comm), file);
	fclose(file);
	/* The last newline is the kernel's; any other is the name's. */
	truth_record_put_bytes(record, "comm", comm, size > 0 ? size - 1 : 0);
}

static void note_position(struct stopped_thread *thread)
{
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GETREGS, thread->tid, NULL, &registers) < 0)
		truth_die("PTRACE_GETREGS");
	thread->stack_pointer = registers.rsp;
	thread->instruction_pointer = registers.rip;
	thread->in_system_call = (long long)registers.orig_rax >= 0;
}

void truth_record_threads(struct truth_record *record)
{
	siginfo_t info = { 0 };

	if (ptrace(PTRACE_GETSIGINFO, record->crashing_tid, NULL, &info) < 0)
		truth_die("PTRACE_GETSIGINFO");
	truth_record_put_bytes(record, "siginfo", &info, sizeof(info));
	fprintf(record->json, ",\n\"threads\": [\n");
	for (size_t i = 0; i < record->n_threads; i++) {
		struct stopped_thread *thread = &record->threads[i];

		note_position(thread);
		fprintf(record->json, "%s{\"tid\": %d, ", i ? ",\n" : "", thread->tid);
		put_register_set(record, thread->tid, "registers", NT_PRSTATUS);
		put_register_set(record, thread->tid, "fpregs", NT_PRFPREG);
		put_register_set(record, thread->tid, "xstate", NT_X86_XSTATE);
		put_comm(record, thread->tid);
		fprintf(record->json, "}");
	}
	fprintf(record->json, "],\n");
}
