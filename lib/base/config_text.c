/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inih splits the lines into sections, keys and values. It names only the first bad line and calls
 * no one for a section, so the lines pass through next_line(), which counts them, and sees to it
 * that each bad one becomes a problem.
 */
#include "lib/base/config_text.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/config_policy.h"
#include "lib/base/config_problems.h"
#include "lib/base/config_values.h"

/* inih cuts longer section names in silence. */
#define SECTION_NAME_MAX 49U

#define BLANKS "\t\v\f\r "

struct text_parser {
	struct config *config;
	struct bytes rest; /* the lines not yet read */
	struct config_origin origin;
	const char *rule;  /* of the policy section that this is; NULL in another */
	bool skip_section; /* the section is not known or not well-formed */
	bool expect_value; /* the line that inih holds should be a KEY=VALUE */
	int error;
};

static struct config_place place_of_line(const struct text_parser *parser)
{
	return (struct config_place){ .origin = parser->origin };
}

static bool is_blank(uint8_t byte)
{
	return byte != '\0' && strchr(BLANKS, byte);
}

/*
 * The next line without the blanks around it: inih would take one that is indented as continued.
 */
static struct bytes take_line(struct text_parser *parser)
{
	const uint8_t *start = parser->rest.data;
	const uint8_t *end = memchr(start, '\n', parser->rest.size);
	struct bytes line = bytes_of(start, end ? (size_t)(end - start) : parser->rest.size);
	size_t taken = line.size + (end ? 1 : 0);

	parser->rest = bytes_of(start + taken, parser->rest.size - taken);
	parser->origin.line++;
	while (line.size > 0 && is_blank(line.data[0]))
		line = bytes_of(line.data + 1, line.size - 1);
	while (line.size > 0 && is_blank(line.data[line.size - 1]))
		line.size--;
	return line;
}

static bool section_is_known(struct bytes name)
{
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		if (strlen(config_keys[i].section) == name.size &&
		    memcmp(config_keys[i].section, name.data, name.size) == 0)
			return true;
	return false;
}

/* Takes the head of a policy section. */
static void enter_policy_section(struct text_parser *parser, struct bytes name)
{
	struct config_place place = place_of_line(parser);

	parser->rule = config_policy_rule_name(parser->config, name);
	parser->skip_section = !parser->rule;
	if (!parser->rule)
		config_add_problem(
			parser->config, &place,
			"section is not [Policy] or [Policy \"NAME\"], with a name of at "
			"most %u letters, digits, '-', '_' and '.'",
			CONFIG_POLICY_NAME_MAX);
	else
		parser->error =
			config_policy_add(parser->config, &parser->origin, parser->rule, NULL, "");
}

/* Takes a line that starts with '['. */
static void enter_section(struct text_parser *parser, struct bytes line)
{
	const uint8_t *end = memchr(line.data, ']', line.size);
	struct config_place place = place_of_line(parser);
	struct bytes name;

	parser->skip_section = true;
	parser->rule = NULL;
	if (!end) {
		config_add_problem(parser->config, &place, "section without ']'");
		return;
	}
	name = bytes_of(line.data + 1, (size_t)(end - line.data) - 1);
	if (config_policy_is_section(name)) {
		enter_policy_section(parser, name);
		return;
	}
	parser->skip_section = name.size > SECTION_NAME_MAX || !section_is_known(name);
	if (parser->skip_section)
		config_add_problem(parser->config, &place, "section [%.*s] is not known",
				   (int)min_u64(name.size, SECTION_NAME_MAX),
				   (const char *)name.data);
}

/* What inih shall see of a line: all of it, or nothing. */
static struct bytes admit_line(struct text_parser *parser, struct bytes line, size_t limit)
{
	struct config_place place = place_of_line(parser);

	if (line.size == 0 || line.data[0] == '#' || line.data[0] == ';')
		return BYTES_NONE;
	if (memchr(line.data, '\0', line.size)) {
		config_add_problem(parser->config, &place, "line holds a NUL byte");
		return BYTES_NONE;
	}
	if (line.data[0] == '[')
		enter_section(parser, line);
	else
		parser->expect_value = !parser->skip_section;
	if (parser->skip_section)
		return BYTES_NONE;
	if (line.size > limit) {
		config_add_problem(parser->config, &place, "line is longer than %zu bytes", limit);
		parser->expect_value = false;
		return BYTES_NONE;
	}
	return line;
}

static void end_line(struct text_parser *parser)
{
	struct config_place place = place_of_line(parser);

	if (parser->expect_value)
		config_add_problem(parser->config, &place, "line is not KEY=VALUE");
	parser->expect_value = false;
}

/* An ini_reader, which works as fgets(3) does. */
static char *next_line(char *buffer, int size, void *stream)
{
	struct text_parser *parser = stream;
	struct bytes line;

	end_line(parser);
	if (parser->rest.size == 0 || parser->error < 0 || size < 2)
		return NULL;
	line = admit_line(parser, take_line(parser), (size_t)size - 2);
	if (line.size > 0)
		memcpy(buffer, line.data, line.size);
	buffer[line.size] = '\n';
	buffer[line.size + 1] = '\0';
	return buffer;
}

static size_t find_key(const char *section, const char *name)
{
	size_t id;

	for (id = 0; id < CONFIG_KEY_COUNT; id++)
		if (strcmp(config_keys[id].section, section) == 0 &&
		    strcmp(config_keys[id].name, name) == 0)
			break;
	return id;
}

/* An ini_handler. */
static int take_value(void *user, const char *section, const char *name, const char *value)
{
	struct text_parser *parser = user;
	struct config_place place = { parser->origin, section, name };
	size_t id = find_key(section, name);

	parser->expect_value = false;
	if (parser->rule)
		parser->error = config_policy_add(parser->config, &parser->origin, parser->rule,
						  name, value);
	else if (id == CONFIG_KEY_COUNT)
		config_add_problem(parser->config, &place, "key is not known");
	else
		parser->error =
			config_set_value(parser->config, (enum config_key_id)id, value, &place);
	return 1;
}

static struct bytes without_byte_order_mark(struct bytes text)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t size = sizeof(mark) - 1;

	if (text.size >= size && memcmp(text.data, mark, size) == 0)
		return bytes_of(text.data + size, text.size - size);
	return text;
}

int config_take_text(struct config *config, const char *file, struct bytes text)
{
	struct text_parser parser = {
		.config = config,
		.rest = without_byte_order_mark(text),
		.origin = { .file = file },
	};

	(void)ini_parse_stream(next_line, &parser, take_value, &parser);
	end_line(&parser);
	return parser.error;
}
