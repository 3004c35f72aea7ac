/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/policy/policy_items.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "lib/base/quantity.h"
#include "lib/capture/signal_names.h"

#define SIGNAL_MAX 64

#define SEPARATORS ", \t"

static int parse_uids(const char *text, uint32_t *ret_low, uint32_t *ret_high)
{
	const char *dash = strchr(text, '-');
	char low_text[16] = "";
	uint64_t low, high;

	if (!dash) {
		if (quantity_parse_number(text, &low) < 0)
			return -EINVAL;
		high = low;
	} else {
		if (dash - text >= (ptrdiff_t)sizeof(low_text))
			return -EINVAL;
		memcpy(low_text, text, (size_t)(dash - text));
		if (quantity_parse_number(low_text, &low) < 0 ||
		    quantity_parse_number(dash + 1, &high) < 0)
			return -EINVAL;
	}
	if (high > UINT32_MAX || low > high)
		return -EINVAL;
	*ret_low = (uint32_t)low;
	*ret_high = (uint32_t)high;
	return 0;
}

/* "SIGSEGV", "SEGV" or "11". */
static int parse_signal(const char *text, uint32_t *ret_signal)
{
	uint64_t number;

	if (quantity_parse_number(text, &number) == 0) {
		*ret_signal = (uint32_t)number;
		return number >= 1 && number <= SIGNAL_MAX ? 0 : -EINVAL;
	}
	for (uint32_t i = 1; i <= SIGNAL_MAX; i++) {
		const char *name = signal_name((int)i);

		if (name && (strcmp(name, text) == 0 || strcmp(name + strlen("SIG"), text) == 0)) {
			*ret_signal = i;
			return 0;
		}
	}
	return -EINVAL;
}

static int parse_item(enum policy_type type, struct policy_item *item)
{
	int r = 0;

	if (type == POLICY_TYPE_UIDS)
		r = parse_uids(item->text, &item->low, &item->high);
	if (type == POLICY_TYPE_SIGNALS) {
		r = parse_signal(item->text, &item->low);
		item->high = item->low;
	}
	return r;
}

static int add_item(struct policy_item **list, enum policy_type type, const char *text,
		    size_t length, const struct config_origin *origin, struct pool *pool)
{
	struct policy_item *item = pool_alloc(pool, sizeof(*item));
	int r;

	if (!item)
		return -ENOMEM;
	*item = (struct policy_item){ .origin = *origin };
	item->text = pool_copy_text(pool, text, length);
	if (!item->text)
		return -ENOMEM;
	r = parse_item(type, item);
	if (r < 0)
		return r;
	while (*list)
		list = &(*list)->next;
	*list = item;
	return 0;
}

/* A glob is the whole value, as it may hold blanks; uids and signals may be several. */
int policy_items_add(struct policy_item **list, enum policy_type type, const char *text,
		     const struct config_origin *origin, struct pool *pool)
{
	if (type == POLICY_TYPE_GLOBS)
		return add_item(list, type, text, strlen(text), origin, pool);
	text += strspn(text, SEPARATORS);
	if (*text == '\0')
		return -EINVAL;
	while (*text) {
		size_t length = strcspn(text, SEPARATORS);
		int r = add_item(list, type, text, length, origin, pool);

		if (r < 0)
			return r;
		text += length;
		text += strspn(text, SEPARATORS);
	}
	return 0;
}

bool policy_items_match(const struct policy_item *globs, const char *text)
{
	for (; globs; globs = globs->next)
		if (fnmatch(globs->text, text, 0) == 0)
			return true;
	return false;
}

bool policy_items_hold(const struct policy_item *ranges, uint32_t number)
{
	for (; ranges; ranges = ranges->next)
		if (number >= ranges->low && number <= ranges->high)
			return true;
	return false;
}
