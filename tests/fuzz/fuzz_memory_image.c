/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the memory of a process from BASE on, with an ELF header at its start. */
#include <stdlib.h>
#include <string.h>

#include "lib/capture/limits.h"
#include "lib/elf/memory_image.h"

#define BASE 0x56555000ULL

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzzed_memory {
	struct memory_reader reader; /* first */
	struct bytes bytes;
};

static ssize_t read_fuzzed(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	const struct bytes *bytes = &((const struct fuzzed_memory *)self)->bytes;
	uint64_t offset = address - BASE;

	if (address < BASE || offset >= bytes->size)
		return 0;
	if (size > bytes->size - offset)
		size = (size_t)(bytes->size - offset);
	memcpy(buffer, bytes->data + offset, size);
	return (ssize_t)size;
}

static void check_image(const struct memory_image *image)
{
	if (image->base != BASE || image->size == 0 || image->n_notes > MEMORY_IMAGE_MAX_NOTES ||
	    image->dynamic.size > LIMIT_DYNAMIC_SECTION)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzzed_memory memory = { .reader = { .read = read_fuzzed },
					.bytes = bytes_of(data, size) };
	struct bytes build_id = BYTES_NONE;
	struct pool pool = POOL_INIT;
	const char *soname = NULL;
	struct memory_image image;

	if (memory_image_read(&memory.reader, BASE, &image) < 0)
		return 0;
	check_image(&image);
	if (memory_image_build_id(&memory.reader, &image, &pool, &build_id) == 0 &&
	    (build_id.size == 0 || build_id.size > LIMIT_BUILD_ID))
		abort();
	if (memory_image_soname(&memory.reader, &image, &pool, &soname) == 0 &&
	    (soname[0] == '\0' || strlen(soname) >= LIMIT_PATH))
		abort();
	pool_done(&pool);
	return 0;
}
