/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/extra_machine.h"

#include "lib/capture/text_fields.h"
#include "lib/elf/registers.h"
#include "lib/store/extra_keys.h"

static void put_field(struct extra_object *extra, const char *key, struct bytes text,
		      const char *name, char separator)
{
	struct bytes value;

	if (text_field_find(text, name, separator, &value))
		extra_put_bytes(extra, key, value);
}

/* The process's own, which can be another one than the machine's: i386 on x86-64. */
static const char *architecture_of(const struct crash_capture *capture)
{
	const struct register_table *table =
		register_table_find(capture->machine, capture->elf_class);

	return table ? table->name : capture->system.machine;
}

void extra_put_machine(struct extra_object *extra, const struct crash_capture *capture)
{
	put_field(extra, EXTRA_LSB_DESCRIPTION, capture->texts[TEXT_os_release], "PRETTY_NAME",
		  '=');
	extra_put_text(extra, EXTRA_KERNEL, capture->system.kernel_release);
	extra_put_text(extra, EXTRA_ARCHITECTURE, architecture_of(capture));
	put_field(extra, EXTRA_MICROCODE, capture->texts[TEXT_cpuinfo], "microcode", ':');
	extra_put_text(extra, EXTRA_BOOT_ID, capture->clocks.boot_id);
}

void extra_put_contents(struct extra_object *extra, const struct crash_capture *capture)
{
	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].is_main)
			extra_put_hex(extra, EXTRA_BUILD_ID, capture->modules[i].build_id);
	extra_put_number(extra, EXTRA_THREADS, capture->n_threads);
	extra_put_number(extra, EXTRA_MODULES, capture->n_modules);
	extra_put_number(extra, EXTRA_MEMORY_BYTES, memory_plan_bytes(&capture->memory));
}
