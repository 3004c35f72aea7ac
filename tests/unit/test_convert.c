/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "converter/convert.h"
#include "converter/failure_text.h"
#include "converter/file_hash.h"
#include "lib/base/fd_io.h"
#include "lib/store/extra_keys.h"
#include "tests/unit/sample_idump.h"
#include "tests/unit/store_directory.h"

struct attempt {
	struct store_directory directory;
	struct conversion conversion;
	struct conversion_failure failure;
	struct byte_buffer input;
};

static struct attempt *attempt_new(void)
{
	struct attempt *attempt = calloc(1, sizeof(*attempt));

	if (!attempt || store_directory_init(&attempt->directory) < 0)
		abort();
	attempt->input = BYTE_BUFFER_INIT;
	sample_idump_build(&attempt->input);
	attempt->conversion = (struct conversion){
		.input_fd = memfd_create("input", MFD_CLOEXEC),
		.dump = { attempt->directory.store.pending_fd, "a.dmp" },
		.extra = { attempt->directory.store.pending_fd, "a.extra" },
		.mode = 0640,
	};
	return attempt;
}

static void attempt_free(struct attempt *attempt)
{
	byte_buffer_done(&attempt->input);
	(void)close(attempt->conversion.input_fd);
	store_directory_done(&attempt->directory);
	free(attempt);
}

static int attempt_convert(struct attempt *attempt)
{
	if (fd_write_full(attempt->conversion.input_fd, attempt->input.data, attempt->input.size) <
	    0)
		abort();
	return convert(&attempt->conversion, &attempt->failure);
}

static bool exists(const struct attempt *attempt, const char *name)
{
	return faccessat(attempt->directory.store.pending_fd, name, F_OK, 0) == 0;
}

/* The value of key in a.extra; "" if there is none. */
static void read_value(const struct attempt *attempt, const char *key, char *buffer, size_t size)
{
	int fd = openat(attempt->directory.store.pending_fd, "a.extra", O_RDONLY | O_CLOEXEC);
	json_t *extra = json_loadfd(fd, 0, NULL);
	const char *value = json_string_value(json_object_get(extra, key));

	(void)snprintf(buffer, size, "%s", value ? value : "");
	json_decref(extra);
	(void)close(fd);
}

TEST(a_dump_becomes_a_minidump_and_an_extra)
{
	struct attempt *attempt = attempt_new();
	char hash[SHA256_TEXT_SIZE], value[256];
	int fd;

	ASSERT_EQ(0, attempt_convert(attempt));
	fd = openat(attempt->directory.store.pending_fd, "a.dmp", O_RDONLY | O_CLOEXEC);
	ASSERT_EQ(0, file_sha256(fd, hash));
	ASSERT_EQ(4, fd_read_full(fd, value, 4));
	EXPECT_EQ(0, memcmp(value, "MDMP", 4));
	(void)close(fd);
	read_value(attempt, EXTRA_MINIDUMP_SHA256, value, sizeof(value));
	EXPECT_STREQ(hash, value);
	read_value(attempt, EXTRA_REPORT_ID, value, sizeof(value));
	EXPECT_STREQ(SAMPLE_ID, value);
	read_value(attempt, EXTRA_SIGNAL, value, sizeof(value));
	EXPECT_STREQ("SIGSEGV", value);
	read_value(attempt, EXTRA_CODE, value, sizeof(value));
	EXPECT_STREQ("SEGV_MAPERR", value);
	read_value(attempt, EXTRA_ADDRESS, value, sizeof(value));
	EXPECT_STREQ("0xdeadbeef8", value);
	read_value(attempt, EXTRA_NO_DUMP, value, sizeof(value));
	EXPECT_STREQ("", value);
	attempt_free(attempt);
}

TEST(the_extra_is_optional)
{
	struct attempt *attempt = attempt_new();

	attempt->conversion.extra.name = NULL;
	ASSERT_EQ(0, attempt_convert(attempt));
	EXPECT_TRUE(exists(attempt, "a.dmp"));
	EXPECT_FALSE(exists(attempt, "a.extra"));
	attempt_free(attempt);
}

