/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/dump/dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "minidumpctl/print/message.h"

#define MODULE_NAME_SHOWN 255

void dump_done(struct dump *dump)
{
	module_memory_free(dump->memory);
	minidump_reader_free(dump->reader);
	if (dump->capture)
		crash_capture_done(dump->capture);
	free(dump->capture);
	*dump = DUMP_INIT;
}

static const char *reason_text(int error)
{
	return error == -EBADMSG ? "it is no minidump" : strerror(-error);
}

int dump_read(const struct dump_file *file, struct dump *ret_dump)
{
	_cleanup_(dump_done) struct dump dump = DUMP_INIT;
	int r = dump_file_require(file);

	if (r < 0)
		return r;
	dump.file = file;
	dump.capture = malloc(sizeof(*dump.capture));
	if (!dump.capture)
		return -ENOMEM;
	crash_capture_init(dump.capture);
	r = minidump_reader_open(file->fd, dump.capture, &dump.reader);
	if (r < 0) {
		complain("cannot read %s: %s", file->path, reason_text(r));
		return r;
	}
	dump.memory = module_memory_new(dump.capture, minidump_reader_memory(dump.reader));
	if (!dump.memory)
		return -ENOMEM;
	*ret_dump = dump;
	dump = DUMP_INIT;
	return 0;
}

void dump_place_text(const struct dump *dump, uint64_t address, char ret_text[PLACE_TEXT_SIZE])
{
	const struct capture_module *module = crash_capture_find_module(dump->capture, address);
	const char *slash = module ? strrchr(module->path, '/') : NULL;
	const char *name = slash ? slash + 1 : module ? module->path : "";

	if (*name)
		(void)snprintf(ret_text, PLACE_TEXT_SIZE, "%.*s+0x%llx", MODULE_NAME_SHOWN, name,
			       (unsigned long long)(address - module->base));
	else
		(void)snprintf(ret_text, PLACE_TEXT_SIZE, "0x%llx", (unsigned long long)address);
}
