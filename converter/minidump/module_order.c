/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules in the order of the dump: the main one first, as readers take the first for it; if there
 * are too many, those that threads were in; then by address.
 */
#include <errno.h>
#include <stdlib.h>

#include "converter/minidump/builder.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"

enum module_rank {
	RANK_MAIN,
	RANK_HAS_CODE_THAT_RAN,
	RANK_OTHER,
};

struct ranked_module {
	struct minidump_module item;
	enum module_rank rank;
};

static int by_base(const void *left, const void *right)
{
	const struct ranked_module *a = left, *b = right;

	if (a->item.module->base != b->item.module->base)
		return a->item.module->base < b->item.module->base ? -1 : 1;
	return a->item.module < b->item.module ? -1 : a->item.module > b->item.module;
}

static int by_rank(const void *left, const void *right)
{
	const struct ranked_module *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return by_base(left, right);
}

/* The size of the image; if that is not known, of the mapping that holds its header. */
static uint64_t image_size(const struct crash_capture *capture, const struct capture_module *module)
{
	const struct capture_mapping *mapping;

	if (module->size > 0)
		return module->size;
	mapping = crash_capture_find_mapping(capture, module->base);
	return mapping ? mapping->end - module->base : 1;
}

/* Readers drop a module that reaches into another, or the other: no image reaches so far. */
static void set_sizes(const struct crash_capture *capture, struct ranked_module *modules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t base = modules[i].item.module->base;
		uint64_t limit = i + 1 < n ? modules[i + 1].item.module->base : UINT64_MAX;
		uint64_t size = min_u64(image_size(capture, modules[i].item.module), limit - base);

		modules[i].item.size = (uint32_t)max_u64(min_u64(size, UINT32_MAX), 1);
	}
}

static size_t drop_doubles(struct ranked_module *modules, size_t n)
{
	size_t kept = 1;

	for (size_t i = 1; i < n; i++)
		if (modules[i].item.module->base != modules[kept - 1].item.module->base)
			modules[kept++] = modules[i];
		else if (modules[i].item.module->is_main)
			modules[kept - 1] = modules[i];
	return kept;
}

/* The module of modules, ascending and disjoint, that holds address, or NULL. */
static struct ranked_module *find(struct ranked_module *modules, size_t n, uint64_t address)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (modules[middle].item.module->base <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || address - modules[low - 1].item.module->base >= modules[low - 1].item.size)
		return NULL;
	return &modules[low - 1];
}

static void set_ranks(const struct crash_capture *capture, struct ranked_module *modules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		modules[i].rank = modules[i].item.module->is_main ? RANK_MAIN : RANK_OTHER;
	if (n <= MD_MAX_MODULES)
		return;
	for (size_t i = 0; i < capture->n_threads; i++) {
		const struct capture_thread *thread = &capture->threads[i];
		struct ranked_module *module = find(modules, n, thread->instruction_pointer);

		if (thread->source != REGISTERS_NONE && module && module->rank == RANK_OTHER)
			module->rank = RANK_HAS_CODE_THAT_RAN;
	}
}

int minidump_order_modules(struct minidump_builder *builder)
{
	const struct crash_capture *capture = builder->capture;
	size_t n = capture->n_modules;
	_cleanup_free_ struct ranked_module *ranked = NULL;

	if (n == 0)
		return 0;
	ranked = calloc(n, sizeof(*ranked));
	builder->modules = calloc(n, sizeof(*builder->modules));
	if (!ranked || !builder->modules)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		ranked[i].item.module = &capture->modules[i];
	qsort(ranked, n, sizeof(*ranked), by_base);
	n = drop_doubles(ranked, n);
	set_sizes(capture, ranked, n);
	set_ranks(capture, ranked, n);
	qsort(ranked, n, sizeof(*ranked), by_rank);
	for (size_t i = 0; i < n; i++)
		builder->modules[i] = ranked[i].item;
	builder->n_modules = n;
	return 0;
}
