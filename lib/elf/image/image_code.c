/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/image/image_code.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/capture/limits.h"
#include "lib/elf/image/image_file.h"

struct image_code {
	struct image_file file;
	uint64_t base;
};

void image_code_free(struct image_code *code)
{
	if (code)
		image_file_done(&code->file);
	free(code);
}

int image_code_open(const char *path, struct bytes build_id, struct image_code **ret_code)
{
	_cleanup_(image_code_freep) struct image_code *code = calloc(1, sizeof(*code));
	int r;

	if (!code)
		return -ENOMEM;
	code->file = IMAGE_FILE_INIT;
	r = image_file_open(path, build_id, &code->file);
	if (r == 0)
		r = image_file_base(&code->file, &code->base);
	if (r == 0)
		*ret_code = take_ptr(code);
	return r;
}

static bool holds(const GElf_Phdr *segment, uint64_t address)
{
	return segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) &&
	       address >= segment->p_vaddr && address - segment->p_vaddr < segment->p_filesz;
}

ssize_t image_code_read(const struct image_code *code, uint64_t offset, void *buffer, size_t size)
{
	uint64_t address = code->base + offset, at;
	GElf_Phdr segment;
	size_t n_segments;

	if (elf_getphdrnum(code->file.elf, &n_segments) < 0)
		return 0;
	for (size_t i = 0; i < n_segments && i < LIMIT_MODULE_PHDRS; i++) {
		if (!gelf_getphdr(code->file.elf, (int)i, &segment) || !holds(&segment, address))
			continue;
		address -= segment.p_vaddr;
		if (!checked_add_u64(segment.p_offset, address, &at))
			return 0;
		return fd_pread_full(code->file.fd, buffer,
				     (size_t)min_u64(size, segment.p_filesz - address), at);
	}
	return 0;
}
