/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <stdbool.h>
#include <string.h>

#include "lib/capture/text_fields.h"

static struct bytes bytes_of_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

static bool same(const char *expected, struct bytes seen)
{
	return seen.size == strlen(expected) &&
	       (seen.size == 0 || memcmp(seen.data, expected, seen.size) == 0);
}

TEST(a_field_is_found_by_its_whole_name)
{
	struct bytes status = bytes_of_text("Name:\tPPid: 9\nTracerPid:\t0\nPPid:\t812\nUid:\t1\n");
	struct bytes value;

	ASSERT_TRUE(text_field_find(status, "PPid", ':', &value));
	EXPECT_TRUE(same("812", value));
	ASSERT_TRUE(text_field_find(status, "Uid", ':', &value));
	EXPECT_TRUE(same("1", value));
	EXPECT_FALSE(text_field_find(status, "Pid", ':', &value));
	EXPECT_FALSE(text_field_find(BYTES_NONE, "Pid", ':', &value));
}

TEST(blanks_and_quotes_around_a_value_are_removed)
{
	struct bytes cpuinfo = bytes_of_text("model name\t: A: B\nmicrocode\t: 0x2b\n");
	struct bytes os_release = bytes_of_text("NAME=\"X\"\nPRETTY_NAME=\"Debian 12\"\nID='a'");
	struct bytes value;

	ASSERT_TRUE(text_field_find(cpuinfo, "microcode", ':', &value));
	EXPECT_TRUE(same("0x2b", value));
	ASSERT_TRUE(text_field_find(cpuinfo, "model name", ':', &value));
	EXPECT_TRUE(same("A: B", value));
	ASSERT_TRUE(text_field_find(os_release, "PRETTY_NAME", '=', &value));
	EXPECT_TRUE(same("Debian 12", value));
	ASSERT_TRUE(text_field_find(os_release, "ID", '=', &value));
	EXPECT_TRUE(same("a", value));
}

TEST(a_field_may_be_empty)
{
	struct bytes value = bytes_of_text("untouched");

	ASSERT_TRUE(text_field_find(bytes_of_text("a:\n"), "a", ':', &value));
	EXPECT_EQ(0, value.size);
	ASSERT_TRUE(text_field_find(bytes_of_text("a:"), "a", ':', &value));
	EXPECT_EQ(0, value.size);
	EXPECT_FALSE(text_field_find(bytes_of_text("a"), "a", ':', &value));
}

TEST(numbers_are_as_many_as_were_asked_for)
{
	uint64_t numbers[2];

	ASSERT_TRUE(text_numbers_parse(bytes_of_text("7\t 12 "), numbers, 2));
	EXPECT_EQ(7, numbers[0]);
	EXPECT_EQ(12, numbers[1]);
	EXPECT_FALSE(text_numbers_parse(bytes_of_text("7"), numbers, 2));
	EXPECT_FALSE(text_numbers_parse(bytes_of_text("7 8 9"), numbers, 2));
	EXPECT_FALSE(text_numbers_parse(bytes_of_text("7 -8"), numbers, 2));
	EXPECT_FALSE(text_numbers_parse(bytes_of_text("7 8x"), numbers, 2));
	EXPECT_FALSE(text_numbers_parse(bytes_of_text("7 99999999999999999999"), numbers, 2));
	EXPECT_FALSE(text_numbers_parse(BYTES_NONE, numbers, 2));
}

TEST(the_comm_in_stat_may_hold_anything)
{
	struct bytes stat = bytes_of_text("17 (a) b (c) R 3 4 5) S 1 17 17 0 -1");
	uint64_t value;

	ASSERT_TRUE(stat_field_find(stat, 4, &value));
	EXPECT_EQ(1, value);
	ASSERT_TRUE(stat_field_find(stat, 7, &value));
	EXPECT_EQ(0, value);
	EXPECT_FALSE(stat_field_find(stat, 3, &value)); /* a letter */
	EXPECT_FALSE(stat_field_find(stat, 8, &value)); /* negative */
	EXPECT_FALSE(stat_field_find(stat, 9, &value)); /* not there */
	EXPECT_FALSE(stat_field_find(stat, 2, &value));
	EXPECT_FALSE(stat_field_find(bytes_of_text("17 comm S 1"), 4, &value));
	EXPECT_FALSE(stat_field_find(bytes_of_text("17 (x) S 18446744073709551616"), 4, &value));
	EXPECT_FALSE(stat_field_find(BYTES_NONE, 4, &value));
}

struct cgroup_case {
	const char *text;
	const char *path;
	const char *unit; /* NULL: none */
};

static const struct cgroup_case cgroup_cases[] = {
	/* a service, a user's service, a login session */
	{ "0::/system.slice/cron.service\n", "/system.slice/cron.service", "cron.service" },
	{ "0::/user.slice/user@1.service/app.slice/editor.service\n",
	  "/user.slice/user@1.service/app.slice/editor.service", "editor.service" },
	{ "0::/user.slice/session-3.scope", "/user.slice/session-3.scope", "session-3.scope" },
	/* delegated, in a slice only, without systemd */
	{ "0::/system.slice/daemon.service/payload/worker",
	  "/system.slice/daemon.service/payload/worker", "daemon.service" },
	{ "0::/machine.slice/x", "/machine.slice/x", "machine.slice" },
	{ "0::/\n", "/", NULL },
	/* hybrid, version 1, version 1 without systemd */
	{ "12:cpu,cpuacct:/x\n1:name=systemd:/system.slice/a.service\n0::/b.scope\n", "/b.scope",
	  "b.scope" },
	{ "12:cpu,cpuacct:/x\n1:name=systemd:/system.slice/a:b.service\n",
	  "/system.slice/a:b.service", "a:b.service" },
	{ "12:cpu,cpuacct:/x\n3:memory:/y\n", "/x", NULL },
};

TEST(control_groups_name_units)
{
	for (size_t i = 0; i < sizeof(cgroup_cases) / sizeof(cgroup_cases[0]); i++) {
		const struct cgroup_case *item = &cgroup_cases[i];
		struct bytes path = BYTES_NONE, unit = BYTES_NONE;

		EXPECT_TRUE(cgroup_path_find(bytes_of_text(item->text), &path));
		EXPECT_TRUE(same(item->path, path))
		{
			TH_LOG("in %s", item->text);
		}
		EXPECT_EQ(item->unit != NULL, cgroup_unit_find(path, &unit));
		EXPECT_TRUE(same(item->unit ?: "", unit))
		{
			TH_LOG("in %s", item->text);
		}
	}
}

TEST(malformed_cgroup_texts_have_no_path)
{
	struct bytes path;

	EXPECT_FALSE(cgroup_path_find(BYTES_NONE, &path));
	EXPECT_FALSE(cgroup_path_find(bytes_of_text("0:\n:\n\n::"), &path));
}

TEST_HARNESS_MAIN
