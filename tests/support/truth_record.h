/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a ptrace tracer sees of a process that is about to die: the yardstick for a minidump of the
 * same death. A record is a directory: truth.json (numbers, and offsets into truth.bin), truth.bin
 * (raw bytes), and verbatim copies of files of /proc.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct stopped_thread {
	pid_t tid;
	int pending_signal; /* to hand over when the thread is let go */
	uint64_t stack_pointer, instruction_pointer;
	int in_system_call;
};

struct truth_record {
	const char *directory;
	FILE *json, *bytes;
	pid_t pid, crashing_tid;
	struct stopped_thread *threads;
	size_t n_threads;
};

/* Opens truth.json and truth.bin in record->directory, which must exist. Exits on failure. */
void truth_record_open(struct truth_record *record);
void truth_record_close(struct truth_record *record);

/* Prints "name": [offset, size] and appends the bytes. */
void truth_record_put_bytes(struct truth_record *record, const char *name, const void *bytes,
			    size_t size);

/* Registers, names and siginfo of every thread in record->threads, all stopped by ptrace. */
void truth_record_threads(struct truth_record *record);

/* Copies of /proc/PID/task/TID files, link targets, descriptors. */
void truth_record_proc_files(const struct truth_record *record);

/* All readable memory of moderate mappings, and the stacks of large ones. */
void truth_record_memory(struct truth_record *record);

/* Prints "record_truth: ..." with errno's text and exits 2. */
_Noreturn void truth_die(const char *what);
