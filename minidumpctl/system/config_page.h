/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration and what is wrong in it, for people. */
#pragma once

#include "minidumpctl/system/config_settings.h"

/* Prints settings in the manner of a file, with their origins as comments. */
void config_page_print(const struct setting *settings, bool is_coloured);

/* Prints each problem on stderr as "FILE:LINE: [section] key: reason". */
void config_problems_print(const struct config *config);
