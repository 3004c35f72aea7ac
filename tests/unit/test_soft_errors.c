/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/soft_errors.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kselftest_harness.h"

FIXTURE(soft_errors)
{
	struct soft_errors errors;
};

FIXTURE_SETUP(soft_errors)
{
	memset(&self->errors, 0, sizeof(self->errors));
}

FIXTURE_TEARDOWN(soft_errors)
{
}

TEST_F(soft_errors, what_was_added_is_kept)
{
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "io", EACCES);
	ASSERT_EQ(self->errors.n_items, 1);
	EXPECT_EQ(self->errors.items[0].code, SOFT_ERROR_unreadable);
	EXPECT_EQ(self->errors.items[0].error, EACCES);
	EXPECT_EQ(self->errors.items[0].count, 1);
	EXPECT_STREQ(self->errors.items[0].subject, "io");
}

TEST_F(soft_errors, the_same_again_only_counts)
{
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "io", EACCES);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "io", -EACCES);
	soft_errors_add_count(&self->errors, SOFT_ERROR_unreadable, "io", EACCES, 40);
	ASSERT_EQ(self->errors.n_items, 1);
	EXPECT_EQ(self->errors.items[0].count, 42);
}

TEST_F(soft_errors, another_code_subject_or_errno_is_another_error)
{
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "io", EACCES);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "io", EPERM);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "iota", EACCES);
	soft_errors_add(&self->errors, SOFT_ERROR_too_large, "io", EACCES);
	EXPECT_EQ(self->errors.n_items, 4);
}

TEST_F(soft_errors, a_long_subject_is_cut_and_still_counted_up)
{
	char subject[200];

	memset(subject, 'a', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, subject, 0);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, subject, 0);
	ASSERT_EQ(self->errors.n_items, 1);
	EXPECT_EQ(self->errors.items[0].count, 2);
	EXPECT_EQ(strlen(self->errors.items[0].subject), sizeof(self->errors.items[0].subject) - 1);
}

TEST_F(soft_errors, a_cut_subject_is_still_utf8)
{
	char subject[70];
	size_t length;

	memset(subject, 'a', 62);
	memcpy(subject + 62, "\xe2\x82\xac", 4);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, subject, 0);
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, subject, 0);
	length = strlen(self->errors.items[0].subject);
	EXPECT_EQ(length, 62);
	EXPECT_EQ(self->errors.n_items, 1);
}

TEST_F(soft_errors, what_exceeds_the_limit_is_counted)
{
	char subject[16];

	for (unsigned int i = 0; i < LIMIT_SOFT_ERRORS + 10; i++) {
		snprintf(subject, sizeof(subject), "%u", i);
		soft_errors_add(&self->errors, SOFT_ERROR_unreadable, subject, 0);
	}
	soft_errors_add(&self->errors, SOFT_ERROR_unreadable, "0", 0);
	EXPECT_EQ(self->errors.n_items, LIMIT_SOFT_ERRORS);
	EXPECT_EQ(self->errors.n_dropped, 10);
	EXPECT_EQ(self->errors.items[0].count, 2);
}

TEST_F(soft_errors, counts_saturate)
{
	soft_errors_add_count(&self->errors, SOFT_ERROR_too_large, "maps", 0, UINT64_MAX - 1);
	soft_errors_add_count(&self->errors, SOFT_ERROR_too_large, "maps", 0, 5);
	EXPECT_EQ(self->errors.items[0].count, UINT64_MAX);
}

TEST(every_code_has_a_name)
{
	EXPECT_STREQ(soft_error_name(SOFT_ERROR_victim_gone), "victim_gone");
	EXPECT_STREQ(soft_error_name(SOFT_ERROR_write_failed), "write_failed");
	EXPECT_STREQ(soft_error_name(SOFT_ERROR_NONE), "unknown");
	EXPECT_STREQ(soft_error_name(SOFT_ERROR_END_), "unknown");
	EXPECT_STREQ(soft_error_name((enum soft_error_code) - 1), "unknown");
	for (int code = 1; code < SOFT_ERROR_END_; code++)
		EXPECT_STRNE(soft_error_name((enum soft_error_code)code), "unknown");
}

TEST_HARNESS_MAIN
