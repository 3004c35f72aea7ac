/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages to the user, on stderr: one line each, with hostile bytes escaped. */
#pragma once

/* "minidumpctl: ..." and a newline. What the arguments bring is escaped. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* A plain line that helps to go on. */
__attribute__((format(printf, 1, 2))) void advise(const char *format, ...);
