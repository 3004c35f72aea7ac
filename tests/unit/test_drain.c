/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "converter/attempts.h"
#include "converter/drain.h"
#include "converter/set_aside.h"
#include "lib/idump/idump_format.h"
#include "lib/store/extra_keys.h"
#include "lib/store/report_index.h"
#include "lib/store/store.h"
#include "tests/unit/sample_idump.h"
#include "tests/unit/store_directory.h"

#define OTHER_ID "018bcfe5-6800-7000-8000-0123456789ac"
#define NOBODY	 65534

struct spool {
	struct store_directory directory;
	struct byte_buffer dump;
};

static struct spool *spool_new(void)
{
	struct spool *spool = calloc(1, sizeof(*spool));

	if (!spool || store_directory_init(&spool->directory) < 0)
		abort();
	sample_idump_build(&spool->dump);
	return spool;
}

static void spool_free(struct spool *spool)
{
	store_directory_done(&spool->directory);
	byte_buffer_done(&spool->dump);
	free(spool);
}

/* Root's converter gives up root for the owner of the spool, who must not be root. */
static void give_to_nobody(const struct spool *spool, const char *folder)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", spool->directory.path, folder);
	if (geteuid() == 0 && chown(path, NOBODY, NOBODY) < 0)
		abort();
}

static void put(const struct spool *spool, const char *id, const char *suffix)
{
	char name[128];

	if (store_directory_put_bytes(&spool->directory, STORE_SPOOL, id, suffix, spool->dump.data,
				      spool->dump.size) < 0)
		abort();
	(void)snprintf(name, sizeof(name), "%s/%s%s", STORE_SPOOL, id, suffix);
	give_to_nobody(spool, name);
}

static int drain_with_defaults(const char *path)
{
	struct config config;

	if (config_load_untrusted("/nonexistent", &config) < 0)
		return 1;
	config.max_age = UINT64_MAX; /* the sample is of 2023 */
	return drain_spool(path, &config);
}

/* Drains in a process of its own, which it changes. Returns the exit status. */
static int drain(const struct spool *spool)
{
	int status;
	pid_t pid;

	give_to_nobody(spool, STORE_SPOOL);
	give_to_nobody(spool, STORE_PENDING);
	give_to_nobody(spool, STORE_INDEX);
	pid = fork();
	if (pid == 0)
		_exit(drain_with_defaults(spool->directory.path));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		abort();
	return WEXITSTATUS(status);
}

static bool exists(const struct spool *spool, const char *folder, const char *id,
		   const char *suffix)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s%s", folder, id, suffix);
	return faccessat(spool->directory.store.state_fd, path, F_OK, 0) == 0;
}

TEST(every_dump_becomes_a_report)
{
	struct spool *spool = spool_new();
	struct stat status;

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	put(spool, OTHER_ID, STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_TRUE(exists(spool, STORE_PENDING, OTHER_ID, STORE_SUFFIX_EXTRA));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, OTHER_ID, STORE_SUFFIX_IDUMP));
	ASSERT_EQ(0, fstatat(spool->directory.store.pending_fd, SAMPLE_ID STORE_SUFFIX_DMP, &status,
			     0));
	EXPECT_EQ(0640, status.st_mode & 07777);
	spool_free(spool);
}

TEST(an_empty_spool_is_done)
{
	struct spool *spool = spool_new();

	EXPECT_EQ(0, drain(spool));
	spool_free(spool);
}

TEST(a_part_without_its_writer_is_converted)
{
	struct spool *spool = spool_new();

	spool->dump.size -= 10;
	put(spool, SAMPLE_ID, STORE_SUFFIX_PART);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_PART));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	spool_free(spool);
}

TEST(what_its_writer_holds_is_left_alone)
{
	struct spool *spool = spool_new();
	int fd;

	put(spool, SAMPLE_ID, STORE_SUFFIX_PART);
	put(spool, OTHER_ID, STORE_SUFFIX_IDUMP);
	fd = openat(spool->directory.store.spool_fd, SAMPLE_ID STORE_SUFFIX_PART,
		    O_RDONLY | O_CLOEXEC);
	ASSERT_EQ(0, flock(fd, LOCK_EX | LOCK_NB));
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_PART));
	EXPECT_FALSE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_TRUE(exists(spool, STORE_PENDING, OTHER_ID, STORE_SUFFIX_EXTRA));
	(void)close(fd);
	spool_free(spool);
}

TEST(one_drains_at_a_time)
{
	struct spool *spool = spool_new();
	int fd;

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	fd = openat(spool->directory.store.spool_fd, ".drain", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	give_to_nobody(spool, STORE_SPOOL "/.drain");
	ASSERT_EQ(0, flock(fd, LOCK_EX | LOCK_NB));
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	(void)close(fd);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	spool_free(spool);
}

TEST(a_damaged_dump_is_set_aside_and_reported)
{
	struct spool *spool = spool_new();

	put(spool, OTHER_ID, STORE_SUFFIX_IDUMP);
	spool->dump.size = 0;
	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL "/" SPOOL_FAILED, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_FALSE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, OTHER_ID, STORE_SUFFIX_DMP));
	spool_free(spool);
}

