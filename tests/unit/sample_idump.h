/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An intermediate dump of the sample capture. */
#pragma once

#include "lib/base/byte_buffer.h"

#define SAMPLE_ID "018bcfe5-6800-7000-8000-0123456789ab" /* a crash at SAMPLE_TIME */

/* Appends the whole file to buffer. */
void sample_idump_build(struct byte_buffer *buffer);
