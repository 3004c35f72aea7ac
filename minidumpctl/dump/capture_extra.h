/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report would say of a crash whose minidump has no .extra beside it. */
#pragma once

#include <jansson.h>

#include "lib/capture/crash_capture.h"

/*
 * The main values of an .extra (lib/store/extra_keys.h), as far as the capture knows them. An
 * object; the caller's; NULL without memory.
 */
json_t *capture_to_extra(const struct crash_capture *capture);
