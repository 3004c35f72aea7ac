/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/reader_grant.h"

#include "lib/store/report_access.h"

bool reader_grant(struct crash_capture *capture, int fd)
{
	int r;

	if (!capture->identity_verified || !capture->readable_by_owner || !capture->process.has_ids)
		return false;
	r = report_access_grant(fd, capture->process.uid);
	if (r < 0)
		soft_errors_add(&capture->soft_errors, SOFT_ERROR_unsupported,
				"access control list", r);
	return r == 0;
}
