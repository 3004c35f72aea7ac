/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The DSO debug stream of Breakpad: what the dynamic loader publishes in r_debug (<link.h>). After
 * the record come the raw bytes of the main program's dynamic section.
 */
#pragma once

#include "lib/minidump/format.h"

struct md_dso_debug_64 {
	uint32_t version;
	struct md_rva map; /* array of md_link_map_64 */
	uint32_t dso_count;
	uint32_t padding;
	uint64_t brk, ldbase, dynamic;
} MD_PACKED;

struct md_link_map_64 {
	uint64_t addr;
	struct md_rva name;
	uint32_t padding;
	uint64_t ld;
} MD_PACKED;

struct md_dso_debug_32 {
	uint32_t version;
	struct md_rva map; /* array of md_link_map_32 */
	uint32_t dso_count;
	uint32_t brk, ldbase, dynamic;
} MD_PACKED;

struct md_link_map_32 {
	uint32_t addr;
	struct md_rva name;
	uint32_t ld;
} MD_PACKED;

_Static_assert(sizeof(struct md_dso_debug_64) == 40, "as Breakpad has it");
_Static_assert(sizeof(struct md_link_map_64) == 24, "as Breakpad has it");
_Static_assert(sizeof(struct md_dso_debug_32) == 24, "as Breakpad has it");
_Static_assert(sizeof(struct md_link_map_32) == 12, "as Breakpad has it");
