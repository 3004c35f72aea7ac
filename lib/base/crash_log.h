/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line per crash, to the journal (or, without it, /dev/log) and to the kernel log. Nothing is
 * waited for: any of them may be what crashed. What came from the process is escaped.
 */
#pragma once

/* priority as in syslog(3). message is one line without a newline. */
void crash_log(int priority, const char *message);

/*
 * Tells the kernel log alone that this collector is stuck and gives up. Safe in a signal handler.
 */
void crash_log_stuck(void);
