/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "lib/store/report_access.h"

struct uid_range {
	uid_t first, last;
};

/* Whom no report is given to. */
static const struct uid_range no_persons[] = {
	{ 0, 999 },		      /* root and the system's users */
	{ 60000, 60000 },	      /* Debian: allocated to packages, as up to 64999, */
	{ 60514, 65533 },	      /* but systemd's home directories take 60001 to 60513 */
	{ 65534, 65535 },	      /* nobody, and -1 in 16 bits */
	{ 0xfffffffeU, 0xffffffffU }, /* nobody of old, and "no uid" */
};

bool report_access_is_person(uid_t uid)
{
	for (size_t i = 0; i < sizeof(no_persons) / sizeof(no_persons[0]); i++)
		if (uid >= no_persons[i].first && uid <= no_persons[i].last)
			return false;
	return true;
}
