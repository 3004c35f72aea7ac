/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <acl/libacl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/acl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/store/report_access.h"

static int new_file(void)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 && fchmod(fd, REPORT_FILE_MODE) < 0 ? NO_FD : fd;
}

static bool acl_is(int fd, const char *wanted)
{
	acl_t acl = acl_get_fd(fd);
	char *text = acl ? acl_to_any_text(acl, NULL, ',', TEXT_NUMERIC_IDS) : NULL;
	bool is = text && strcmp(text, wanted) == 0;

	if (text && !is)
		printf("# %s\n", text);
	(void)acl_free(text);
	(void)acl_free(acl);
	return is;
}

TEST(a_person_is_added_as_a_reader_and_nobody_else)
{
	_cleanup_close_ int fd = new_file();
	struct stat status;
	int r;

	ASSERT_GE(fd, 0);
	r = report_access_grant(fd, 1000);
	if (r == -EOPNOTSUPP)
		SKIP(return, "/tmp has no access control lists");
	ASSERT_EQ(r, 0);
	EXPECT_TRUE(acl_is(fd, "user::rw-,user:1000:r--,group::r--,mask::r--,other::---"));
	ASSERT_EQ(fstat(fd, &status), 0);
	EXPECT_EQ(status.st_mode, S_IFREG | REPORT_FILE_MODE);
}

TEST(nobody_who_is_no_person_is_added)
{
	static const uid_t refused[] = { 0, 1, 999, 60000, 62000, 65534, 65535, (uid_t)-1 };
	_cleanup_close_ int fd = new_file();

	ASSERT_GE(fd, 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		EXPECT_FALSE(report_access_is_person(refused[i]));
		EXPECT_EQ(report_access_grant(fd, refused[i]), -EPERM);
	}
	EXPECT_TRUE(acl_is(fd, "user::rw-,group::r--,other::---"));
}

TEST(persons_are_known_by_their_numbers)
{
	static const uid_t persons[] = { 1000, 1001, 59999, 60001, 60513, 65536, 100000 };

	for (size_t i = 0; i < sizeof(persons) / sizeof(persons[0]); i++)
		EXPECT_TRUE(report_access_is_person(persons[i]));
}

TEST(a_file_system_without_lists_is_told)
{
	_cleanup_close_ int fd = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);

	ASSERT_GE(fd, 0);
	EXPECT_LT(report_access_grant(fd, 1000), 0);
}

TEST_HARNESS_MAIN
