/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/config_policy.h"

#include <errno.h>
#include <string.h>

#define WORD "Policy"

#define NAME_BYTES "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static struct bytes without_blanks(struct bytes text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		text = bytes_of(text.data + 1, text.size - 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

bool config_policy_is_section(struct bytes section)
{
	const size_t length = strlen(WORD);

	if (section.size < length || memcmp(section.data, WORD, length) != 0)
		return false;
	return section.size == length || is_blank(section.data[length]) ||
	       section.data[length] == '"';
}

static bool is_rule_name(struct bytes name)
{
	if (name.size == 0 || name.size > CONFIG_POLICY_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == '\0' || !strchr(NAME_BYTES, name.data[i]))
			return false;
	return true;
}

const char *config_policy_rule_name(struct config *config, struct bytes section)
{
	struct bytes rest =
		without_blanks(bytes_of(section.data + strlen(WORD), section.size - strlen(WORD)));

	if (rest.size == 0)
		return "";
	if (rest.size < 2 || rest.data[0] != '"' || rest.data[rest.size - 1] != '"')
		return NULL;
	rest = bytes_of(rest.data + 1, rest.size - 2);
	return is_rule_name(rest) ? pool_copy_text(&config->pool, rest.data, rest.size) : NULL;
}

int config_policy_add(struct config *config, const struct config_origin *origin, const char *rule,
		      const char *key, const char *value)
{
	struct config_policy_line *line = pool_alloc(&config->pool, sizeof(*line));

	if (!line)
		return -ENOMEM;
	*line = (struct config_policy_line){ .origin = *origin, .rule = rule };
	line->key = key ? pool_copy_text(&config->pool, key, strlen(key)) : NULL;
	line->value = pool_copy_text(&config->pool, value, strlen(value));
	if (!line->value || (key && !line->key))
		return -ENOMEM;
	if (config->last_policy_line)
		config->last_policy_line->next = line;
	else
		config->policy_lines = line;
	config->last_policy_line = line;
	return 0;
}
