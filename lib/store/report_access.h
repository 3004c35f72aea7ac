/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may read the files of a report besides root and the service: at most the user whose program
 * crashed, by an entry in the file's access control list (acl(5)). Never by its owner, group or
 * mode: these are the same for all reports.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Of the files of a report: its owner writes, and the service's group reads. */
#define REPORT_FILE_MODE 0640

/*
 * True if a uid can be a person's, to whom a report may be given. False for root, who needs no
 * grant; below 1000, and for those that distributions keep from people: system users, nobody, users
 * that systemd makes for the run of one service and gives to the next, and what is no uid at all.
 * (login.defs(5): SYS_UID_MAX, UID_MIN; the Debian Policy Manual, section 9.2.2; systemd's list of
 * uid ranges, uids-gids.)
 */
bool report_access_is_person(uid_t uid);

/*
 * Lets uid read the open file, whose mode must have been set before. The caller owns the file.
 * Returns 0; -EPERM for a uid that is no person's; -EOPNOTSUPP where the file system has no such
 * lists; or another negative errno. On failure nobody but owner and group can read the file.
 */
int report_access_grant(int fd, uid_t uid);

/* To whom the open file was granted. False if to nobody, or where that cannot be told. */
bool report_access_reader(int fd, uid_t *ret_uid);
