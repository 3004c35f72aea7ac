/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams that are a text of the capture as it is. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/capture/crash_capture.h"

struct text_stream {
	uint32_t type;
	enum capture_text text;
};

extern const struct text_stream text_streams[];
extern const size_t n_text_streams;
