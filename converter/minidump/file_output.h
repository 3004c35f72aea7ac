/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a file from front to back, gathering small pieces. The first failure sticks. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/capture/memory_reader.h"

#define FILE_OUTPUT_BUFFER 65536U

struct file_output {
	int fd; /* borrowed */
	int error;
	uint64_t offset; /* in the file: what was put so far */
	size_t used;
	uint8_t buffer[FILE_OUTPUT_BUFFER];
};

void file_output_init(struct file_output *output, int fd);

void file_output_put(struct file_output *output, const void *data, size_t size);

/* Puts zeros until the file's offset is reached; it must not lie behind. */
void file_output_pad_to(struct file_output *output, uint64_t offset);

/* Copies size bytes of process memory; a byte that cannot be had is the error -EIO. */
void file_output_put_memory(struct file_output *output, struct memory_reader *memory,
			    uint64_t address, uint64_t size);

/* Hands the rest to the kernel. Returns 0 or the first failure. */
int file_output_flush(struct file_output *output);
