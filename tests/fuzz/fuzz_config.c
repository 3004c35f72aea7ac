/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a configuration file: what comes out is usable, and every value can be read again.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/config_text.h"
#include "lib/base/config_values.h"

#define VALUE_SIZE 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_problem(const struct config_problem *problem)
{
	if (problem->origin.line == 0 || !problem->section || problem->reason[0] == '\0')
		abort();
}

static void check_value(const struct config *config, enum config_key_id id)
{
	char value[VALUE_SIZE], again[VALUE_SIZE];
	struct config other = { .pool = POOL_INIT };

	config_format_value(config, id, value, sizeof(value));
	config_set_defaults(&other);
	if (config_set_value(&other, id, value, &(struct config_place){ .key = "key" }) < 0 ||
	    other.n_problems > 0)
		abort();
	config_format_value(&other, id, again, sizeof(again));
	if (strcmp(value, again) != 0)
		abort();
	config_done(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = { .pool = POOL_INIT };

	config_set_defaults(&config);
	if (config_take_text(&config, "file", bytes_of(data, size)) < 0)
		abort();
	for (size_t i = 0; i < config.n_problems; i++)
		check_problem(&config.problems[i]);
	for (size_t id = 0; id < CONFIG_KEY_COUNT; id++)
		check_value(&config, (enum config_key_id)id);
	config_done(&config);
	return 0;
}
