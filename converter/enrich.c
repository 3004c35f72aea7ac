/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/enrich.h"

#include "converter/describe_modules.h"
#include "converter/describe_threads.h"
#include "converter/find_modules.h"
#include "lib/capture/proc_maps.h"

static int describe_mappings(struct crash_capture *capture)
{
	struct bytes maps = capture->texts[TEXT_maps];

	if (capture->n_mappings > 0 || maps.size == 0)
		return 0;
	return proc_maps_parse(capture, maps);
}

int capture_enrich(struct crash_capture *capture, struct memory_reader *memory)
{
	int r = describe_mappings(capture);

	if (r < 0)
		return r;
	describe_threads(capture);
	r = find_modules(capture, memory);
	if (r < 0)
		return r;
	return describe_modules(capture, memory);
}
