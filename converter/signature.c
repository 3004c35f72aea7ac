/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/signature.h"

#include <inttypes.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "converter/file_path.h"

/* What goes into the hash. Another recipe needs another name: signatures are kept and compared. */
#define RECIPE "minidumpd signature 1"

/* The kernel maps nothing below vm.mmap_min_addr, and no program asks for less than this. */
#define NULL_PAGES 0x10000U

/* Each part ends with a NUL byte, which no part holds. */
static void put_text(struct sha256_ctx *hash, const char *text)
{
	sha256_update(hash, strlen(text) + 1, (const uint8_t *)text);
}

static void put_bytes(struct sha256_ctx *hash, struct bytes bytes)
{
	sha256_update(hash, bytes.size, bytes.data);
	put_text(hash, "");
}

static void put_number(struct sha256_ctx *hash, int64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	put_text(hash, text);
}

static void put_build_id(struct sha256_ctx *hash, struct bytes build_id)
{
	put_text(hash, "build-id");
	put_number(hash, (int64_t)build_id.size);
	sha256_update(hash, build_id.size, build_id.data);
}

static void put_module(struct sha256_ctx *hash, const struct capture_module *module)
{
	if (module->build_id.size > 0) {
		put_build_id(hash, module->build_id);
	} else if (module->soname && module->soname[0]) {
		put_text(hash, "soname");
		put_text(hash, module->soname);
	} else {
		put_text(hash, "path");
		put_bytes(hash, file_path_live(module->path));
	}
}

static const struct capture_module *main_module(const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].is_main)
			return &capture->modules[i];
	return NULL;
}

static void put_executable(struct sha256_ctx *hash, const struct crash_capture *capture)
{
	const struct capture_module *module = main_module(capture);

	if (module && module->build_id.size > 0)
		put_build_id(hash, module->build_id);
	else
		put_bytes(hash, file_path_live(capture->process.exe));
}

/* An address outside of modules differs from run to run: only what it is counts. */
static const char *kind_of_address(const struct crash_capture *capture, uint64_t address)
{
	const struct capture_mapping *mapping;

	if (address < NULL_PAGES)
		return "null";
	mapping = crash_capture_find_mapping(capture, address);
	if (!mapping)
		return "unmapped";
	return mapping->flags & MAPPING_EXEC ? "code without file" : "not executable";
}

static void put_frame(struct sha256_ctx *hash, const struct crash_capture *capture)
{
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);
	const struct capture_module *module;

	if (!thread || thread->source == REGISTERS_NONE)
		return;
	module = crash_capture_find_module(capture, thread->instruction_pointer);
	if (!module) {
		put_text(hash, kind_of_address(capture, thread->instruction_pointer));
		return;
	}
	put_module(hash, module);
	put_number(hash, (int64_t)(thread->instruction_pointer - module->base));
}

bool crash_signature(const struct crash_capture *capture, char ret_text[SIGNATURE_TEXT_SIZE])
{
	uint8_t digest[(SIGNATURE_TEXT_SIZE - 1) / 2];
	struct sha256_ctx hash;

	if (!capture->fatal.present && capture->process.exe[0] == '\0')
		return false;
	sha256_init(&hash);
	put_text(&hash, RECIPE);
	put_executable(&hash, capture);
	put_number(&hash, capture->fatal.signal);
	put_number(&hash, capture->fatal.siginfo.size > 0 ? capture->fatal.code : 0);
	put_frame(&hash, capture);
	sha256_digest(&hash, sizeof(digest), digest);
	base16_encode_update(ret_text, sizeof(digest), digest);
	ret_text[SIGNATURE_TEXT_SIZE - 1] = '\0';
	return true;
}
