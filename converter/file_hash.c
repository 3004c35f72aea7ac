/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/file_hash.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

#include "lib/base/fd_io.h"

#define CHUNK_SIZE 65536U

int file_sha256(int fd, char ret_text[SHA256_TEXT_SIZE])
{
	uint8_t chunk[CHUNK_SIZE], digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;
	uint64_t offset = 0;
	ssize_t count;

	sha256_init(&context);
	do {
		count = fd_pread_full(fd, chunk, sizeof(chunk), offset);
		if (count < 0)
			return (int)count;
		sha256_update(&context, (size_t)count, chunk);
		offset += (uint64_t)count;
	} while (count == (ssize_t)sizeof(chunk));
	sha256_digest(&context, sizeof(digest), digest);
	base16_encode_update(ret_text, sizeof(digest), digest);
	ret_text[SHA256_TEXT_SIZE - 1] = '\0';
	return 0;
}
