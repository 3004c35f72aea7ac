/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks up single values in the verbatim texts of a capture. All results borrow from the text. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/bytes.h"

/*
 * The value of the first line "name SEPARATOR value" (of status, cpuinfo, os-release(5)), without
 * blanks around the separator and quotes around the value. False without such a line.
 */
bool text_field_find(struct bytes text, const char *name, char separator, struct bytes *ret_value);

/*
 * Fills numbers from a text of decimal numbers with blanks between them. False unless there are
 * exactly n_numbers.
 */
bool text_numbers_parse(struct bytes text, uint64_t *numbers, size_t n_numbers);

/*
 * Field number (counted from 1 as in proc_pid_stat(5), at least 3) of /proc/PID/stat as a number.
 * The comm in field 2 may hold blanks and parentheses: the last ')' ends it.
 */
bool stat_field_find(struct bytes stat, unsigned int number, uint64_t *ret_value);

/*
 * The control group's path in /proc/PID/cgroup: of the unified hierarchy, else of systemd's named
 * one, else of the first line.
 */
bool cgroup_path_find(struct bytes cgroup, struct bytes *ret_path);

/*
 * The systemd unit in a control group's path: the last component that is named as one, a slice only
 * if there is nothing else. A unit of a user's manager counts as one of the system's does.
 */
bool cgroup_unit_find(struct bytes path, struct bytes *ret_unit);
