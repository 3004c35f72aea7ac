/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the worker share. Whoever is not a part of it includes worker.h. */
#pragma once

#include <stddef.h>

#include "collector/live_memory.h"
#include "collector/worker.h"
#include "collector/worker_report.h"
#include "lib/base/byte_buffer.h"
#include "lib/capture/memory_snapshot.h"
#include "lib/elf/core/core_threads.h"
#include "lib/elf/process/allowed_memory.h"
#include "lib/elf/process/memory_wishes.h"
#include "lib/elf/process/sanitized_memory.h"
#include "lib/idump/idump_writer.h"
#include "lib/policy/policy_rules.h"

struct worker {
	const struct worker_task *task;
	const struct policy_decision *decision; /* one of the task's */
	struct deadline hold;			/* until when the process may be kept waiting */
	bool is_over_rate;			/* no report, though the rule wants one */
	struct victim *victim;
	struct crash_capture *capture;
	struct core_stream stream;
	struct core_head head;
	struct core_threads threads;
	struct live_memory memory;
	struct allowed_memory allowed; /* of memory */
	struct memory_wishes wishes;
	struct memory_snapshot snapshot;
	struct sanitized_memory sanitized; /* of the process or the snapshot, while it is written */
	size_t n_committed;		   /* threads that are in the file */
	size_t n_memory_written;
	struct crash_capture facts, machine; /* what the supervisor copied of both */
	bool has_victim;		     /* its files were handed over */
	struct byte_buffer maps;	     /* as much as was read of it */
	struct byte_buffer scratch;	     /* to read texts into */
	struct idump_writer dump;
};

/* Tells the supervisor how far the worker is. */
void worker_report(struct worker *worker, enum worker_stage stage, int status);

/*
 * The supervisor may hang where the worker cannot: in the spool's file system, for instance. Nobody
 * waits for that beyond the hold deadline but this process.
 */
void worker_wait_for_supervisor(struct worker *worker);

/* Records that the process ended while it was read. */
void worker_victim_is_gone(struct worker *worker);

/*
 * Asks the rules what is to be done with this crash, and tells the supervisor. Ends the process if
 * nothing is.
 */
void worker_decide(struct worker *worker);

/* Reads the core up to the crashing thread's notes. */
void worker_read_core_head(struct worker *worker);

/* Reads the notes of the other threads. */
void worker_read_siblings(struct worker *worker);

/* Takes the victim's open files and the first facts. */
void worker_receive_victim(struct worker *worker);

/* After this, /proc is known to be the process on stdin, or nothing of it is left. */
void worker_bind_proc_to_core(struct worker *worker);

/* Before any memory is read: hides the arguments, if any are to be redacted. */
void worker_start_redaction(struct worker *worker);

/* Before threads are written: leaves out registers with pieces of what is to be redacted. */
void worker_redact_registers(struct worker *worker);

/* Of the texts that are read: keeps what the owner wants of command line and environment. */
void worker_redact_texts(struct worker *worker);

/*
 * What is to be written of memory, which is all of it unless stacks are to be sanitized. Valid
 * until the next call.
 */
struct memory_reader *worker_sanitize(struct worker *worker, struct memory_reader *memory);

/* Leaves out of the plan what is not kept beside sanitized stacks. */
void worker_sanitize_plan(struct worker *worker);

/* Commit point 1: from here on, whatever happens, it is known who died and how. */
void worker_commit_subject(struct worker *worker);

/* Leaves out of the plan what exceeds the budget for all memory, the last in the plan first. */
void worker_cut_memory(struct worker *worker);

/*
 * Takes the memory that is not in the file yet, with the modules: from /proc, or else from what
 * follows the notes. Returns the first range that is in the arena then.
 */
size_t worker_take_memory(struct worker *worker);

/* Writes what worker_take_memory() left in the arena: ranges from first on. */
void worker_write_memory(struct worker *worker, size_t first, size_t end);
