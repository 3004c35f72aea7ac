/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often an input of the spool has killed or refused its conversion. The number is an attribute
 * of the file (xattr(7)): it goes where the file goes, and whoever is killed with the conversion
 * has counted it before.
 */
#pragma once

/* After so many the input is set aside. */
#define ATTEMPTS_MAX 3U

/* The number; 0 for a file that has none, or an odd one, or cannot have any. */
unsigned int attempts_read(int fd);

/*
 * Sets the number; 0 takes the attribute away. The caller owns the file. Returns 0; -EOPNOTSUPP
 * where files have no attributes; or another negative errno.
 */
int attempts_write(int fd, unsigned int count);