TEST(a_dump_that_was_cut_still_converts)
{
	struct attempt *attempt = attempt_new();
	char errors[4096];

	attempt->input.size -= 10;
	ASSERT_EQ(0, attempt_convert(attempt));
	EXPECT_TRUE(exists(attempt, "a.dmp"));
	read_value(attempt, EXTRA_SOFT_ERRORS, errors, sizeof(errors));
	EXPECT_NE(NULL, strstr(errors, "dump_truncated"));
	read_value(attempt, EXTRA_COMPLETE, errors, sizeof(errors));
	EXPECT_STREQ("0", errors);
	attempt_free(attempt);
}

TEST(what_is_no_dump_is_refused)
{
	struct attempt *attempt = attempt_new();
	char text[256];

	attempt->input.data[0] ^= 1;
	ASSERT_EQ(-ENOEXEC, attempt_convert(attempt));
	EXPECT_EQ(EX_DATAERR, failure_exit_status(&attempt->failure));
	failure_describe(&attempt->failure, text, sizeof(text));
	EXPECT_STREQ("cannot read the input: it is neither an intermediate dump nor an ELF core",
		     text);
	EXPECT_FALSE(exists(attempt, "a.dmp"));
	EXPECT_FALSE(exists(attempt, "a.extra"));
	attempt_free(attempt);
}

TEST(a_damaged_first_section_is_refused)
{
	struct attempt *attempt = attempt_new();

	attempt->input.data[100] ^= 1;
	ASSERT_EQ(-EBADMSG, attempt_convert(attempt));
	EXPECT_EQ(EX_DATAERR, failure_exit_status(&attempt->failure));
	attempt_free(attempt);
}

TEST(without_a_place_for_the_minidump_there_is_a_reason)
{
	struct attempt *attempt = attempt_new();
	char value[256];

	attempt->conversion.dump.directory_fd = attempt->conversion.input_fd;
	ASSERT_EQ(-ENOTDIR, attempt_convert(attempt));
	EXPECT_EQ(EX_CANTCREAT, failure_exit_status(&attempt->failure));
	read_value(attempt, EXTRA_NO_DUMP, value, sizeof(value));
	EXPECT_STREQ("the minidump could not be written: Not a directory", value);
	read_value(attempt, EXTRA_MINIDUMP_SHA256, value, sizeof(value));
	EXPECT_STREQ("", value);
	attempt_free(attempt);
}

TEST(a_full_disk_leaves_no_part_of_a_minidump)
{
	const struct rlimit limit = { .rlim_cur = 4096, .rlim_max = RLIM_INFINITY };
	struct attempt *attempt = attempt_new();
	char value[256];

	ASSERT_EQ(0, fd_write_full(attempt->conversion.input_fd, attempt->input.data,
				   attempt->input.size));
	(void)signal(SIGXFSZ, SIG_IGN);
	ASSERT_EQ(0, setrlimit(RLIMIT_FSIZE, &limit));
	ASSERT_EQ(-EFBIG, convert(&attempt->conversion, &attempt->failure));
	EXPECT_EQ(EX_IOERR, failure_exit_status(&attempt->failure));
	EXPECT_FALSE(exists(attempt, "a.dmp"));
	read_value(attempt, EXTRA_NO_DUMP, value, sizeof(value));
	EXPECT_STREQ("the minidump could not be written: File too large", value);
	attempt_free(attempt);
}

TEST(the_same_input_gives_the_same_bytes)
{
	struct attempt *first = attempt_new(), *second = attempt_new();
	char a[256], b[256];

	ASSERT_EQ(0, attempt_convert(first));
	ASSERT_EQ(0, attempt_convert(second));
	read_value(first, EXTRA_MINIDUMP_SHA256, a, sizeof(a));
	read_value(second, EXTRA_MINIDUMP_SHA256, b, sizeof(b));
	EXPECT_STREQ(a, b);
	attempt_free(first);
	attempt_free(second);
}

TEST(a_reason_alone_is_a_report)
{
	struct attempt *attempt = attempt_new();
	char value[256];

	ASSERT_EQ(0, convert_to_reason(&attempt->conversion.extra, 0640, SAMPLE_ID, "so it is"));
	read_value(attempt, EXTRA_NO_DUMP, value, sizeof(value));
	EXPECT_STREQ("so it is", value);
	read_value(attempt, EXTRA_REPORT_ID, value, sizeof(value));
	EXPECT_STREQ(SAMPLE_ID, value);
	read_value(attempt, EXTRA_CRASH_TIME, value, sizeof(value));
	EXPECT_STREQ("1700000000", value);
	attempt_free(attempt);
}

TEST_HARNESS_MAIN
