/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conversion of one input of the spool, with old reports giving way where the disk is full. */
#pragma once

#include "converter/isolated_conversion.h"
#include "lib/base/config.h"

/*
 * As convert_isolated(). What failed for want of space is tried once more when room could be made;
 * otherwise it is CONVERSION_FAILED.
 */
int convert_with_room(const struct store *store, const struct config *config,
		      const struct spool_input *input, struct conversion_end *ret_end);
