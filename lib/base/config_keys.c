/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gen/paths.h"
#include "lib/base/config.h"
#include "lib/base/quantity.h"

#define MSEC (NSEC_PER_SEC / 1000)
#define HOUR (3600 * NSEC_PER_SEC)
#define DAY  (24 * HOUR)
#define MIB  (1ULL << 20)
#define TIB  (1ULL << 40)

/* Every key of minidumpd.conf(5); a default is written as a file would write it. */
const struct config_key config_keys[CONFIG_KEY_COUNT] = {
	[CONFIG_STATE_DIRECTORY] = {
		.section = "Store",
		.name = "state-directory",
		.type = CONFIG_TYPE_PATH,
		.offset = offsetof(struct config, state_directory),
		.default_value = "/var/lib/minidumpd",
	},
	[CONFIG_RUN_DIRECTORY] = {
		.section = "Store",
		.name = "run-directory",
		.type = CONFIG_TYPE_PATH,
		.offset = offsetof(struct config, run_directory),
		.default_value = "/run/minidumpd",
	},
	[CONFIG_HOLD_TIMEOUT] = {
		.section = "Collector",
		.name = "hold-timeout",
		.type = CONFIG_TYPE_DURATION,
		.offset = offsetof(struct config, hold_timeout),
		.default_value = "3s",
		.minimum = 10 * MSEC,
		.maximum = HOUR,
	},
	[CONFIG_TOTAL_TIMEOUT] = {
		.section = "Collector",
		.name = "total-timeout",
		.type = CONFIG_TYPE_DURATION,
		.offset = offsetof(struct config, total_timeout),
		.default_value = "30s",
		.minimum = 100 * MSEC,
		.maximum = HOUR,
	},
	[CONFIG_CONVERT] = {
		.section = "Collector",
		.name = "convert",
		.type = CONFIG_TYPE_BOOLEAN,
		.offset = offsetof(struct config, convert),
		.default_value = "yes",
	},
	[CONFIG_CONVERTER] = {
		.section = "Collector",
		.name = "converter",
		.type = CONFIG_TYPE_PATH,
		.offset = offsetof(struct config, converter),
		.default_value = PATH_CONVERTER,
	},
	[CONFIG_SLOTS] = {
		.section = "Collector",
		.name = "slots",
		.type = CONFIG_TYPE_NUMBER,
		.offset = offsetof(struct config, slots),
		.default_value = "0",
		.maximum = 4096,
	},
	[CONFIG_SLOT_TIMEOUT] = {
		.section = "Collector",
		.name = "slot-timeout",
		.type = CONFIG_TYPE_DURATION,
		.offset = offsetof(struct config, slot_timeout),
		.default_value = "1s",
		.maximum = HOUR,
	},
	[CONFIG_QUOTA] = {
		.section = "Store",
		.name = "quota",
		.type = CONFIG_TYPE_SIZE,
		.offset = offsetof(struct config, quota),
		.default_value = "4G",
		.minimum = MIB,
		.maximum = 1024 * TIB,
	},
	[CONFIG_QUOTA_PERCENT] = {
		.section = "Store",
		.name = "quota-percent",
		.type = CONFIG_TYPE_PERCENT,
		.offset = offsetof(struct config, quota_percent),
		.default_value = "10%",
		.minimum = 1,
		.maximum = 100,
	},
	[CONFIG_KEEP_FREE] = {
		.section = "Store",
		.name = "keep-free",
		.type = CONFIG_TYPE_SIZE,
		.offset = offsetof(struct config, keep_free),
		.default_value = "1G",
		.maximum = 1024 * TIB,
	},
	[CONFIG_KEEP_FREE_PERCENT] = {
		.section = "Store",
		.name = "keep-free-percent",
		.type = CONFIG_TYPE_PERCENT,
		.offset = offsetof(struct config, keep_free_percent),
		.default_value = "5%",
		.maximum = 100,
	},
	[CONFIG_USER_SHARE] = {
		.section = "Store",
		.name = "user-share",
		.type = CONFIG_TYPE_PERCENT,
		.offset = offsetof(struct config, user_share),
		.default_value = "50%",
		.minimum = 1,
		.maximum = 100,
	},
	[CONFIG_MAX_AGE] = {
		.section = "Store",
		.name = "max-age",
		.type = CONFIG_TYPE_DURATION,
		.offset = offsetof(struct config, max_age),
		.default_value = "365d",
		.minimum = 60 * NSEC_PER_SEC,
		.maximum = 36500 * DAY,
	},
};
