/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/reports/short_id.h"

#include <string.h>

#include "lib/base/checked_math.h"

/* How many reports in the list are newer than id, so that it stands, or would, at that index. */
static size_t count_newer(const struct store_list *list, const char *id)
{
	size_t low = 0, high = list->n_reports;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list->reports[middle].id, id) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t common_length(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] && a[length] == b[length])
		length++;
	return length;
}

size_t short_id_length(const struct store_list *list, const char *id)
{
	/* Ids are sorted, so that those which share the longest start are neighbours. */
	size_t index = count_newer(list, id);
	size_t length = SHORT_ID_MIN;

	if (index > 0)
		length = max_u64(length, common_length(list->reports[index - 1].id, id) + 1);
	if (index < list->n_reports && strcmp(list->reports[index].id, id) == 0)
		index++;
	if (index < list->n_reports)
		length = max_u64(length, common_length(list->reports[index].id, id) + 1);
	return min_u64(length, REPORT_ID_LENGTH);
}
