/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <acl/libacl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "converter/reader_grant.h"
#include "lib/base/cleanup.h"
#include "lib/store/report_access.h"

FIXTURE(grant)
{
	struct crash_capture *capture;
	int fd;
};

FIXTURE_SETUP(grant)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->capture->identity_verified = true;
	self->capture->readable_by_owner = true;
	self->capture->process.has_ids = true;
	self->capture->process.uid = 1000;
	self->fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	ASSERT_GE(self->fd, 0);
	ASSERT_EQ(fchmod(self->fd, REPORT_FILE_MODE), 0);
}

FIXTURE_TEARDOWN(grant)
{
	crash_capture_done(self->capture);
	free(self->capture);
	(void)close(self->fd);
}

TEST_F(grant, what_is_proven_is_granted)
{
	if (report_access_grant(self->fd, 1001) == -EOPNOTSUPP)
		SKIP(return, "/tmp has no access control lists");
	EXPECT_TRUE(reader_grant(self->capture, self->fd));
	EXPECT_EQ(acl_extended_fd(self->fd), 1);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(grant, what_is_not_proven_is_not)
{
	bool *const proofs[] = { &self->capture->identity_verified,
				 &self->capture->readable_by_owner,
				 &self->capture->process.has_ids };

	for (size_t i = 0; i < sizeof(proofs) / sizeof(proofs[0]); i++) {
		*proofs[i] = false;
		EXPECT_FALSE(reader_grant(self->capture, self->fd));
		*proofs[i] = true;
	}
	EXPECT_EQ(acl_extended_fd(self->fd), 0);
	EXPECT_EQ(self->capture->soft_errors.n_items, 0);
}

TEST_F(grant, what_cannot_be_granted_is_told)
{
	int fds[2];

	ASSERT_EQ(pipe2(fds, O_CLOEXEC), 0);
	EXPECT_FALSE(reader_grant(self->capture, fds[0]));
	ASSERT_EQ(self->capture->soft_errors.n_items, 1);
	EXPECT_EQ(self->capture->soft_errors.items[0].code, SOFT_ERROR_unsupported);
	EXPECT_STREQ(self->capture->soft_errors.items[0].subject, "access control list");
	(void)close(fds[0]);
	(void)close(fds[1]);
}

TEST_F(grant, a_dump_that_names_root_gives_nobody_anything)
{
	self->capture->process.uid = 0;
	EXPECT_FALSE(reader_grant(self->capture, self->fd));
	EXPECT_EQ(acl_extended_fd(self->fd), 0);
}

TEST_HARNESS_MAIN
