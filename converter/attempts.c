/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/attempts.h"

#include <errno.h>
#include <sys/types.h>
#include <sys/xattr.h>

#define ATTRIBUTE "user.minidumpd.attempts" /* one digit */

unsigned int attempts_read(int fd)
{
	char digit;

	if (fgetxattr(fd, ATTRIBUTE, &digit, sizeof(digit)) != sizeof(digit))
		return 0;
	return digit >= '0' && digit <= '9' ? (unsigned int)(digit - '0') : 0;
}

int attempts_write(int fd, unsigned int count)
{
	const char digit = (char)('0' + (count < 9 ? count : 9));
	int r = count > 0 ? fsetxattr(fd, ATTRIBUTE, &digit, sizeof(digit), 0)
			  : fremovexattr(fd, ATTRIBUTE);

	if (r < 0 && !(count == 0 && (errno == ENODATA || errno == EOPNOTSUPP)))
		return -errno;
	return 0;
}
