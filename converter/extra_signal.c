/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/extra_signal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "converter/file_path.h"
#include "converter/signature.h"
#include "lib/base/byte_buffer.h"
#include "lib/base/cleanup.h"
#include "lib/capture/siginfo.h"
#include "lib/capture/signal_names.h"
#include "lib/store/extra_keys.h"

static void put_name_or_number(struct extra_object *extra, const char *key, const char *name,
			       int number)
{
	if (name)
		extra_put_text(extra, key, name);
	else
		extra_put_signed(extra, key, number);
}

void extra_put_signal(struct extra_object *extra, const struct crash_capture *capture)
{
	const struct crash_exception *fatal = &capture->fatal;
	uint8_t elf_class = capture->elf_class;

	if (!fatal->present)
		return;
	put_name_or_number(extra, EXTRA_SIGNAL, signal_name(fatal->signal), fatal->signal);
	extra_put_signed(extra, EXTRA_SIGNAL_NUMBER, fatal->signal);
	if (fatal->siginfo.size == 0)
		return;
	put_name_or_number(extra, EXTRA_CODE, signal_code_name(fatal->signal, fatal->code),
			   fatal->code);
	extra_put_signed(extra, EXTRA_CODE_NUMBER, fatal->code);
	if (siginfo_has_address(fatal->siginfo, elf_class, fatal->signal, fatal->code))
		extra_put_address(extra, EXTRA_ADDRESS, siginfo_address(fatal->siginfo, elf_class));
	if (signal_has_sender(fatal->code)) {
		extra_put_number(extra, EXTRA_SENDER_PID,
				 siginfo_sender_pid(fatal->siginfo, elf_class));
		extra_put_number(extra, EXTRA_SENDER_UID,
				 siginfo_sender_uid(fatal->siginfo, elf_class));
	}
}

/* "libfoo.so.1+0x1234" */
static void put_module_offset(struct extra_object *extra, const struct capture_module *module,
			      uint64_t offset)
{
	_cleanup_(byte_buffer_done) struct byte_buffer text = BYTE_BUFFER_INIT;
	struct bytes name = file_path_name(bytes_of(module->path, strlen(module->path)));
	char suffix[32];

	(void)snprintf(suffix, sizeof(suffix), "+0x%" PRIx64, offset);
	byte_buffer_put(&text, name.data, name.size);
	byte_buffer_put(&text, suffix, strlen(suffix));
	extra_put_bytes(extra, EXTRA_WHERE, byte_buffer_bytes(&text));
}

void extra_put_where(struct extra_object *extra, const struct crash_capture *capture)
{
	const struct capture_thread *thread = crash_capture_crashing_thread(capture);
	const struct capture_module *module;
	uint64_t address;

	if (!thread || thread->source == REGISTERS_NONE)
		return;
	address = thread->instruction_pointer;
	module = crash_capture_find_module(capture, address);
	if (!module) {
		extra_put_address(extra, EXTRA_WHERE, address);
		return;
	}
	put_module_offset(extra, module, address - module->base);
	extra_put_text(extra, EXTRA_WHERE_MODULE, module->path);
	extra_put_address(extra, EXTRA_WHERE_OFFSET, address - module->base);
	extra_put_hex(extra, EXTRA_WHERE_BUILD_ID, module->build_id);
}

void extra_put_signature(struct extra_object *extra, const struct crash_capture *capture)
{
	char signature[SIGNATURE_TEXT_SIZE];

	if (crash_signature(capture, signature))
		extra_put_text(extra, EXTRA_SIGNATURE, signature);
}
