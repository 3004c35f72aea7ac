/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much the reports take, kept beside the index as they come, so that after a crash nobody has
 * to look at all of them to know that there is room: STATE/index/usage, for root and the service.
 * Counts drift when files are removed by hand; each rewrite of the index sets them right.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/byte_buffer.h"

struct user_usage {
	uid_t uid; /* of the crashed processes; INDEX_NO_READER: not known */
	uint64_t reports, bytes;
};

struct store_usage {
	uint64_t rewritten_s; /* when the index was last rewritten, seconds since the epoch */
	struct user_usage *users;
	size_t n_users;
};

#define STORE_USAGE_INIT ((struct store_usage){ .users = NULL })

void store_usage_done(struct store_usage *usage);

/* Returns 0 or -ENOMEM. */
int store_usage_add(struct store_usage *usage, uid_t uid, uint64_t reports, uint64_t bytes);

uint64_t store_usage_reports(const struct store_usage *usage);
uint64_t store_usage_bytes(const struct store_usage *usage);

/* The file's text. Returns 0 or -ENOMEM. */
int store_usage_format(const struct store_usage *usage, struct byte_buffer *text);

/* Returns 0; -EBADMSG for a text that is none; or -ENOMEM. The text, ended by a NUL, is altered. */
int store_usage_parse(char *text, struct store_usage *ret_usage);
