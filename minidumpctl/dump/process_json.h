/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a crashed process was, as JSON: the schema is in minidumpctl(1). */
#pragma once

#include <jansson.h>

#include "lib/capture/crash_capture.h"

/* An object; the caller's; NULL without memory. */
json_t *process_to_json(const struct crash_capture *capture);
