/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_access.h"

#include <acl/libacl.h>
#include <errno.h>
#include <stddef.h>
#include <sys/acl.h>

#include "lib/base/cleanup.h"

static void free_acl(acl_t *acl)
{
	if (*acl)
		(void)acl_free(*acl);
}

/* Adds "user:UID:r--". Returns 0 or a negative errno. */
static int add_reader(acl_t *acl, uid_t uid)
{
	acl_permset_t permissions;
	acl_entry_t entry;

	if (acl_create_entry(acl, &entry) < 0 || acl_set_tag_type(entry, ACL_USER) < 0 ||
	    acl_set_qualifier(entry, &uid) < 0 || acl_get_permset(entry, &permissions) < 0 ||
	    acl_add_perm(permissions, ACL_READ) < 0)
		return -errno;
	return 0;
}

int report_access_grant(int fd, uid_t uid)
{
	_cleanup_(free_acl) acl_t acl = NULL;
	int r;

	if (!report_access_is_person(uid))
		return -EPERM;
	acl = acl_get_fd(fd);
	if (!acl)
		return -errno;
	r = add_reader(&acl, uid);
	if (r < 0)
		return r;
	/* The mask, which the file's group bits show, covers the new entry and the group's. */
	if (acl_calc_mask(&acl) < 0 || acl_valid(acl) < 0 || acl_set_fd(fd, acl) < 0)
		return -errno;
	return 0;
}

/* True if the entry lets a user, who is named in it, read. */
static bool is_reader(acl_entry_t entry, uid_t *ret_uid)
{
	acl_permset_t permissions;
	acl_tag_t tag;
	uid_t *uid;

	if (acl_get_tag_type(entry, &tag) < 0 || tag != ACL_USER ||
	    acl_get_permset(entry, &permissions) < 0 || acl_get_perm(permissions, ACL_READ) != 1)
		return false;
	uid = acl_get_qualifier(entry);
	if (!uid)
		return false;
	*ret_uid = *uid;
	(void)acl_free(uid);
	return true;
}

bool report_access_reader(int fd, uid_t *ret_uid)
{
	_cleanup_(free_acl) acl_t acl = acl_get_fd(fd);
	acl_entry_t entry;

	if (!acl || acl_get_entry(acl, ACL_FIRST_ENTRY, &entry) != 1)
		return false;
	do
		if (is_reader(entry, ret_uid))
			return true;
	while (acl_get_entry(acl, ACL_NEXT_ENTRY, &entry) == 1);
	return false;
}
