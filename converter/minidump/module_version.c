/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/module_version.h"

#include <string.h>

#define N_NUMBERS 4

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* Reads numbers separated by dots; a number past 32 bits ends it. Returns how many there were. */
static size_t read_numbers(const char *text, uint32_t numbers[N_NUMBERS])
{
	size_t n = 0;

	while (n < N_NUMBERS && is_digit(*text)) {
		uint64_t number = 0;

		for (; is_digit(*text) && number <= UINT32_MAX; text++)
			number = number * 10 + (uint64_t)(*text - '0');
		if (number > UINT32_MAX)
			break;
		numbers[n++] = (uint32_t)number;
		if (*text != '.')
			break;
		text++;
	}
	return n;
}

bool module_version_from_name(const char *name, struct md_fixed_file_info *info)
{
	uint32_t numbers[N_NUMBERS] = { 0 };
	const char *suffix = strstr(name, ".so.");

	if (!suffix || read_numbers(suffix + strlen(".so."), numbers) == 0)
		return false;
	info->signature = MD_FIXED_FILE_INFO_SIGNATURE;
	info->struct_version = MD_FIXED_FILE_INFO_VERSION;
	info->file_version_high = numbers[0];
	info->file_version_low = numbers[1];
	info->product_version_high = numbers[2];
	info->product_version_low = numbers[3];
	return true;
}
