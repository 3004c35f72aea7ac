/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the texts that the prologue opened, whole or up to their limits, into the capture. */
#pragma once

#include "collector/victim.h"

/* Reads one text and closes its file. */
void victim_texts_read(struct victim *victim, enum capture_text text,
		       struct crash_capture *capture);

/* Reads all that belong to the process and are still open: before the hang-up. */
void victim_texts_read_process(struct victim *victim, struct crash_capture *capture);

/*
 * Replaces texts[TEXT_environ] by the variables that may be kept: a few by name and value, of all
 * others the name only.
 */
void victim_texts_filter_environ(struct crash_capture *capture);
