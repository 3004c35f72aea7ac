/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/backtrace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/stackwalk/stack_walk.h"
#include "minidumpctl/print/escaped.h"
#include "minidumpctl/print/hex_text.h"
#include "minidumpctl/print/json_values.h"

#define DELETED_SUFFIX " (deleted)"

static struct stack_walk *walk(const struct dump *dump, const struct thread_registers *registers)
{
	struct stack_walk *walk = malloc(sizeof(*walk));

	if (walk)
		stack_walk(dump->capture, module_memory_reader(dump->memory), registers, walk);
	return walk;
}

/* A file of this build-id may lie where the deleted one did. */
static char *path_of(const struct capture_module *module)
{
	size_t length = strlen(module->path);

	if (module->is_deleted && length > strlen(DELETED_SUFFIX))
		length -= strlen(DELETED_SUFFIX);
	return strndup(module->path, length);
}

static bool find_symbol(const struct dump *dump, const struct stack_frame *frame,
			struct symbol_cache *symbols, char ret_text[SYMBOL_TEXT_SIZE])
{
	const uint64_t address = stack_frame_lookup_address(frame);
	const struct capture_module *module = crash_capture_find_module(dump->capture, address);
	_cleanup_free_ char *build_id = module ? hex_text(module->build_id) : NULL;
	_cleanup_free_ char *path = module ? path_of(module) : NULL;

	return build_id && path &&
	       symbol_cache_look_up(symbols, path, build_id, address - module->base, ret_text);
}

static void print_frame(const struct dump *dump, const struct stack_frame *frame, size_t number,
			struct symbol_cache *symbols, const char *indent)
{
	char place[PLACE_TEXT_SIZE], symbol[SYMBOL_TEXT_SIZE] = "";
	_cleanup_free_ char *safe_place = NULL, *safe_symbol = NULL;
	bool has_symbol = find_symbol(dump, frame, symbols, symbol);

	dump_place_text(dump, frame->instruction, place);
	safe_place = escaped_copy(place);
	safe_symbol = escaped_copy(symbol);
	if (safe_place && safe_symbol)
		printf("%s#%-2zu %s%s%s%s [%s]\n", indent, number, safe_place,
		       has_symbol ? " (" : "", safe_symbol, has_symbol ? ")" : "",
		       frame_trust_name(frame->trust));
}

void backtrace_print(const struct dump *dump, const struct thread_registers *registers,
		     struct symbol_cache *symbols, const char *indent)
{
	_cleanup_free_ struct stack_walk *frames = walk(dump, registers);

	if (!frames || frames->n_frames == 0) {
		printf("%sno frames: the registers are not known\n", indent);
		return;
	}
	for (size_t i = 0; i < frames->n_frames; i++)
		print_frame(dump, &frames->frames[i], i, symbols, indent);
	if (frames->is_cut)
		printf("%sand more\n", indent);
}

static json_t *frame_to_json(const struct dump *dump, const struct stack_frame *frame,
			     struct symbol_cache *symbols)
{
	const struct capture_module *module =
		crash_capture_find_module(dump->capture, frame->instruction);
	char symbol[SYMBOL_TEXT_SIZE];
	bool has_symbol = find_symbol(dump, frame, symbols, symbol);
	json_t *object = json_object();

	(void)json_object_set_new(object, "address", json_of_address(frame->instruction));
	(void)json_object_set_new(object, "module",
				  module ? json_of_text(module->path) : json_null());
	(void)json_object_set_new(object, "offset",
				  module ? json_of_address(frame->instruction - module->base)
					 : json_null());
	(void)json_object_set_new(
		object, "build_id",
		module && module->build_id.size > 0 ? json_of_hex(module->build_id) : json_null());
	(void)json_object_set_new(object, "symbol",
				  has_symbol ? json_of_text(symbol) : json_null());
	(void)json_object_set_new(object, "stack_pointer", json_of_address(frame->stack_pointer));
	(void)json_object_set_new(object, "trust", json_string(frame_trust_name(frame->trust)));
	return object;
}

json_t *backtrace_to_json(const struct dump *dump, const struct thread_registers *registers,
			  struct symbol_cache *symbols)
{
	_cleanup_free_ struct stack_walk *frames = walk(dump, registers);
	json_t *array = json_array();

	for (size_t i = 0; frames && i < frames->n_frames; i++)
		(void)json_array_append_new(array,
					    frame_to_json(dump, &frames->frames[i], symbols));
	return array;
}

const struct thread_registers *crashing_registers(const struct crash_capture *capture)
{
	static const struct thread_registers none = { .prstatus = BYTES_NONE };
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);

	if (capture->original.present && capture->original.registers.prstatus.size > 0)
		return &capture->original.registers;
	if (capture->fatal.present && capture->fatal.registers.prstatus.size > 0)
		return &capture->fatal.registers;
	return thread ? &thread->registers : &none;
}