/* How often the input was tried so far; -1 without it. */
static int attempts(const struct spool *spool, const char *folder)
{
	char path[128];
	int fd, count;

	(void)snprintf(path, sizeof(path), "%s/%s%s", folder, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	fd = openat(spool->directory.store.state_fd, path, O_RDONLY | O_CLOEXEC);
	count = fd < 0 ? -1 : (int)attempts_read(fd);
	(void)close(fd);
	return count;
}

/* Returns what attempts_write() does. */
static int set_attempts(const struct spool *spool, unsigned int count)
{
	int fd = openat(spool->directory.store.spool_fd, SAMPLE_ID STORE_SUFFIX_IDUMP,
			O_RDONLY | O_CLOEXEC);
	int r = attempts_write(fd, count);

	(void)close(fd);
	return r;
}

TEST(what_did_not_survive_three_attempts_is_not_tried_again)
{
	struct spool *spool = spool_new();

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	if (set_attempts(spool, ATTEMPTS_MAX) == -EOPNOTSUPP)
		SKIP(return, "files have no attributes here");
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL "/" SPOOL_FAILED, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_FALSE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	EXPECT_EQ(0, attempts(spool, STORE_SPOOL "/" SPOOL_FAILED)); /* to be moved back by hand */
	spool_free(spool);
}

TEST(what_did_not_survive_two_attempts_is_tried_again)
{
	struct spool *spool = spool_new();

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	if (set_attempts(spool, ATTEMPTS_MAX - 1) == -EOPNOTSUPP)
		SKIP(return, "files have no attributes here");
	EXPECT_EQ(0, drain(spool));
	EXPECT_FALSE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_TRUE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	spool_free(spool);
}

TEST(a_dump_of_a_newer_version_waits_for_it)
{
	struct spool *spool = spool_new();
	uint32_t checksum;

	spool->dump.data[18] = 0xff; /* min_reader */
	checksum = idump_header_checksum(spool->dump.data);
	memcpy(spool->dump.data + IDUMP_CHECKSUM_AT, &checksum, sizeof(checksum));
	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_FALSE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_EXTRA));
	EXPECT_EQ(0, attempts(spool, STORE_SPOOL)); /* however often it is looked at */
	spool_free(spool);
}

TEST(what_cannot_be_written_stays_in_the_spool)
{
	struct spool *spool = spool_new();

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	ASSERT_EQ(0,
		  mkdirat(spool->directory.store.pending_fd, SAMPLE_ID STORE_SUFFIX_EXTRA, 0700));
	EXPECT_EQ(EX_IOERR, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, SAMPLE_ID, STORE_SUFFIX_IDUMP));
	EXPECT_FALSE(exists(spool, STORE_PENDING, SAMPLE_ID, STORE_SUFFIX_DMP));
	EXPECT_EQ(0, attempts(spool, STORE_SPOOL)); /* not the dump's fault */
	spool_free(spool);
}

TEST(other_files_are_nobodys_business)
{
	struct spool *spool = spool_new();

	put(spool, "notes", ".txt");
	put(spool, "018BCFE5-6800-7000-8000-0123456789ab", STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, "notes", ".txt"));
	EXPECT_TRUE(exists(spool, STORE_SPOOL, "018BCFE5-6800-7000-8000-0123456789ab",
			   STORE_SUFFIX_IDUMP));
	spool_free(spool);
}

TEST(root_reads_no_crashes)
{
	struct spool *spool;

	if (geteuid() != 0)
		SKIP(return, "only root can be refused for being root");
	spool = spool_new();
	if (fork() == 0) {
		int status = drain_with_defaults(spool->directory.path);

		_exit(status == EX_NOPERM ? 0 : 1);
	} else {
		int status;

		(void)wait(&status);
		EXPECT_EQ(0, status);
	}
	spool_free(spool);
}

TEST(a_missing_store_is_no_input)
{
	EXPECT_EQ(EX_NOINPUT, drain_with_defaults("/nonexistent"));
}

TEST(every_report_gets_into_the_index)
{
	struct report_index index = REPORT_INDEX_INIT;
	struct spool *spool = spool_new();
	uint64_t count;

	put(spool, SAMPLE_ID, STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	put(spool, OTHER_ID, STORE_SUFFIX_IDUMP);
	EXPECT_EQ(0, drain(spool));
	ASSERT_EQ(0, report_index_read_all(&spool->directory.store, &index));
	ASSERT_EQ(2, index.n_entries);
	EXPECT_STREQ(OTHER_ID, index.entries[0].id);
	EXPECT_TRUE(index.entries[1].has_minidump);
	EXPECT_LT(8192, index.entries[1].bytes);
	EXPECT_NE(NULL, index_entry_value(&index.entries[1], EXTRA_SIGNATURE));
	ASSERT_EQ(0, report_index_count(&spool->directory.store, &count));
	EXPECT_EQ(2, count);
	report_index_done(&index);
	spool_free(spool);
}

TEST_HARNESS_MAIN
