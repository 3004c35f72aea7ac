/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "lib/base/bytes.h"
#include "lib/base/config.h"

/*
 * Takes the values of one file's text, line by line. file names it in origins and problems and must
 * live as long as config. Returns 0, or -ENOMEM.
 */
int config_take_text(struct config *config, const char *file, struct bytes text);
