/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What could not be had of a crash. A soft error never ends a capture or a conversion: it is
 * recorded, kept in the intermediate dump, and shown in the minidump and in the .extra file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/capture/limits.h"

/* Codes are stored in files: append, never renumber, never reuse. */
#define SOFT_ERROR_CODES(X)                                                          \
	X(1, victim_gone)	  /* the process ended during capture */             \
	X(2, identity_mismatch)	  /* /proc is not the process on stdin */            \
	X(3, core_head_truncated) /* the core ended inside its head */               \
	X(4, core_head_invalid)	  /* not an ELF core, or inconsistent */             \
	X(5, core_head_timeout)	  /* the core's head did not arrive */               \
	X(6, unreadable)	  /* a file of /proc or a link */                    \
	X(7, too_large)		  /* cut at a limit; count is what is missing */     \
	X(8, too_many)		  /* a count over its limit */                       \
	X(9, memory_unreadable)	  /* a wanted range was not readable */              \
	X(10, stack_unmapped)	  /* the stack pointer is in no mapping */           \
	X(11, excluded_memory)	  /* MADV_DONTDUMP, or not told apart from it */     \
	X(12, invalid_value)	  /* malformed bytes of the crashed process */       \
	X(13, no_memory)	  /* the collector or converter had none left */     \
	X(14, deadline)		  /* a stage was cut short by the hold deadline */   \
	X(15, worker_died)	  /* the collector's worker ended before its time */ \
	X(16, dump_damaged)	  /* a frame of the intermediate dump */             \
	X(17, dump_truncated)	  /* the intermediate dump ends early */             \
	X(18, unsupported)	  /* an architecture or version not known here */    \
	X(19, arguments)	  /* an argument of the kernel was odd */            \
	X(20, configuration)	  /* a line of the configuration was odd */          \
	X(21, write_failed)	  /* a section could not be written */               \
	X(22, no_slot)		  /* too many crashes at once: a small capture */    \
	X(23, run_directory)	  /* a file of the run directory was of no use */    \
	X(24, core_truncated)	  /* the core ended before its memory: bytes */      \
	X(25, memory_from_core)	  /* as far as the core's stream had it */           \
	X(26, policy)		  /* left out, as the machine's owner decided */

enum soft_error_code {
	SOFT_ERROR_NONE = 0,
#define X(number, name) SOFT_ERROR_##name = number,
	SOFT_ERROR_CODES(X)
#undef X
		SOFT_ERROR_END_
};

struct soft_error {
	enum soft_error_code code;
	int error;	  /* errno, positive, or 0 */
	uint64_t count;	  /* how often, at least 1; for too_large the bytes missing */
	char subject[64]; /* what it is about, UTF-8, never NULL */
};

struct soft_errors {
	size_t n_items;
	uint64_t n_dropped; /* over LIMIT_SOFT_ERRORS */
	struct soft_error items[LIMIT_SOFT_ERRORS];
};

/* Records one; the same code, subject and errno again only counts up. error may be negative. */
void soft_errors_add(struct soft_errors *errors, enum soft_error_code code, const char *subject,
		     int error);
void soft_errors_add_count(struct soft_errors *errors, enum soft_error_code code,
			   const char *subject, int error, uint64_t count);

/* True if one with this code and subject was recorded. */
bool soft_errors_have(const struct soft_errors *errors, enum soft_error_code code,
		      const char *subject);

/* "victim_gone" and so on; "unknown" for a code that this build does not know. */
const char *soft_error_name(enum soft_error_code code);
