/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/config_values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/boolean.h"
#include "lib/base/quantity.h"

union value {
	const char *path;
	uint64_t quantity;
	bool boolean;
};

static void store(struct config *config, const struct config_key *key, const union value *value)
{
	void *field = (char *)config + key->offset;

	switch (key->type) {
	case CONFIG_TYPE_PATH:
		*(const char **)field = value->path;
		break;
	case CONFIG_TYPE_DURATION:
	case CONFIG_TYPE_SIZE:
	case CONFIG_TYPE_NUMBER:
	case CONFIG_TYPE_PERCENT:
		*(uint64_t *)field = value->quantity;
		break;
	case CONFIG_TYPE_BOOLEAN:
		*(bool *)field = value->boolean;
		break;
	}
}

/* "5%", or "5". */
static bool parse_percent(const char *text, uint64_t *ret_percent)
{
	size_t digits = strspn(text, "0123456789");
	char number[8];

	if (digits >= sizeof(number) || (text[digits] != '\0' && strcmp(text + digits, "%") != 0))
		return false;
	(void)snprintf(number, sizeof(number), "%.*s", (int)digits, text);
	return quantity_parse_number(number, ret_percent) == 0;
}

/* Returns NULL, or what text should have been. The path of *ret_value borrows text. */
static const char *parse(const struct config_key *key, const char *text, union value *ret_value)
{
	switch (key->type) {
	case CONFIG_TYPE_PATH:
		ret_value->path = text;
		return text[0] == '/' ? NULL : "an absolute path";
	case CONFIG_TYPE_DURATION:
		return quantity_parse_duration(text, &ret_value->quantity) < 0
			       ? "a duration such as 500ms or 10s"
			       : NULL;
	case CONFIG_TYPE_SIZE:
		return quantity_parse_size(text, &ret_value->quantity) < 0
			       ? "a size such as 64K or 512M"
			       : NULL;
	case CONFIG_TYPE_PERCENT:
		return parse_percent(text, &ret_value->quantity) ? NULL
								 : "a percentage such as 10%";
	case CONFIG_TYPE_BOOLEAN:
		return boolean_parse(text, &ret_value->boolean) ? NULL : "yes or no";
	case CONFIG_TYPE_NUMBER:
		return quantity_parse_number(text, &ret_value->quantity) < 0 ? "a number" : NULL;
	}
	return "of a known type";
}

static void format_quantity(const struct config_key *key, uint64_t quantity, char *buffer,
			    size_t size)
{
	if (key->type == CONFIG_TYPE_PERCENT)
		(void)snprintf(buffer, size, "%" PRIu64 "%%", quantity);
	else if (key->type == CONFIG_TYPE_NUMBER)
		(void)snprintf(buffer, size, "%" PRIu64, quantity);
	else if (key->type == CONFIG_TYPE_DURATION)
		quantity_format_duration(quantity, buffer, size);
	else
		quantity_format_size(quantity, buffer, size);
}

/* Whether a quantity lies within its range; if not, adds the problem. */
static bool is_in_range(struct config *config, const struct config_key *key,
			const union value *value, const struct config_place *place)
{
	char minimum[QUANTITY_TEXT_SIZE], maximum[QUANTITY_TEXT_SIZE];

	if (key->type == CONFIG_TYPE_PATH || key->type == CONFIG_TYPE_BOOLEAN)
		return true;
	if (value->quantity >= key->minimum && value->quantity <= key->maximum)
		return true;
	format_quantity(key, key->minimum, minimum, sizeof(minimum));
	format_quantity(key, key->maximum, maximum, sizeof(maximum));
	config_add_problem(config, place, "must be from %s to %s", minimum, maximum);
	return false;
}

static void set_default(struct config *config, enum config_key_id id)
{
	const struct config_key *key = &config_keys[id];
	union value value;

	if (!parse(key, key->default_value, &value))
		store(config, key, &value);
	config->origins[id] = (struct config_origin){ .file = NULL };
}

void config_set_defaults(struct config *config)
{
	for (size_t id = 0; id < CONFIG_KEY_COUNT; id++)
		set_default(config, (enum config_key_id)id);
}

int config_set_value(struct config *config, enum config_key_id id, const char *text,
		     const struct config_place *place)
{
	const struct config_key *key = &config_keys[id];
	const char *expected;
	union value value;

	if (text[0] == '\0') {
		set_default(config, id);
		return 0;
	}
	expected = parse(key, text, &value);
	if (expected) {
		config_add_problem(config, place, "must be %s", expected);
		return 0;
	}
	if (!is_in_range(config, key, &value, place))
		return 0;
	if (key->type == CONFIG_TYPE_PATH) {
		value.path = pool_copy_text(&config->pool, text, strlen(text));
		if (!value.path)
			return -ENOMEM;
	}
	store(config, key, &value);
	config->origins[id] = place->origin;
	return 0;
}

void config_format_value(const struct config *config, enum config_key_id id, char *buffer,
			 size_t size)
{
	const struct config_key *key = &config_keys[id];
	const void *field = (const char *)config + key->offset;

	switch (key->type) {
	case CONFIG_TYPE_PATH:
		(void)snprintf(buffer, size, "%s", *(const char *const *)field);
		break;
	case CONFIG_TYPE_DURATION:
	case CONFIG_TYPE_SIZE:
	case CONFIG_TYPE_NUMBER:
	case CONFIG_TYPE_PERCENT:
		format_quantity(key, *(const uint64_t *)field, buffer, size);
		break;
	case CONFIG_TYPE_BOOLEAN:
		(void)snprintf(buffer, size, "%s", *(const bool *)field ? "yes" : "no");
		break;
	}
}
