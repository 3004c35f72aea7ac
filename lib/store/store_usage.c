/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store_usage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/quantity.h"

void store_usage_done(struct store_usage *usage)
{
	free(usage->users);
	*usage = STORE_USAGE_INIT;
}

static struct user_usage *find_user(struct store_usage *usage, uid_t uid)
{
	for (size_t i = 0; i < usage->n_users; i++)
		if (usage->users[i].uid == uid)
			return &usage->users[i];
	return NULL;
}

int store_usage_add(struct store_usage *usage, uid_t uid, uint64_t reports, uint64_t bytes)
{
	struct user_usage *user = find_user(usage, uid);

	if (!user) {
		void *grown = reallocarray(usage->users, usage->n_users + 1, sizeof(*usage->users));

		if (!grown)
			return -ENOMEM;
		usage->users = grown;
		user = &usage->users[usage->n_users++];
		*user = (struct user_usage){ .uid = uid };
	}
	user->reports = saturating_add_u64(user->reports, reports);
	user->bytes = saturating_add_u64(user->bytes, bytes);
	return 0;
}

uint64_t store_usage_reports(const struct store_usage *usage)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < usage->n_users; i++)
		sum = saturating_add_u64(sum, usage->users[i].reports);
	return sum;
}

uint64_t store_usage_bytes(const struct store_usage *usage)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < usage->n_users; i++)
		sum = saturating_add_u64(sum, usage->users[i].bytes);
	return sum;
}

static void put_line(struct byte_buffer *text, uint64_t first, uint64_t second, uint64_t third)
{
	char line[80];
	int length = snprintf(line, sizeof(line), "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", first,
			      second, third);

	byte_buffer_put(text, line, (size_t)length);
}

/* The first line counts users, so that a file that was cut does not pass for a whole one. */
int store_usage_format(const struct store_usage *usage, struct byte_buffer *text)
{
	put_line(text, 1, usage->n_users, usage->rewritten_s);
	for (size_t i = 0; i < usage->n_users; i++)
		put_line(text, usage->users[i].uid, usage->users[i].reports, usage->users[i].bytes);
	return byte_buffer_error(text);
}

static bool parse_line(char **rest, uint64_t ret_numbers[3])
{
	char *line = strsep(rest, "\n");

	for (size_t i = 0; i < 3; i++) {
		const char *word = strsep(&line, " ");

		if (!word || quantity_parse_number(word, &ret_numbers[i]) < 0)
			return false;
	}
	return !line && *rest; /* its newline was there */
}

int store_usage_parse(char *text, struct store_usage *ret_usage)
{
	_cleanup_(store_usage_done) struct store_usage usage = STORE_USAGE_INIT;
	uint64_t head[3], user[3];
	int r = 0;

	if (!parse_line(&text, head) || head[0] != 1)
		return -EBADMSG;
	usage.rewritten_s = head[2];
	for (uint64_t i = 0; r == 0 && i < head[1]; i++) {
		if (!parse_line(&text, user) || user[0] > UINT32_MAX)
			return -EBADMSG;
		r = store_usage_add(&usage, (uid_t)user[0], user[1], user[2]);
	}
	if (r < 0 || *text != '\0')
		return r < 0 ? r : -EBADMSG;
	*ret_usage = usage;
	usage = STORE_USAGE_INIT;
	return 0;
}
