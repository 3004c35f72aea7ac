/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#define SHA256_TEXT_SIZE 65

/*
 * The SHA-256 of all that is in the file, as lower-case hexadecimal digits. The offset stays.
 * Returns 0 or a negative errno.
 */
int file_sha256(int fd, char ret_text[SHA256_TEXT_SIZE]);
