/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes in hexadecimal. */
#pragma once

#include "lib/base/bytes.h"

/* Two lower-case digits for each byte; the caller's; NULL without memory. */
char *hex_text(struct bytes bytes);
