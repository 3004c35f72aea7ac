/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/config_settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/policy/policy_keys.h"

#define VALUE_SIZE 512

/* A list in the making; error is -ENOMEM once something is missing from it. */
struct setting_list {
	struct pool *pool;
	struct setting *first, **end;
	int error;
};

static void add(struct setting_list *list, const struct setting *setting)
{
	struct setting *kept = pool_copy(list->pool, setting, sizeof(*setting));

	if (!kept) {
		list->error = -ENOMEM;
		return;
	}
	*list->end = kept;
	list->end = &kept->next;
}

/* The same with a value that does not live as long as the pool. */
static void add_value(struct setting_list *list, struct setting setting, const char *value)
{
	setting.value = pool_copy_text(list->pool, value, strlen(value));
	if (setting.value)
		add(list, &setting);
	else
		list->error = -ENOMEM;
}

static void add_section(struct setting_list *list, const struct config *config, const char *section)
{
	const struct setting head = { .section = section };
	char value[VALUE_SIZE];

	add(list, &head);
	for (size_t id = 0; id < CONFIG_KEY_COUNT; id++) {
		if (strcmp(config_keys[id].section, section) != 0)
			continue;
		config_format_value(config, (enum config_key_id)id, value, sizeof(value));
		add_value(list,
			  (struct setting){ .section = section,
					    .key = config_keys[id].name,
					    .origin = config->origins[id] },
			  value);
	}
}

/* Each section once, where the first of its keys stands. */
static void add_sections(struct setting_list *list, const struct config *config)
{
	for (size_t id = 0; id < CONFIG_KEY_COUNT; id++) {
		size_t first = 0;

		while (strcmp(config_keys[first].section, config_keys[id].section) != 0)
			first++;
		if (first == id)
			add_section(list, config, config_keys[id].section);
	}
}

static void add_list(struct setting_list *list, struct setting setting,
		     const struct policy_rule *rule, enum policy_key_id id)
{
	const struct policy_item *item = *policy_list(rule, id);

	if (!item && !policy_keys[id].selects)
		add_value(list, setting, "");
	for (; item; item = item->next) {
		setting.origin = item->origin;
		add_value(list, setting, item->text);
	}
}

static void add_rule(struct setting_list *list, const struct policy_rule *rule)
{
	struct setting setting = { .section = "Policy",
				   .rule = rule->decision.name,
				   .origin = rule->origin };
	char value[POLICY_VALUE_SIZE];

	add(list, &setting);
	for (size_t i = 0; i < POLICY_KEY_COUNT; i++) {
		enum policy_key_id id = (enum policy_key_id)i;

		setting.key = policy_keys[id].name;
		setting.origin = rule->origins[id];
		if (policy_key_is_list(id)) {
			add_list(list, setting, rule, id);
			continue;
		}
		policy_value_format(rule, id, value);
		add_value(list, setting, value);
	}
}

int config_settings(struct config *config, const struct policy_rules *rules,
		    struct setting **ret_settings)
{
	struct setting_list list = { .pool = &config->pool };

	list.end = &list.first;
	add_sections(&list, config);
	for (size_t i = 0; i < rules->n_rules; i++)
		add_rule(&list, &rules->rules[i]);
	add_rule(&list, &rules->standard);
	if (list.error == 0)
		*ret_settings = list.first;
	return list.error;
}

char *config_origin_text(const struct config_origin *origin)
{
	char *text;

	if (!origin->file)
		return strdup("default");
	if (origin->line == 0)
		return strdup(origin->file);
	return asprintf(&text, "%s:%u", origin->file, origin->line) < 0 ? NULL : text;
}
