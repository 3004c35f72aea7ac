/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "converter/extra_object.h"
#include "lib/capture/crash_capture.h"

/* What happened: the fatal signal, its address or its sender. */
void extra_put_signal(struct extra_object *extra, const struct crash_capture *capture);

/* Where the crashing thread was. */
void extra_put_where(struct extra_object *extra, const struct crash_capture *capture);

/* What crashes alike have in common: see converter/signature.h. */
void extra_put_signature(struct extra_object *extra, const struct crash_capture *capture);
