/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/crash_capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LIST_FIRST_CAPACITY 16U

struct text_kind {
	const char *name;
	uint64_t limit;
};

static const struct text_kind text_kinds[TEXT_END_] = {
#define X(number, name, limit) [number] = { #name, limit },
	CAPTURE_TEXTS(X)
#undef X
};

void crash_capture_init(struct crash_capture *capture)
{
	memset(capture, 0, sizeof(*capture));
	capture->process.policy = "";
	capture->process.exe = capture->process.cwd = capture->process.root = "";
	capture->process.dumpable = -1;
	capture->system.kernel_name = capture->system.kernel_release = "";
	capture->system.kernel_version = capture->system.machine = "";
}

void crash_capture_done(struct crash_capture *capture)
{
	free(capture->threads);
	free(capture->mappings);
	free(capture->modules);
	free(capture->fds);
	free(capture->namespaces);
	free(capture->annotations);
	memory_plan_done(&capture->memory);
	pool_done(&capture->pool);
	crash_capture_init(capture);
}

/* Appends one item of item_size bytes to a list that lives in three fields of the capture. */
static int list_append(void **items, size_t *n_items, size_t *capacity, const void *item,
		       size_t item_size)
{
	if (*n_items == *capacity) {
		size_t wanted = *capacity ? *capacity * 2 : LIST_FIRST_CAPACITY;
		void *grown = reallocarray(*items, wanted, item_size);

		if (!grown)
			return -ENOMEM;
		*items = grown;
		*capacity = wanted;
	}
	memcpy((uint8_t *)*items + *n_items * item_size, item, item_size);
	(*n_items)++;
	return 0;
}

static int refuse(struct crash_capture *capture, const char *subject)
{
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_too_many, subject, E2BIG);
	return -E2BIG;
}

int crash_capture_add_thread(struct crash_capture *capture, const struct capture_thread *thread)
{
	if (capture->n_threads >= LIMIT_THREADS)
		return refuse(capture, "threads");
	return list_append((void **)&capture->threads, &capture->n_threads,
			   &capture->threads_capacity, thread, sizeof(*thread));
}

int crash_capture_add_mapping(struct crash_capture *capture, const struct capture_mapping *mapping)
{
	if (capture->n_mappings >= LIMIT_MAPPINGS)
		return refuse(capture, "mappings");
	return list_append((void **)&capture->mappings, &capture->n_mappings,
			   &capture->mappings_capacity, mapping, sizeof(*mapping));
}

int crash_capture_add_module(struct crash_capture *capture, const struct capture_module *module)
{
	if (capture->n_modules >= LIMIT_MODULES)
		return refuse(capture, "modules");
	return list_append((void **)&capture->modules, &capture->n_modules,
			   &capture->modules_capacity, module, sizeof(*module));
}

int crash_capture_add_fd(struct crash_capture *capture, const struct capture_fd *fd)
{
	if (capture->n_fds >= LIMIT_FDS)
		return refuse(capture, "fds");
	return list_append((void **)&capture->fds, &capture->n_fds, &capture->fds_capacity, fd,
			   sizeof(*fd));
}

int crash_capture_add_namespace(struct crash_capture *capture, const struct capture_namespace *item)
{
	if (capture->n_namespaces >= LIMIT_NAMESPACES)
		return refuse(capture, "namespaces");
	return list_append((void **)&capture->namespaces, &capture->n_namespaces,
			   &capture->namespaces_capacity, item, sizeof(*item));
}

int crash_capture_add_annotation(struct crash_capture *capture,
				 const struct capture_annotation *annotation)
{
	if (capture->n_annotations >= LIMIT_ANNOTATIONS)
		return refuse(capture, "annotations");
	return list_append((void **)&capture->annotations, &capture->n_annotations,
			   &capture->annotations_capacity, annotation, sizeof(*annotation));
}

size_t crash_capture_first_mapping_above(const struct crash_capture *capture, uint64_t address)
{
	size_t low = 0, high = capture->n_mappings;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (capture->mappings[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct capture_mapping *crash_capture_find_mapping(const struct crash_capture *capture,
							 uint64_t address)
{
	size_t i = crash_capture_first_mapping_above(capture, address);

	if (i == capture->n_mappings || capture->mappings[i].start > address)
		return NULL;
	return &capture->mappings[i];
}

const struct capture_module *crash_capture_find_module(const struct crash_capture *capture,
						       uint64_t address)
{
	for (size_t i = 0; i < capture->n_modules; i++) {
		const struct capture_module *module = &capture->modules[i];

		if (address >= module->base && address - module->base < module->size)
			return module;
	}
	return NULL;
}

const struct capture_thread *crash_capture_crashing_thread(const struct crash_capture *capture)
{
	if (!capture->fatal.present)
		return NULL;
	for (size_t i = 0; i < capture->n_threads; i++)
		if (capture->threads[i].tid == capture->fatal.tid)
			return &capture->threads[i];
	return NULL;
}

const char *capture_text_name(enum capture_text text)
{
	return (unsigned int)text < TEXT_END_ ? text_kinds[text].name : NULL;
}

uint64_t capture_text_limit(enum capture_text text)
{
	return (unsigned int)text < TEXT_END_ ? text_kinds[text].limit : 0;
}
