/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/identity.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

FIXTURE(identity)
{
	struct crash_capture *capture;
	char stat[512];
	uint8_t auxv[64];
};

/* A name that tries to pass for the fields behind it; sp is field 29, ip is field 30. */
static void set_stat(FIXTURE_DATA(identity) * self, uint64_t sp, uint64_t ip)
{
	int length = snprintf(self->stat, sizeof(self->stat), "7 (a) S 9 9 (b) R");

	for (int field = 4; field < 29; field++)
		length += snprintf(self->stat + length, sizeof(self->stat) - (size_t)length, " -1");
	(void)snprintf(self->stat + length, sizeof(self->stat) - (size_t)length, " %llu %llu 0 0\n",
		       (unsigned long long)sp, (unsigned long long)ip);
	self->capture->texts[TEXT_stat] = bytes_of(self->stat, strlen(self->stat));
}

FIXTURE_SETUP(identity)
{
	const struct capture_thread thread = {
		.tid = 7,
		.name = "name",
		.source = REGISTERS_CORE_NOTES,
		.registers = { .prstatus = bytes_of("registers", 9) },
		.stack_pointer = 0x7fff0000,
		.instruction_pointer = 0x400123,
	};

	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
	ASSERT_EQ(crash_capture_add_thread(self->capture, &thread), 0);
	for (size_t i = 0; i < sizeof(self->auxv); i++)
		self->auxv[i] = (uint8_t)i;
	self->capture->texts[TEXT_auxv] = bytes_of(self->auxv, sizeof(self->auxv));
	set_stat(self, 0x7fff0000, 0x400123);
}

FIXTURE_TEARDOWN(identity)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

static bool matches(const FIXTURE_DATA(identity) * self, size_t auxv_size)
{
	return identity_matches(self->capture, bytes_of(self->auxv, auxv_size));
}

TEST_F(identity, the_same_vector_and_registers_match)
{
	EXPECT_TRUE(matches(self, 64));
	EXPECT_TRUE(matches(self, 48));
}

TEST_F(identity, another_vector_does_not)
{
	uint8_t other[64];

	memcpy(other, self->auxv, sizeof(other));
	other[63]++;
	EXPECT_FALSE(identity_matches(self->capture, bytes_of(other, 64)));
	EXPECT_FALSE(identity_matches(self->capture, BYTES_NONE));
	self->capture->texts[TEXT_auxv].size = 63;
	EXPECT_FALSE(matches(self, 64));
	self->capture->texts[TEXT_auxv] = BYTES_NONE;
	EXPECT_FALSE(matches(self, 64));
}

TEST_F(identity, other_registers_do_not)
{
	set_stat(self, 0x7fff0008, 0x400123);
	EXPECT_FALSE(matches(self, 64));
	set_stat(self, 0x7fff0000, 0x400124);
	EXPECT_FALSE(matches(self, 64));
	set_stat(self, 0, 0x400123);
	EXPECT_FALSE(matches(self, 64));
}

TEST_F(identity, where_the_kernel_does_not_tell_registers_the_vector_decides)
{
	set_stat(self, 0, 0);
	EXPECT_TRUE(matches(self, 64));
	self->capture->texts[TEXT_stat] = BYTES_NONE;
	EXPECT_TRUE(matches(self, 64));
	set_stat(self, 1, 1);
	self->capture->threads[0].source = REGISTERS_NONE;
	EXPECT_TRUE(matches(self, 64));
	self->capture->n_threads = 0;
	EXPECT_TRUE(matches(self, 64));
}

static void fill_from_proc(struct crash_capture *capture)
{
	const struct capture_thread sibling = { .tid = 8, .name = "of /proc" };
	const struct capture_mapping mapping = { .start = 1, .end = 2, .path = "" };
	const struct capture_fd fd = { 3, "/secret" };
	const struct capture_namespace item = { "pid", "pid:[1]" };

	(void)crash_capture_add_thread(capture, &sibling);
	(void)crash_capture_add_mapping(capture, &mapping);
	(void)crash_capture_add_fd(capture, &fd);
	(void)crash_capture_add_namespace(capture, &item);
	for (size_t i = 1; i < TEXT_END_; i++)
		capture->texts[i] = bytes_of("text", 4);
	capture->process.exe = capture->process.cwd = capture->process.root = "/other";
	memcpy(capture->process.comm, "argument", 9);
}

TEST_F(identity, of_facts_of_another_process_soft_errors_are_left)
{
	const struct crash_capture *capture = self->capture;

	fill_from_proc(self->capture);
	soft_errors_add(&self->capture->soft_errors, SOFT_ERROR_unreadable, "fd", EACCES);
	identity_discard_facts(self->capture);
	EXPECT_EQ(capture->n_mappings + capture->n_fds + capture->n_namespaces, 0);
	EXPECT_EQ(capture->texts[TEXT_stat].size, 0);
	EXPECT_STREQ(capture->process.exe, "");
	ASSERT_EQ(capture->soft_errors.n_items, 1);
	EXPECT_EQ(capture->soft_errors.items[0].code, SOFT_ERROR_unreadable);
}

TEST_F(identity, what_came_from_proc_is_thrown_away)
{
	const struct crash_capture *capture = self->capture;

	fill_from_proc(self->capture);
	identity_discard_proc(self->capture);
	ASSERT_EQ(capture->n_threads, 1);
	EXPECT_EQ(capture->threads[0].tid, 7);
	EXPECT_STREQ(capture->threads[0].name, "");
	EXPECT_EQ(capture->threads[0].registers.prstatus.size, 9);
	EXPECT_EQ(capture->n_mappings + capture->n_fds + capture->n_namespaces, 0);
	EXPECT_STREQ(capture->process.exe, "");
	EXPECT_STREQ(capture->process.cwd, "");
	EXPECT_STREQ(capture->process.root, "");
	EXPECT_STREQ(capture->process.comm, "argument");
	for (size_t i = 1; i < TEXT_END_; i++)
		EXPECT_EQ(capture->texts[i].size > 0, i == TEXT_cpuinfo || i == TEXT_os_release);
	ASSERT_EQ(capture->soft_errors.n_items, 1);
	EXPECT_EQ(capture->soft_errors.items[0].code, SOFT_ERROR_identity_mismatch);
}

TEST(a_process_is_held_until_it_is_gone)
{
	int pipes[2];
	pid_t child;
	_cleanup_close_ int pidfd = NO_FD;
	char byte;

	ASSERT_EQ(pipe(pipes), 0);
	child = fork();
	ASSERT_GE(child, 0);
	if (child == 0) {
		(void)close(pipes[1]);
		_exit((int)fd_read_some(pipes[0], &byte, 1));
	}
	(void)close(pipes[0]);
	pidfd = (int)syscall(SYS_pidfd_open, child, 0);
	ASSERT_GE(pidfd, 0);
	EXPECT_TRUE(identity_still_holds(pidfd));
	(void)close(pipes[1]);
	ASSERT_EQ(waitpid(child, NULL, 0), child);
	EXPECT_FALSE(identity_still_holds(pidfd));
	EXPECT_FALSE(identity_still_holds(NO_FD));
}

TEST_HARNESS_MAIN
