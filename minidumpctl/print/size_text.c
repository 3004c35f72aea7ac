/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/size_text.h"

#include <stdio.h>

void size_text(uint64_t size, char ret_text[SIZE_TEXT_SIZE])
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double value = (double)size / 1024;
	size_t unit = 0;

	if (size < 1024) {
		(void)snprintf(ret_text, SIZE_TEXT_SIZE, "%u bytes", (unsigned int)size);
		return;
	}
	while (value >= 1024 && unit + 1 < sizeof(units) / sizeof(*units)) {
		value /= 1024;
		unit++;
	}
	(void)snprintf(ret_text, SIZE_TEXT_SIZE, "%.1f %s", value, units[unit]);
}
