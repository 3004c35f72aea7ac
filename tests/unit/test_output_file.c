/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "converter/file_hash.h"
#include "lib/base/fd_io.h"
#include "lib/base/output_file.h"

struct directory {
	char path[32];
	int fd;
};

static void directory_init(struct directory *directory)
{
	(void)snprintf(directory->path, sizeof(directory->path), "/tmp/output-XXXXXX");
	if (!mkdtemp(directory->path))
		abort();
	directory->fd = open(directory->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static size_t count_entries(const struct directory *directory)
{
	DIR *stream = opendir(directory->path);
	size_t count = 0;

	while (readdir(stream))
		count++;
	(void)closedir(stream);
	return count - 2;
}

static void directory_done(struct directory *directory)
{
	(void)unlinkat(directory->fd, "out", 0);
	(void)close(directory->fd);
	(void)rmdir(directory->path);
}

static void read_out(const struct directory *directory, char *buffer, size_t size)
{
	int fd = openat(directory->fd, "out", O_RDONLY | O_CLOEXEC);
	ssize_t count = fd_read_full(fd, buffer, size - 1);

	buffer[count > 0 ? count : 0] = '\0';
	(void)close(fd);
}

TEST(a_file_has_no_name_before_it_is_committed)
{
	struct output_file file = OUTPUT_FILE_INIT;
	struct directory directory;
	struct stat status;
	char content[8];

	directory_init(&directory);
	(void)umask(0);
	ASSERT_EQ(0, output_file_create(directory.fd, "out", 0640, &file));
	ASSERT_EQ(0, fd_write_full(file.fd, "whole", 5));
	EXPECT_NE(0, fstatat(directory.fd, "out", &status, 0));
	ASSERT_EQ(0, output_file_commit(&file));
	output_file_done(&file);
	ASSERT_EQ(0, fstatat(directory.fd, "out", &status, 0));
	EXPECT_EQ(0640, status.st_mode & 07777);
	read_out(&directory, content, sizeof(content));
	EXPECT_STREQ("whole", content);
	EXPECT_EQ(1, count_entries(&directory));
	directory_done(&directory);
}

TEST(an_abandoned_file_leaves_nothing)
{
	struct output_file file = OUTPUT_FILE_INIT;
	struct directory directory;

	directory_init(&directory);
	ASSERT_EQ(0, output_file_create(directory.fd, "out", 0600, &file));
	output_file_done(&file);
	EXPECT_EQ(0, count_entries(&directory));
	directory_done(&directory);
}

TEST(a_file_that_is_there_is_replaced_at_once)
{
	struct output_file file = OUTPUT_FILE_INIT;
	struct directory directory;
	char content[8];

	directory_init(&directory);
	(void)close(openat(directory.fd, "out", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	ASSERT_EQ(0, output_file_create(directory.fd, "out", 0600, &file));
	ASSERT_EQ(0, fd_write_full(file.fd, "new", 3));
	read_out(&directory, content, sizeof(content));
	EXPECT_STREQ("", content);
	ASSERT_EQ(0, output_file_commit(&file));
	output_file_done(&file);
	read_out(&directory, content, sizeof(content));
	EXPECT_STREQ("new", content);
	EXPECT_EQ(1, count_entries(&directory));
	directory_done(&directory);
}

TEST(what_is_no_regular_file_is_not_replaced)
{
	struct output_file file = OUTPUT_FILE_INIT;
	struct directory directory;

	directory_init(&directory);
	ASSERT_EQ(0, symlinkat("/dev/null", directory.fd, "out"));
	EXPECT_EQ(-EEXIST, output_file_create(directory.fd, "out", 0600, &file));
	ASSERT_EQ(0, unlinkat(directory.fd, "out", 0));
	ASSERT_EQ(0, mkdirat(directory.fd, "out", 0700));
	EXPECT_EQ(-EEXIST, output_file_create(directory.fd, "out", 0600, &file));
	ASSERT_EQ(0, unlinkat(directory.fd, "out", AT_REMOVEDIR));
	directory_done(&directory);
}

TEST(the_hash_is_of_the_whole_file)
{
	char hash[SHA256_TEXT_SIZE], big[70000];
	struct output_file file = OUTPUT_FILE_INIT;
	struct directory directory;

	directory_init(&directory);
	ASSERT_EQ(0, output_file_create(directory.fd, "out", 0600, &file));
	ASSERT_EQ(0, file_sha256(file.fd, hash));
	EXPECT_STREQ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash);
	ASSERT_EQ(0, fd_write_full(file.fd, "abc", 3));
	ASSERT_EQ(0, file_sha256(file.fd, hash));
	EXPECT_STREQ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
	memset(big, 'a', sizeof(big));
	ASSERT_EQ(0, fd_write_full(file.fd, big, sizeof(big)));
	ASSERT_EQ(0, file_sha256(file.fd, hash));
	EXPECT_STREQ("d9d675219c805d7c9168c0f85864f0a4e0ee8187eea85b5057fa8f6fe7aac84d", hash);
	output_file_done(&file);
	directory_done(&directory);
}

TEST_HARNESS_MAIN
