/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any maps, auxiliary vector, registers and memory: what is worked out of them keeps the promises
 * of converter/describe_modules.h. The input is read as
 *
 *     u8 elf class, u16 size of maps, maps, u16 size of auxv, auxv, memory from MEMORY_START on
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "converter/enrich.h"
#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"

#define MEMORY_START 0x10000ULL

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzzed_memory {
	struct memory_reader reader;
	struct bytes content;
};

static ssize_t read_content(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct bytes content = ((const struct fuzzed_memory *)self)->content;
	size_t count;

	if (address < MEMORY_START || address - MEMORY_START >= content.size)
		return 0;
	count = (size_t)min_u64(size, content.size - (address - MEMORY_START));
	memcpy(buffer, content.data + (address - MEMORY_START), count);
	return (ssize_t)count;
}

static struct bytes take_text(struct byte_reader *input)
{
	return byte_reader_take(input, byte_reader_u16(input));
}

/* One module that a loader listed, one thread with registers: both anywhere. */
static void add_listed(struct crash_capture *capture, struct bytes memory)
{
	const struct capture_module module = { .base = MEMORY_START, .path = "", .soname = "" };
	const struct capture_thread thread = { .registers.prstatus = memory };

	if (crash_capture_add_module(capture, &module) < 0 ||
	    crash_capture_add_thread(capture, &thread) < 0)
		abort();
}

static void check_modules(const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_modules; i++) {
		const struct capture_module *module = &capture->modules[i];

		if (module->size == 0 || module->base + module->size < module->base)
			abort();
		if (!module->path || !module->soname)
			abort();
		if (i > 0 && module[-1].base + module[-1].size > module->base)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct byte_reader input = byte_reader_of(bytes_of(data, size));
	struct crash_capture *capture = malloc(sizeof(*capture));
	struct fuzzed_memory memory = { .reader.read = read_content };

	if (!capture)
		abort();
	crash_capture_init(capture);
	capture->elf_class = byte_reader_u8(&input);
	capture->machine = capture->elf_class == ELFCLASS32 ? EM_386 : EM_X86_64;
	capture->texts[TEXT_maps] = take_text(&input);
	capture->texts[TEXT_auxv] = take_text(&input);
	memory.content = byte_reader_take(&input, byte_reader_left(&input));
	add_listed(capture, memory.content);
	if (capture_enrich(capture, &memory.reader) < 0)
		abort();
	check_modules(capture);
	crash_capture_done(capture);
	free(capture);
	return 0;
}
