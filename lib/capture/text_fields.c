/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/text_fields.h"

#include <string.h>

/* Cuts the text up to the next separator off *rest. Returns false at the end. */
static bool next_part(struct bytes *rest, char separator, struct bytes *ret_part)
{
	const uint8_t *end;

	if (rest->size == 0)
		return false;
	end = memchr(rest->data, separator, rest->size);
	*ret_part = bytes_of(rest->data, end ? (size_t)(end - rest->data) : rest->size);
	*rest = end ? bytes_of(end + 1, rest->size - ret_part->size - 1) : BYTES_NONE;
	return true;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static struct bytes trimmed(struct bytes text)
{
	while (text.size > 0 && is_blank(text.data[0]))
		text = bytes_of(text.data + 1, text.size - 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

static struct bytes unquoted(struct bytes text)
{
	if (text.size >= 2 && (text.data[0] == '"' || text.data[0] == '\'') &&
	    text.data[text.size - 1] == text.data[0])
		return bytes_of(text.data + 1, text.size - 2);
	return text;
}

static bool equals(struct bytes text, const char *wanted)
{
	return text.size == strlen(wanted) && memcmp(text.data, wanted, text.size) == 0;
}

static bool ends_with(struct bytes text, const char *suffix)
{
	size_t length = strlen(suffix);

	return text.size > length && memcmp(text.data + text.size - length, suffix, length) == 0;
}

bool text_field_find(struct bytes text, const char *name, char separator, struct bytes *ret_value)
{
	struct bytes line, field;

	while (next_part(&text, '\n', &line)) {
		if (!memchr(line.data, separator, line.size) ||
		    !next_part(&line, separator, &field) || !equals(trimmed(field), name))
			continue;
		*ret_value = unquoted(trimmed(line));
		return true;
	}
	return false;
}

static bool parse_number(struct bytes text, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (text.size == 0)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, text.data[i] - '0', &value))
			return false;
	}
	*ret_value = value;
	return true;
}

bool text_numbers_parse(struct bytes text, uint64_t *numbers, size_t n_numbers)
{
	size_t n_found = 0, size;

	for (text = trimmed(text); text.size > 0; text = trimmed(text)) {
		for (size = 0; size < text.size && !is_blank(text.data[size]);)
			size++;
		if (n_found == n_numbers ||
		    !parse_number(bytes_of(text.data, size), &numbers[n_found++]))
			return false;
		text = bytes_of(text.data + size, text.size - size);
	}
	return n_found == n_numbers;
}

bool stat_field_find(struct bytes stat, unsigned int number, uint64_t *ret_value)
{
	const uint8_t *comm_end = stat.size > 0 ? memrchr(stat.data, ')', stat.size) : NULL;
	struct bytes rest, field;

	if (!comm_end || number < 3)
		return false;
	rest = bytes_of(comm_end + 1, stat.size - (size_t)(comm_end + 1 - stat.data));
	if (!next_part(&rest, ' ', &field)) /* what lies between ')' and its blank: nothing */
		return false;
	for (unsigned int i = 3; i <= number; i++)
		if (!next_part(&rest, ' ', &field))
			return false;
	return parse_number(field, ret_value);
}

bool cgroup_path_find(struct bytes cgroup, struct bytes *ret_path)
{
	struct bytes line, hierarchy, controllers, systemd = BYTES_NONE, first = BYTES_NONE;

	while (next_part(&cgroup, '\n', &line)) {
		if (!next_part(&line, ':', &hierarchy) || !next_part(&line, ':', &controllers) ||
		    line.size == 0)
			continue;
		if (equals(hierarchy, "0") && controllers.size == 0) {
			*ret_path = line;
			return true;
		}
		if (equals(controllers, "name=systemd"))
			systemd = line;
		if (first.size == 0)
			first = line;
	}
	if (first.size == 0)
		return false;
	*ret_path = systemd.size > 0 ? systemd : first;
	return true;
}

bool cgroup_unit_find(struct bytes path, struct bytes *ret_unit)
{
	static const char *const suffixes[] = { ".service", ".scope", ".socket", ".mount",
						".swap" };
	struct bytes component, unit = BYTES_NONE, slice = BYTES_NONE;

	while (next_part(&path, '/', &component)) {
		if (ends_with(component, ".slice"))
			slice = component;
		for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
			if (ends_with(component, suffixes[i]))
				unit = component;
	}
	if (unit.size == 0 && slice.size == 0)
		return false;
	*ret_unit = unit.size > 0 ? unit : slice;
	return true;
}
