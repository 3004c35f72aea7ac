/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "lib/store/spool.h"
#include "tests/unit/store_directory.h"

#define ID "018bcfe5-6800-7000-8000-0123456789ab"

FIXTURE(spool)
{
	struct store_directory directory;
	struct spool_file file;
	int spool_fd;
};

FIXTURE_SETUP(spool)
{
	ASSERT_EQ(store_directory_init(&self->directory), 0);
	self->spool_fd = self->directory.store.spool_fd;
	self->file = SPOOL_FILE_INIT;
	ASSERT_EQ(spool_file_create(self->spool_fd, ID, geteuid(), getegid(), &self->file), 0);
}

FIXTURE_TEARDOWN(spool)
{
	spool_file_done(&self->file);
	store_directory_done(&self->directory);
}

static bool exists(const FIXTURE_DATA(spool) * self, const char *name)
{
	return faccessat(self->spool_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Whether another opener could take the file now. */
static bool is_free(const FIXTURE_DATA(spool) * self, const char *name)
{
	_cleanup_close_ int fd = openat(self->spool_fd, name, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

TEST_F(spool, a_part_is_locked_and_nobody_elses)
{
	struct stat status, named;

	ASSERT_TRUE(exists(self, ID ".idump.part"));
	EXPECT_FALSE(exists(self, ID ".idump"));
	EXPECT_FALSE(is_free(self, ID ".idump.part"));
	ASSERT_EQ(fstat(self->file.fd, &status), 0);
	ASSERT_EQ(fstatat(self->spool_fd, ID ".idump.part", &named, AT_SYMLINK_NOFOLLOW), 0);
	EXPECT_EQ(status.st_ino, named.st_ino);
	EXPECT_EQ(status.st_mode, S_IFREG | 0600);
	EXPECT_EQ(status.st_uid, geteuid());
	EXPECT_EQ(fcntl(self->file.fd, F_GETFL) & O_ACCMODE, O_WRONLY);
	EXPECT_EQ(fcntl(self->file.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST_F(spool, finishing_gives_the_final_name_and_keeps_the_lock)
{
	char read[8] = "";
	_cleanup_close_ int fd = NO_FD;

	ASSERT_EQ(fd_write_full(self->file.fd, "bytes", 5), 0);
	ASSERT_EQ(spool_file_finish(&self->file), 0);
	EXPECT_FALSE(exists(self, ID ".idump.part"));
	ASSERT_TRUE(exists(self, ID ".idump"));
	EXPECT_FALSE(is_free(self, ID ".idump"));
	spool_file_done(&self->file);
	EXPECT_TRUE(is_free(self, ID ".idump"));
	fd = openat(self->spool_fd, ID ".idump", O_RDONLY | O_CLOEXEC);
	EXPECT_EQ(fd_read_full(fd, read, sizeof(read)), 5);
	EXPECT_STREQ(read, "bytes");
}

TEST_F(spool, the_lock_lives_as_long_as_any_copy_of_the_descriptor)
{
	int copy = dup(self->file.fd);

	ASSERT_GE(copy, 0);
	spool_file_done(&self->file);
	EXPECT_EQ(self->file.fd, NO_FD);
	EXPECT_FALSE(is_free(self, ID ".idump.part"));
	(void)close(copy);
	EXPECT_TRUE(is_free(self, ID ".idump.part"));
}

TEST_F(spool, a_directory_that_cannot_be_synced_is_told)
{
	int spool_fd = self->spool_fd;

	self->file.spool_fd = openat(spool_fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	ASSERT_GE(self->file.spool_fd, 0);
	EXPECT_EQ(spool_file_finish(&self->file), EBADF);
	EXPECT_TRUE(exists(self, ID ".idump"));
	EXPECT_FALSE(exists(self, ID ".idump.part"));
	(void)close(self->file.spool_fd);
}

/* From here on no file can be made without a name. */
static void refuse_unnamed_files(void)
{
	static struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		abort();
}

TEST_F(spool, without_unnamed_files_a_part_is_locked_before_it_is_one)
{
	static const char other[] = "018bcfe5-6800-7000-8000-0123456789ac";
	int status;

	if (fork() == 0) {
		struct spool_file second = SPOOL_FILE_INIT;
		bool good;

		refuse_unnamed_files();
		good = spool_file_create(self->spool_fd, other, geteuid(), getegid(), &second) ==
			       0 &&
		       exists(self, "018bcfe5-6800-7000-8000-0123456789ac.idump.part") &&
		       !exists(self, "018bcfe5-6800-7000-8000-0123456789ac.idump.new") &&
		       !is_free(self, "018bcfe5-6800-7000-8000-0123456789ac.idump.part");
		_exit(good ? 0 : 1);
	}
	ASSERT_GT(wait(&status), 0);
	EXPECT_EQ(status, 0);
}

TEST_F(spool, discarding_leaves_nothing)
{
	spool_file_discard(&self->file);
	EXPECT_FALSE(exists(self, ID ".idump.part"));
	EXPECT_EQ(self->file.fd, NO_FD);
	spool_file_discard(&self->file);
	spool_file_done(&self->file);
}

TEST_F(spool, a_name_that_is_taken_is_left_alone)
{
	struct spool_file second = SPOOL_FILE_INIT;

	EXPECT_EQ(spool_file_create(self->spool_fd, ID, geteuid(), getegid(), &second), -EEXIST);
	EXPECT_EQ(second.fd, NO_FD);
	EXPECT_FALSE(is_free(self, ID ".idump.part"));
}

TEST_F(spool, only_ids_are_names)
{
	static const char *const names[] = { "", "../x", "018bcfe5-6800-7000-8000-0123456789AB",
					     ID ID };
	struct spool_file second = SPOOL_FILE_INIT;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		EXPECT_EQ(
			spool_file_create(self->spool_fd, names[i], geteuid(), getegid(), &second),
			-EINVAL);
	EXPECT_EQ(second.fd, NO_FD);
}

TEST_F(spool, without_a_directory_there_is_no_file)
{
	struct spool_file second = SPOOL_FILE_INIT;

	EXPECT_EQ(spool_file_create(NO_FD, ID, geteuid(), getegid(), &second), -EBADF);
}

TEST_F(spool, what_cannot_be_renamed_stays_a_part)
{
	ASSERT_EQ(mkdirat(self->spool_fd, ID ".idump", 0700), 0);
	EXPECT_EQ(spool_file_finish(&self->file), -EISDIR);
	EXPECT_TRUE(exists(self, ID ".idump.part"));
	EXPECT_FALSE(is_free(self, ID ".idump.part"));
}

TEST_F(spool, a_file_that_cannot_be_given_away_leaves_no_name)
{
	static const char other[] = "018bcfe5-6800-7000-8000-0123456789ac";
	struct spool_file second = SPOOL_FILE_INIT;

	if (geteuid() == 0)
		return;
	EXPECT_EQ(spool_file_create(self->spool_fd, other, 0, 0, &second), -EPERM);
	EXPECT_FALSE(exists(self, "018bcfe5-6800-7000-8000-0123456789ac.idump.part"));
}

TEST_HARNESS_MAIN
