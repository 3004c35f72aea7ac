/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "collector/owner_access.h"

#define UID 1000U
#define GID 1001U

static const char status[] = "Name:\ta\nUmask:\t0022\nUid:\t1000\t1000\t1000\t1000\n"
			     "Gid:\t1001\t1001\t1001\t1001\nCapInh:\t0000000800000000\n"
			     "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n";

FIXTURE(owner)
{
	struct crash_capture *capture;
	char status[sizeof(status)];
	uint64_t auxv[14];
	struct capture_namespace *user;
};

/* A crash of a program that was all its user's. */
FIXTURE_SETUP(owner)
{
	const struct capture_namespace namespaces[] = { { "pid", "pid:[4026531836]" },
							{ "user", "user:[4026531837]" } };
	const uint64_t auxv[] = { AT_PAGESZ, 4096,    AT_UID, UID,	 AT_EUID, UID,	   AT_GID,
				  GID,	     AT_EGID, GID,    AT_SECURE, 0,	  AT_NULL, 0 };

	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	self->capture->elf_class = ELFCLASS64;
	self->capture->identity_verified = true;
	self->capture->process.has_ids = true;
	self->capture->process.dumpable = 1;
	self->capture->process.uid = UID;
	self->capture->process.gid = GID;
	memcpy(self->status, status, sizeof(status));
	memcpy(self->auxv, auxv, sizeof(auxv));
	self->capture->texts[TEXT_status] = bytes_of(self->status, sizeof(status) - 1);
	self->capture->texts[TEXT_auxv] = bytes_of(self->auxv, sizeof(self->auxv));
	for (size_t i = 0; i < 2; i++)
		ASSERT_EQ(crash_capture_add_namespace(self->capture, &namespaces[i]), 0);
	self->user = &self->capture->namespaces[1];
}

FIXTURE_TEARDOWN(owner)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

/* Replaces text in the status by another of the same length. */
static void change_status(FIXTURE_DATA(owner) * self, const char *old, const char *new)
{
	char *at = strstr(self->status, old);

	if (!at || strlen(old) != strlen(new))
		abort();
	memcpy(at, new, strlen(new));
}

static void set_auxv(FIXTURE_DATA(owner) * self, uint64_t type, uint64_t value)
{
	for (size_t i = 0; i < sizeof(self->auxv) / sizeof(self->auxv[0]); i += 2)
		if (self->auxv[i] == type)
			self->auxv[i + 1] = value;
}

TEST_F(owner, whose_program_it_was_may_read)
{
	EXPECT_TRUE(owner_may_read(self->capture));
}

TEST_F(owner, what_is_not_known_is_refused)
{
	struct crash_capture *capture = self->capture;

	capture->identity_verified = false;
	EXPECT_FALSE(owner_may_read(capture));
	capture->identity_verified = true;
	capture->process.has_ids = false;
	EXPECT_FALSE(owner_may_read(capture));
	capture->process.has_ids = true;
	capture->texts[TEXT_status] = BYTES_NONE;
	EXPECT_FALSE(owner_may_read(capture));
	capture->texts[TEXT_status] = bytes_of(self->status, 60); /* without CapPrm */
	EXPECT_FALSE(owner_may_read(capture));
	capture->texts[TEXT_status] = bytes_of(self->status, sizeof(status) - 1);
	EXPECT_TRUE(owner_may_read(capture));
	capture->texts[TEXT_auxv] = BYTES_NONE;
	EXPECT_FALSE(owner_may_read(capture));
}

TEST_F(owner, without_its_namespace_it_is_refused)
{
	self->user->target = "user:[4026532001]";
	EXPECT_FALSE(owner_may_read(self->capture));
	self->capture->n_namespaces = 1;
	EXPECT_FALSE(owner_may_read(self->capture));
}

TEST_F(owner, what_the_kernel_does_not_call_dumpable_is_refused)
{
	static const int values[] = { -1, 0, 2, 3 };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		self->capture->process.dumpable = values[i];
		EXPECT_FALSE(owner_may_read(self->capture));
	}
}

TEST_F(owner, a_program_that_was_secure_is_refused)
{
	set_auxv(self, AT_SECURE, 1);
	EXPECT_FALSE(owner_may_read(self->capture));
	set_auxv(self, AT_SECURE, 0);
	self->auxv[10] = AT_IGNORE; /* there is none */
	EXPECT_FALSE(owner_may_read(self->capture));
}

TEST_F(owner, ids_that_changed_since_it_was_executed_are_refused)
{
	static const uint64_t types[] = { AT_UID, AT_EUID, AT_GID, AT_EGID };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		uint64_t true_value = i < 2 ? UID : GID;

		set_auxv(self, types[i], 0);
		EXPECT_FALSE(owner_may_read(self->capture));
		set_auxv(self, types[i], true_value);
	}
	EXPECT_TRUE(owner_may_read(self->capture));
}

TEST_F(owner, each_of_the_eight_ids_counts)
{
	static const struct {
		const char *old, *new;
	} changes[] = {
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1001\t1000\t1000\t1000" },
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1000\t0000\t1000\t1000" },
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1000\t1000\t0000\t1000" },
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1000\t1000\t1000\t0000" },
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1000\t1000\t1000     " },
		{ "Uid:\t1000\t1000\t1000\t1000", "Uid:\t1000\t1000\t1000\t-000" },
		{ "Gid:\t1001\t1001\t1001\t1001", "Gid:\t1001\t0042\t1001\t1001" },
		{ "Gid:\t1001\t1001\t1001\t1001", "Gid:\t1001\t1001\t1001\t0042" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		change_status(self, changes[i].old, changes[i].new);
		EXPECT_FALSE(owner_may_read(self->capture));
		memcpy(self->status, status, sizeof(status));
	}
	EXPECT_TRUE(owner_may_read(self->capture));
}

TEST_F(owner, capabilities_are_refused)
{
	change_status(self, "CapPrm:\t0000000000000000", "CapPrm:\t0000000000000400");
	EXPECT_FALSE(owner_may_read(self->capture));
}

/* Everything agrees, and still the ids are nobody's to give a report to. */
static bool user_and_group_may(FIXTURE_DATA(owner) * self, uint32_t uid, uint32_t gid)
{
	char text[200];

	self->capture->process.uid = uid;
	self->capture->process.gid = gid;
	set_auxv(self, AT_UID, uid);
	set_auxv(self, AT_EUID, uid);
	set_auxv(self, AT_GID, gid);
	set_auxv(self, AT_EGID, gid);
	(void)snprintf(text, sizeof(text),
		       "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\nCapPrm:\t0000\n", uid, uid, uid,
		       uid, gid, gid, gid, gid);
	self->capture->texts[TEXT_status] = bytes_of(text, strlen(text));
	return owner_may_read(self->capture);
}

TEST_F(owner, only_persons_may)
{
	EXPECT_TRUE(user_and_group_may(self, 1000, 1000));
	EXPECT_TRUE(user_and_group_may(self, 70000, 100)); /* the group "users" */
	EXPECT_FALSE(user_and_group_may(self, 0, 0));
	EXPECT_FALSE(user_and_group_may(self, 33, 1000));
	EXPECT_FALSE(user_and_group_may(self, 65534, 65534));
	EXPECT_FALSE(user_and_group_may(self, 1000, 0));
	EXPECT_FALSE(user_and_group_may(self, 1000, 42)); /* "shadow" */
	EXPECT_FALSE(user_and_group_may(self, 1000, 65534));
}

TEST_HARNESS_MAIN
