/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/describe_modules.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "converter/file_path.h"
#include "lib/base/checked_math.h"
#include "lib/capture/auxv.h"
#include "lib/elf/memory_image.h"

/* What GDB and every minidump writer call it; the kernel says "[vdso]", the loader another name. */
#define VDSO_PATH "linux-gate.so"

/* No loader makes more; a hostile list of mappings shall not cost more. */
#define MAPPINGS_PER_MODULE 1024U

struct describer {
	struct crash_capture *capture;
	struct memory_reader *memory;
	uint64_t vdso;		  /* base, or 0 */
	uint64_t program_headers; /* of the main program, or 0 */
};

/* To the end of the last mapping of the same file before any other. */
static uint64_t size_from_mappings(const struct crash_capture *capture, uint64_t base)
{
	const struct capture_mapping *start = crash_capture_find_mapping(capture, base);
	uint64_t size = 0;
	size_t left;

	if (!start)
		return 0;
	left = (size_t)(capture->mappings + capture->n_mappings - start);
	for (size_t i = 0; i < left && i < MAPPINGS_PER_MODULE; i++) {
		if (strcmp(start[i].path, start->path) != 0)
			break;
		size = start[i].end - base;
	}
	return size;
}

static void note_unreadable(struct describer *describer, int error)
{
	enum soft_error_code code =
		error == -ENOEXEC ? SOFT_ERROR_invalid_value : SOFT_ERROR_memory_unreadable;

	soft_errors_add(&describer->capture->soft_errors, code, "module header", error);
}

static void describe_without_image(struct describer *describer, struct capture_module *module)
{
	if (module->size == 0)
		module->size = size_from_mappings(describer->capture, module->base);
	if (module->size == 0)
		module->size = LIMIT_MODULE_HEADER;
}

static bool holds_program_headers(const struct memory_image *image, uint64_t address)
{
	return address != 0 && image->program_headers.start == address;
}

static int describe_from_image(struct describer *describer, struct capture_module *module,
			       const struct memory_image *image)
{
	struct pool *pool = &describer->capture->pool;
	int r;

	if (module->size == 0)
		module->size = image->size;
	if (module->dynamic == 0 && image->dynamic.size > 0)
		module->dynamic = image->dynamic.start;
	if (holds_program_headers(image, describer->program_headers))
		module->is_main = true;
	if (module->build_id.size == 0) {
		r = memory_image_build_id(describer->memory, image, pool, &module->build_id);
		if (r == -ENOMEM)
			return r;
	}
	if (!module->soname || module->soname[0] == '\0') {
		module->soname = "";
		r = memory_image_soname(describer->memory, image, pool, &module->soname);
		if (r == -ENOMEM)
			return r;
	}
	return 0;
}

/* The kernel's name of the mapped file, else the loader's, else the link to the executable. */
static const char *best_path(const struct describer *describer, const struct capture_module *module)
{
	const struct crash_capture *capture = describer->capture;
	const struct capture_mapping *mapping = crash_capture_find_mapping(capture, module->base);

	if (module->base == describer->vdso || (mapping && strcmp(mapping->path, "[vdso]") == 0))
		return VDSO_PATH;
	if (mapping && mapping->path[0] == '/')
		return mapping->path;
	if (module->path && module->path[0] != '\0')
		return module->path;
	return module->is_main ? capture->process.exe : "";
}

static int describe_path(struct describer *describer, struct capture_module *module)
{
	const char *path = best_path(describer, module);
	struct bytes live;

	if (!file_path_is_deleted(path)) {
		module->path = path;
		return 0;
	}
	live = file_path_live(path);
	module->is_deleted = true;
	module->path = pool_copy_text(&describer->capture->pool, live.data, live.size);
	return module->path ? 0 : -ENOMEM;
}

static int describe_module(struct describer *describer, struct capture_module *module)
{
	struct memory_image image;
	int r = memory_image_read(describer->memory, module->base, &image);

	if (r == 0) {
		r = describe_from_image(describer, module, &image);
		if (r < 0)
			return r;
	} else {
		note_unreadable(describer, r);
		describe_without_image(describer, module);
	}
	return describe_path(describer, module);
}

/* By base; of several with the same base, the one first that has a path. */
static int by_base(const void *left, const void *right)
{
	const struct capture_module *a = left, *b = right;

	if (a->base != b->base)
		return a->base < b->base ? -1 : 1;
	return (b->path[0] != '\0') - (a->path[0] != '\0');
}

/* Sizes come from the process: one module may claim what is another's. */
static void settle_modules(struct crash_capture *capture)
{
	size_t kept = 0;

	qsort(capture->modules, capture->n_modules, sizeof(*capture->modules), by_base);
	for (size_t i = 0; i < capture->n_modules; i++) {
		struct capture_module *module = &capture->modules[i];
		struct capture_module *last = kept > 0 ? &capture->modules[kept - 1] : NULL;

		if (last && last->base == module->base) {
			last->is_main |= module->is_main;
			continue;
		}
		if (last)
			last->size = min_u64(last->size, module->base - last->base);
		module->size = min_u64(module->size, UINT64_MAX - module->base);
		if (module->size > 0)
			capture->modules[kept++] = *module;
	}
	capture->n_modules = kept;
}

int describe_modules(struct crash_capture *capture, struct memory_reader *memory)
{
	struct describer describer = { .capture = capture, .memory = memory };
	struct bytes auxv = capture->texts[TEXT_auxv];

	(void)auxv_find(auxv, capture->elf_class, AT_SYSINFO_EHDR, &describer.vdso);
	(void)auxv_find(auxv, capture->elf_class, AT_PHDR, &describer.program_headers);
	for (size_t i = 0; i < capture->n_modules; i++) {
		int r = describe_module(&describer, &capture->modules[i]);

		if (r < 0)
			return r;
	}
	if (capture->n_modules > 0)
		settle_modules(capture);
	return 0;
}
