/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration and what is wrong in it, for machines. */
#pragma once

#include <jansson.h>

#include "minidumpctl/system/config_settings.h"

/*
 * An object as minidumpctl(1) describes it, the caller's; NULL without memory. Without settings it
 * has the problems only.
 */
json_t *config_to_json(const struct config *config, const struct setting *settings);
