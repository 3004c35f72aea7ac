/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as /proc/PID/maps: what was parsed keeps the promises of struct crash_capture. */
#include <stdlib.h>
#include <string.h>

#include "lib/capture/crash_capture.h"
#include "lib/capture/proc_maps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mapping(const struct crash_capture *capture, size_t index)
{
	const struct capture_mapping *mapping = &capture->mappings[index];

	if (mapping->start >= mapping->end || !mapping->path)
		abort();
	if (index > 0 && mapping->start < mapping[-1].end)
		abort();
	if (strlen(mapping->path) > 0 && mapping->path[0] == ' ')
		abort();
	if (crash_capture_find_mapping(capture, mapping->start) != mapping ||
	    crash_capture_find_mapping(capture, mapping->end - 1) != mapping)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crash_capture *capture = malloc(sizeof(*capture));

	if (!capture)
		abort();
	crash_capture_init(capture);
	if (proc_maps_parse(capture, bytes_of(data, size)) < 0)
		abort();
	for (size_t i = 0; i < capture->n_mappings; i++)
		check_mapping(capture, i);
	crash_capture_done(capture);
	free(capture);
	return 0;
}
