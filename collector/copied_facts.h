/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts that the kernel gives only to a privileged reader at the time of reading: links, the texts
 * stat, io, syscall and personality, descriptors, thread names. Copied byte for byte.
 */
#pragma once

#include "collector/victim.h"

/* exe, cwd, root and the namespaces. */
void copied_facts_links(const struct victim *victim, struct crash_capture *capture);
void copied_facts_stat(const struct victim *victim, struct crash_capture *capture);
void copied_facts_texts(const struct victim *victim, struct crash_capture *capture);

/* Where descriptors lead to, at most LIMIT_FDS of them; the rest is counted. */
void copied_facts_fds(const struct victim *victim, struct crash_capture *capture);
