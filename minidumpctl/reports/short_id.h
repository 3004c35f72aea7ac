/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ids as short as they may be typed. */
#pragma once

#include "lib/store/store_list.h"

/* A start of this length is the time of a crash to the millisecond. */
#define SHORT_ID_MIN 13

/* The length of the shortest start of id, at least SHORT_ID_MIN, that no other report shares. */
size_t short_id_length(const struct store_list *list, const char *id);
