/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "converter/extra_object.h"
#include "lib/capture/crash_capture.h"

/* When and who: times, ids, names and paths of the process, its control group and unit. */
void extra_put_process(struct extra_object *extra, const struct crash_capture *capture);
