/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the streams of one minidump share while it is laid out. */
#pragma once

#include <stdbool.h>

#include "converter/minidump/context.h"
#include "converter/minidump/layout.h"
#include "converter/minidump/memory_regions.h"
#include "lib/capture/crash_capture.h"
#include "lib/minidump/format_streams.h"

/* A thread in the order of the dump. */
struct minidump_thread {
	const struct capture_thread *thread;
	layout_blob_t context; /* LAYOUT_NO_BLOB: no registers */
};

/* A module in the order of the dump. */
struct minidump_module {
	const struct capture_module *module;
	uint32_t size; /* never 0, never into the next module */
};

struct minidump_builder {
	const struct crash_capture *capture;
	struct memory_reader *memory;		     /* for what has to be read to lay out */
	const struct context_kind *context_kind;     /* NULL: unknown processor */
	const struct register_table *register_table; /* likewise */
	struct layout layout;
	struct memory_regions regions;
	struct minidump_thread *threads; /* the crashing one first, each tid once; never none */
	size_t n_threads;
	struct capture_thread missing;	 /* stands for a crashing thread that the capture lacks */
	struct minidump_module *modules; /* the main one first, each base once */
	size_t n_modules;
	bool has_avx_contexts;
	struct soft_errors soft_errors; /* the capture's and those of writing */
};

/* An empty builder for this capture; both arguments are borrowed. */
void minidump_builder_init(struct minidump_builder *builder, const struct crash_capture *capture,
			   struct memory_reader *memory);
void minidump_builder_done(struct minidump_builder *builder);

/*
 * Orders threads and modules and adds the memory and the threads' contexts to the layout. Returns 0
 * or -ENOMEM; a failure of the layout sticks to it.
 */
int minidump_builder_prepare(struct minidump_builder *builder);

/* A context of these registers; LAYOUT_NO_BLOB if there are none or the processor is unknown. */
layout_blob_t minidump_builder_add_context(struct minidump_builder *builder,
					   const struct thread_registers *registers);

/* The thread of this tid in the order of the dump, or NULL. */
const struct minidump_thread *minidump_builder_find_thread(const struct minidump_builder *builder,
							   uint32_t tid);

/* Fill the arrays of the builder. Each returns 0 or -ENOMEM. */
int minidump_order_threads(struct minidump_builder *builder);
int minidump_order_modules(struct minidump_builder *builder);

/* The part of a list that a stream shows: the standard one the first max items, ours the rest. */
struct minidump_slice {
	size_t start, count;
};

static inline struct minidump_slice minidump_slice_of(size_t n, size_t max, bool is_rest)
{
	size_t listed = n < max ? n : max;

	return is_rest ? (struct minidump_slice){ listed, n - listed }
		       : (struct minidump_slice){ 0, listed };
}
