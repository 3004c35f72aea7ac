/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The maps of an intermediate dump's document, each read by a table of its fields. */
#pragma once

#include "lib/base/byte_reader.h"
#include "lib/idump/idump_document.h"

struct idump_record_rule;

/* The rule for a map at the top level, or NULL for one that this build does not know. */
const struct idump_record_rule *idump_record_rule_find(uint32_t key);

/*
 * Reads the map that was just entered and adds what it says to the document. frame and number say
 * where it is. Returns 0, -EBADMSG if it is malformed, or -ENOMEM.
 */
int idump_record_read(const struct idump_record_rule *rule, struct idump_document *document,
		      struct byte_reader *reader, struct bytes frame, size_t number);
