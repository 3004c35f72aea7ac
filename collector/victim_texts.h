/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the texts that the prologue opened, whole or up to their limits, into the capture. */
#pragma once

#include "collector/victim.h"
#include "lib/base/byte_buffer.h"
#include "lib/policy/policy_rules.h"

/*
 * Reads one text and closes its file. scratch is a buffer to read into, whose contents are lost:
 * one for all texts, because allocating anew for each costs more than reading.
 */
void victim_texts_read(struct victim *victim, enum capture_text text, struct byte_buffer *scratch,
		       struct crash_capture *capture);

/*
 * Reads the next part of a text ahead of its time, into a buffer of its own. Returns false if there
 * is nothing more, or it cannot be read: victim_texts_read_rest() tells.
 */
bool victim_texts_read_ahead(const struct victim *victim, enum capture_text text,
			     struct byte_buffer *buffer);

/* Reads what is left of a text, and closes its file. The capture borrows the buffer from now on. */
void victim_texts_read_rest(struct victim *victim, enum capture_text text,
			    struct byte_buffer *buffer, struct crash_capture *capture);

/* Reads all that belong to the process and are still open: before the hang-up. */
void victim_texts_read_process(struct victim *victim, struct byte_buffer *scratch,
			       struct crash_capture *capture);

/*
 * Replaces texts[TEXT_environ] by the variables that may be kept: a few by name and value, of all
 * others, but those whose names match one of the globs, the name only.
 */
void victim_texts_filter_environ(struct crash_capture *capture, const struct policy_item *globs);
