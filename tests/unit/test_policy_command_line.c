/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <string.h>

#include "lib/base/byte_buffer.h"
#include "lib/policy/command_line.h"

FIXTURE(command_line)
{
	struct policy_decision decision;
	struct policy_item items[2];
	struct byte_buffer kept;
};

FIXTURE_SETUP(command_line)
{
	self->decision = (struct policy_decision){ .command_line = POLICY_COMMAND_LINE_REDACT };
	self->kept = BYTE_BUFFER_INIT;
}

FIXTURE_TEARDOWN(command_line)
{
	byte_buffer_done(&self->kept);
}

/* Words of a text become arguments; "_" in a text stands for a blank in an argument. */
static struct bytes arguments(const char *text, char *buffer, size_t size)
{
	size_t length = strlen(text);

	if (length + 1 > size)
		abort();
	for (size_t i = 0; i <= length; i++)
		buffer[i] = text[i] == ' ' ? '\0' : text[i] == '_' ? ' ' : text[i];
	return bytes_of(buffer, length + 1);
}

static bool becomes(FIXTURE_DATA(command_line) * self, const char *text, const char *wanted)
{
	char from[512], to[512];
	struct bytes result = arguments(wanted, to, sizeof(to));

	byte_buffer_truncate(&self->kept, 0);
	policy_redact_command_line(&self->decision, arguments(text, from, sizeof(from)),
				   &self->kept);
	return self->kept.size == result.size &&
	       memcmp(self->kept.data, result.data, result.size) == 0;
}

static void match(FIXTURE_DATA(command_line) * self, const char *first, const char *second)
{
	self->items[0] = (struct policy_item){ .text = first, .next = &self->items[1] };
	self->items[1] = (struct policy_item){ .text = second };
	self->decision.redacted_arguments = &self->items[0];
}

#define R POLICY_REDACTED

TEST_F(command_line, a_value_of_a_secret_in_the_same_argument_is_replaced)
{
	EXPECT_TRUE(becomes(self, "app --password=abc x", "app --password=" R " x"));
	EXPECT_TRUE(becomes(self, "env DB_PASSWORD=a=b app", "env DB_PASSWORD=" R " app"));
	EXPECT_TRUE(becomes(self, "app API-Key:abc", "app API-Key:" R));
	EXPECT_TRUE(becomes(self, "app -Dtoken=x", "app -Dtoken=" R));
	EXPECT_TRUE(becomes(self, "app --password=", "app --password="));
}

TEST_F(command_line, a_value_of_a_secret_in_the_next_argument_is_replaced)
{
	EXPECT_TRUE(becomes(self, "app --password abc x", "app --password " R " x"));
	EXPECT_TRUE(becomes(self, "app --token --secret x y", "app --token " R " " R " y"));
	EXPECT_TRUE(becomes(self, "app --password", "app --password"));
	EXPECT_TRUE(becomes(self, "app -token abc", "app -t" R " " R));
}

TEST_F(command_line, secrets_within_one_argument_are_replaced_to_its_end)
{
	EXPECT_TRUE(becomes(self, "sh -c x;mysql_--password=a_b", "sh -c x;mysql_--password=" R));
	EXPECT_TRUE(becomes(self, "sh -c mysql_--password_a_b", "sh -c mysql_--password_" R));
	EXPECT_TRUE(becomes(self, "curl -H Authorization:_Bearer_x", "curl -H Authorization:" R));
	EXPECT_TRUE(becomes(self, "curl http://h/?a=1&token=x&b", "curl http://h/?a=1&token=" R));
}

TEST_F(command_line, who_stands_before_the_host_of_a_url_is_replaced)
{
	EXPECT_TRUE(becomes(self, "git clone https://me:pw@host/p@th",
			    "git clone https://" R "@host/p@th"));
	EXPECT_TRUE(becomes(self, "app --db=pg://u:p@q@h a://b@c",
			    "app --db=pg://" R "@h a://" R "@c"));
	EXPECT_TRUE(becomes(self, "app http://host/a@b ://@", "app http://host/a@b ://@"));
}

TEST_F(command_line, what_looks_like_no_secret_stays)
{
	static const char text[] = "app --passive --tokens.. -v --path=/a:b bypass compass=1 - -- ";

	EXPECT_TRUE(becomes(self, "app --verbose -v --path=/a:b a=b bypass=1 - -- ",
			    "app --verbose -v --path=/a:b a=b bypass=1 - -- "));
	EXPECT_TRUE(becomes(self, "app my-password x", "app my-password x"));
	self->decision.command_line = POLICY_COMMAND_LINE_KEEP;
	EXPECT_TRUE(becomes(self, text, text));
	EXPECT_FALSE(policy_redacts_arguments(&self->decision));
}

TEST_F(command_line, patterns_of_the_owner_count_even_if_the_rest_is_kept)
{
	match(self, "customer", "-p*");
	self->decision.command_line = POLICY_COMMAND_LINE_KEEP;
	EXPECT_TRUE(policy_redacts_arguments(&self->decision));
	EXPECT_TRUE(becomes(self, "app --customer=a --password=b http://u@h",
			    "app --customer=" R " --password=b http://u@h"));
	EXPECT_TRUE(becomes(self, "app --customer a -pb c -p d",
			    "app --customer " R " -p" R " " R " -p " R));
	match(self, "sk-*", "4???");
	EXPECT_TRUE(becomes(self, "app sk-123 4711 42", "app " R " " R " 42"));
}

TEST_F(command_line, the_program_alone_or_nothing_is_kept)
{
	self->decision.command_line = POLICY_COMMAND_LINE_PROGRAM;
	EXPECT_TRUE(becomes(self, "/bin/app a b", "/bin/app"));
	self->decision.command_line = POLICY_COMMAND_LINE_NONE;
	byte_buffer_truncate(&self->kept, 0);
	policy_redact_command_line(&self->decision, bytes_of("a\0b", 4), &self->kept);
	EXPECT_EQ(self->kept.size, 0);
	EXPECT_TRUE(policy_redacts_arguments(&self->decision));
}

TEST_F(command_line, one_that_was_cut_or_is_empty_is_redacted_too)
{
	policy_redact_command_line(&self->decision, bytes_of("a\0--token=12", 12), &self->kept);
	ASSERT_EQ(self->kept.size, sizeof("a\0--token=" R));
	EXPECT_EQ(memcmp(self->kept.data, "a\0--token=" R, self->kept.size), 0);
	byte_buffer_truncate(&self->kept, 0);
	policy_redact_command_line(&self->decision, BYTES_NONE, &self->kept);
	EXPECT_EQ(self->kept.size, 0);
}

TEST_HARNESS_MAIN
