/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/module_memory.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/elf/image/image_code.h"

#define DELETED_SUFFIX " (deleted)"

/* Files that are open at a time. */
#define FILES_MAX 64

struct module_code {
	struct image_code *code; /* NULL: this host does not have it, or was not asked */
	bool was_asked;
};

struct module_memory {
	struct memory_reader reader; /* first: handed out */
	struct memory_reader *dump;
	const struct crash_capture *capture;
	struct module_code *modules; /* one for each of the capture's */
	size_t n_files;
};

static struct image_code *open_code(struct module_memory *memory,
				    const struct capture_module *module)
{
	size_t length = strlen(module->path);
	_cleanup_free_ char *path = NULL;
	struct image_code *code = NULL;

	if (module->is_deleted && length > strlen(DELETED_SUFFIX))
		length -= strlen(DELETED_SUFFIX);
	path = strndup(module->path, length);
	if (!path || path[0] != '/' || memory->n_files == FILES_MAX ||
	    image_code_open(path, module->build_id, &code) < 0)
		return NULL;
	memory->n_files++;
	return code;
}

static ssize_t read_module(struct module_memory *memory, uint64_t address, void *buffer,
			   size_t size)
{
	const struct capture_module *module = crash_capture_find_module(memory->capture, address);
	struct module_code *entry;

	if (!module)
		return 0;
	entry = &memory->modules[module - memory->capture->modules];
	if (!entry->was_asked)
		entry->code = open_code(memory, module);
	entry->was_asked = true;
	return entry->code ? image_code_read(entry->code, address - module->base, buffer, size) : 0;
}

static ssize_t read_memory(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct module_memory *memory = (struct module_memory *)self;
	ssize_t count = memory_read(memory->dump, address, buffer, size);

	/* Where the dump has only a part, all is taken from the file, which has the same bytes. */
	if (count < 0 || (size_t)count == size)
		return count;
	if (read_module(memory, address, buffer, size) == (ssize_t)size)
		return (ssize_t)size;
	return memory_read(memory->dump, address, buffer, size);
}

struct module_memory *module_memory_new(const struct crash_capture *capture,
					struct memory_reader *dump)
{
	struct module_memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		return NULL;
	memory->reader.read = read_memory;
	memory->dump = dump;
	memory->capture = capture;
	memory->modules = calloc(capture->n_modules + 1, sizeof(*memory->modules));
	if (memory->modules)
		return memory;
	free(memory);
	return NULL;
}

void module_memory_free(struct module_memory *memory)
{
	if (!memory)
		return;
	for (size_t i = 0; i < memory->capture->n_modules; i++)
		image_code_free(memory->modules[i].code);
	free(memory->modules);
	free(memory);
}

struct memory_reader *module_memory_reader(struct module_memory *memory)
{
	return &memory->reader;
}
