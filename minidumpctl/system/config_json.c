/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/system/config_json.h"

#include "minidumpctl/print/json_values.h"

static json_t *text_or_null(const char *text)
{
	return text ? json_of_text(text) : json_null();
}

static void set_origin(json_t *object, const struct config_origin *origin)
{
	(void)json_object_set_new(object, "file", text_or_null(origin->file));
	(void)json_object_set_new(object, "line",
				  origin->line ? json_integer((json_int_t)origin->line)
					       : json_null());
}

static json_t *key_to_json(const struct setting *setting)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "section", json_of_text(setting->section));
	(void)json_object_set_new(object, "rule", text_or_null(setting->rule));
	(void)json_object_set_new(object, "key", json_of_text(setting->key));
	(void)json_object_set_new(object, "value", json_of_text(setting->value));
	set_origin(object, &setting->origin);
	return object;
}

static json_t *rule_to_json(const struct setting *head)
{
	json_t *object = json_object();

	(void)json_object_set_new(object, "name", json_of_text(head->rule));
	set_origin(object, &head->origin);
	return object;
}

static json_t *problem_to_json(const struct config_problem *problem)
{
	json_t *object = json_object();

	set_origin(object, &problem->origin);
	(void)json_object_set_new(object, "section",
				  text_or_null(problem->section[0] ? problem->section : NULL));
	(void)json_object_set_new(object, "key", text_or_null(problem->key));
	(void)json_object_set_new(object, "reason", json_of_text(problem->reason));
	return object;
}

static void set_settings(json_t *object, const struct setting *settings)
{
	json_t *keys = json_array(), *rules = json_array();

	for (const struct setting *setting = settings; setting; setting = setting->next) {
		if (setting->key)
			(void)json_array_append_new(keys, key_to_json(setting));
		else if (setting->rule)
			(void)json_array_append_new(rules, rule_to_json(setting));
	}
	(void)json_object_set_new(object, "keys", keys);
	(void)json_object_set_new(object, "rules", rules);
}

json_t *config_to_json(const struct config *config, const struct setting *settings)
{
	json_t *object = json_object(), *problems = json_array();

	if (settings)
		set_settings(object, settings);
	for (size_t i = 0; i < config->n_problems; i++)
		(void)json_array_append_new(problems, problem_to_json(&config->problems[i]));
	(void)json_object_set_new(object, "problems", problems);
	(void)json_object_set_new(object, "more_problems",
				  json_integer((json_int_t)config->n_problems_dropped));
	return object;
}
