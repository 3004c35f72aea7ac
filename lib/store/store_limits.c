/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/store_limits.h"

#include <errno.h>
#include <sys/statvfs.h>
#include <time.h>

#include "lib/base/checked_math.h"
#include "lib/base/quantity.h"

/* 1/SLACK of a limit is freed beyond it. */
#define SLACK 20

static uint64_t percent_of(uint64_t whole, uint64_t percent)
{
	return whole / 100 * percent + whole % 100 * percent / 100;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * NSEC_PER_SEC + (uint64_t)now.tv_nsec;
}

/* A file system that does not tell its size, as one in memory may, has no share to keep to. */
static uint64_t quota_of(const struct config *config, uint64_t size)
{
	if (size == 0)
		return config->quota;
	return min_u64(config->quota, percent_of(size, config->quota_percent));
}

int store_limits_of(const struct store *store, const struct config *config,
		    struct retention_limits *ret_limits)
{
	uint64_t block, size, keep_free;
	struct statvfs disk;

	if (fstatvfs(store->pending_fd, &disk) < 0)
		return -errno;
	block = disk.f_frsize;
	size = disk.f_blocks * block;
	keep_free = min_u64(config->keep_free, percent_of(size, config->keep_free_percent));
	*ret_limits = (struct retention_limits){
		.now_ns = now_ns(),
		.max_age_ns = config->max_age,
		.max_bytes = quota_of(config, size),
		.free_bytes = saturating_sub_u64(keep_free, disk.f_bavail * block),
		/* File systems that make inodes as they need them tell of none. */
		.free_files = saturating_sub_u64(
			percent_of(disk.f_files, config->keep_free_percent), disk.f_favail),
	};
	ret_limits->max_user_bytes = percent_of(ret_limits->max_bytes, config->user_share);
	return 0;
}

struct retention_limits store_limits_with_slack(const struct retention_limits *limits)
{
	struct retention_limits lower = *limits;

	lower.max_bytes -= lower.max_bytes / SLACK;
	lower.max_user_bytes -= lower.max_user_bytes / SLACK;
	if (lower.free_bytes > 0)
		lower.free_bytes = saturating_add_u64(lower.free_bytes, lower.max_bytes / SLACK);
	return lower;
}

bool store_limits_are_exceeded(const struct retention_limits *limits,
			       const struct store_usage *usage, uint64_t spool_bytes)
{
	uint64_t bytes = saturating_add_u64(store_usage_bytes(usage), spool_bytes);

	for (size_t i = 0; i < usage->n_users; i++)
		if (usage->users[i].bytes > limits->max_user_bytes)
			return true;
	return bytes > limits->max_bytes || limits->free_bytes > 0 || limits->free_files > 0;
}
