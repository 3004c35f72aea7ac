/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minidumpctl process */
#include "minidumpctl/dump/dump_view.h"
#include "minidumpctl/dump/process_json.h"
#include "minidumpctl/dump/process_page.h"
#include "minidumpctl/verbs.h"

static int print(const struct dump_printer *printer, const struct dump *dump)
{
	process_page_print(dump->capture, printer->invocation->utc);
	return STATUS_DONE;
}

static json_t *to_json(const struct dump_printer *printer, const struct dump *dump)
{
	(void)printer;
	return process_to_json(dump->capture);
}

int verb_process(const struct invocation *invocation)
{
	static const struct dump_view view = { "process", print, to_json };

	return dump_view_run(invocation, &view);
}
