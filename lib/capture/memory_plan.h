/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which memory of a crashed process is wanted, without its bytes. Ranges are added in order of
 * priority and may overlap; settling makes them disjoint: what two ranges claim stays with the one
 * that was added first.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Why a range is wanted. Stored in files: append, never renumber, never reuse. */
enum memory_kind {
	MEMORY_CRASHING_STACK = 1,
	MEMORY_CRASHING_STACK_BASE = 2,
	MEMORY_INSTRUCTIONS = 3,
	MEMORY_STACK = 4,
	MEMORY_LOADER = 5,	  /* program headers, dynamic section, r_debug, link_map */
	MEMORY_MODULE_HEADER = 6, /* ELF header, program headers, notes */
	MEMORY_BEHIND_REGISTER = 7,
	MEMORY_ANNOTATION = 8,
	MEMORY_OTHER = 9,
};

struct memory_range {
	uint64_t start;
	uint64_t size;
	enum memory_kind kind;
	uint32_t order; /* of addition: the priority, lowest first */
};

struct memory_plan {
	struct memory_range *ranges;
	size_t n_ranges;
	size_t capacity;
	uint32_t next_order;
};

#define MEMORY_PLAN_INIT ((struct memory_plan){ .ranges = NULL })

void memory_plan_done(struct memory_plan *plan);

/*
 * Adds a range; a size of 0 is no range, an end past the address space is cut. Returns 0, -E2BIG
 * past LIMIT_MEMORY_RANGES, or -ENOMEM.
 */
int memory_plan_add(struct memory_plan *plan, uint64_t start, uint64_t size, enum memory_kind kind);

/* Makes the ranges disjoint and sorts them by address. Returns 0 or -ENOMEM (nothing changed). */
int memory_plan_settle(struct memory_plan *plan);

/* Sorts disjoint ranges by priority, for a writer that may be cut short. */
void memory_plan_sort_by_priority(struct memory_plan *plan);

/* The settled range that holds address, or NULL. Needs the order of memory_plan_settle(). */
const struct memory_range *memory_plan_find(const struct memory_plan *plan, uint64_t address);

/* The sum of all sizes. */
uint64_t memory_plan_bytes(const struct memory_plan *plan);
