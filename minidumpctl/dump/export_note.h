/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The note that goes with an exported report: what is inside, for who is asked to pass it on. */
#pragma once

#include "minidumpctl/dump/dump_file.h"

/* Plain text; the same report gives the same text. The caller's; NULL without memory. */
char *export_note(const struct dump_file *file);
