/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "converter/extra_object.h"
#include "lib/capture/crash_capture.h"

/* The machine that it happened on. */
void extra_put_machine(struct extra_object *extra, const struct crash_capture *capture);

/* How much was captured. */
void extra_put_contents(struct extra_object *extra, const struct crash_capture *capture);
