/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/facts.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

FIXTURE(facts)
{
	struct crash_capture *in, *out;
};

FIXTURE_SETUP(facts)
{
	self->in = malloc(sizeof(*self->in));
	self->out = malloc(sizeof(*self->out));
	ASSERT_TRUE(self->in && self->out);
	crash_capture_init(self->in);
	crash_capture_init(self->out);
}

FIXTURE_TEARDOWN(facts)
{
	crash_capture_done(self->in);
	crash_capture_done(self->out);
	free(self->in);
	free(self->out);
}

static void fill(struct crash_capture *capture)
{
	const struct capture_namespace item = { "mnt", "mnt:[4026531841]" };
	const struct capture_fd fds[] = { { 0, "/dev/null" }, { 1023, "socket:[7]" } };
	const struct capture_thread threads[] = { { .tid = 7, .ns_tid = 1, .name = "main" },
						  { .tid = 4194304, .name = "fifteen letters" },
						  { .tid = 8, .name = "" } };

	capture->process.exe = "/opt/\xff program (deleted)";
	capture->process.cwd = "/";
	capture->texts[TEXT_stat] = bytes_of("7 (a\0b) S", 9);
	capture->texts[TEXT_syscall] = bytes_of("running\n", 8);
	(void)crash_capture_add_namespace(capture, &item);
	(void)crash_capture_add_fd(capture, &fds[0]);
	(void)crash_capture_add_fd(capture, &fds[1]);
	for (size_t i = 0; i < 3; i++)
		(void)crash_capture_add_thread(capture, &threads[i]);
	memcpy(capture->clocks.boot_id, "6f0e5b9e-6d2c-4b8e-9b5a-0123456789ab", 37);
	soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_many, "fds", E2BIG, 1ULL << 40);
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "io", EACCES);
}

static int pass_on(FIXTURE_DATA(facts) * self)
{
	_cleanup_close_ int fd = NO_FD;
	int r = facts_write(self->in, &fd);

	return r < 0 ? r : facts_read(fd, self->out);
}

TEST_F(facts, all_that_was_copied_arrives)
{
	const struct crash_capture *out = self->out;

	fill(self->in);
	ASSERT_EQ(pass_on(self), 0);
	EXPECT_STREQ(out->process.exe, "/opt/\xff program (deleted)");
	EXPECT_STREQ(out->process.cwd, "/");
	EXPECT_STREQ(out->process.root, "");
	ASSERT_EQ(out->texts[TEXT_stat].size, 9);
	EXPECT_EQ(memcmp(out->texts[TEXT_stat].data, "7 (a\0b) S", 9), 0);
	EXPECT_EQ(out->texts[TEXT_syscall].size, 8);
	ASSERT_EQ(out->n_namespaces, 1);
	EXPECT_STREQ(out->namespaces[0].name, "mnt");
	EXPECT_STREQ(out->namespaces[0].target, "mnt:[4026531841]");
	ASSERT_EQ(out->n_fds, 2);
	EXPECT_EQ(out->fds[1].fd, 1023);
	EXPECT_STREQ(out->fds[1].target, "socket:[7]");
	ASSERT_EQ(out->n_threads, 3);
	EXPECT_EQ(out->threads[0].ns_tid, 1);
	EXPECT_EQ(out->threads[1].tid, 4194304);
	EXPECT_STREQ(out->threads[1].name, "fifteen letters");
	EXPECT_STREQ(out->threads[2].name, "");
	EXPECT_STREQ(out->clocks.boot_id, "6f0e5b9e-6d2c-4b8e-9b5a-0123456789ab");
	ASSERT_EQ(out->soft_errors.n_items, 2);
	EXPECT_EQ(memcmp(&out->soft_errors.items[0], &self->in->soft_errors.items[0],
			 sizeof(out->soft_errors.items[0])),
		  0);
}

TEST_F(facts, descriptors_that_lead_nowhere_are_descriptors)
{
	const struct capture_fd fd = { 5, "" };

	(void)crash_capture_add_fd(self->in, &fd);
	ASSERT_EQ(pass_on(self), 0);
	ASSERT_EQ(self->out->n_fds, 1);
	EXPECT_EQ(self->out->fds[0].fd, 5);
	EXPECT_STREQ(self->out->fds[0].target, "");
}

TEST_F(facts, too_many_are_counted_and_the_rest_is_read)
{
	const struct capture_fd fd = { 5, "x" };

	for (size_t i = 0; i < LIMIT_FDS; i++)
		ASSERT_EQ(crash_capture_add_fd(self->out, &fd), 0);
	fill(self->in);
	ASSERT_EQ(pass_on(self), 0);
	EXPECT_EQ(self->out->n_fds, LIMIT_FDS);
	EXPECT_EQ(self->out->n_threads, 3);
	EXPECT_EQ(self->out->soft_errors.items[0].code, SOFT_ERROR_too_many);
}

TEST_F(facts, how_many_soft_errors_there_was_no_room_for_adds_up)
{
	self->in->soft_errors.n_dropped = 1ULL << 40;
	self->out->soft_errors.n_dropped = 2;
	ASSERT_EQ(pass_on(self), 0);
	EXPECT_EQ(self->out->soft_errors.n_dropped, (1ULL << 40) + 2);
	facts_merge(self->in, self->out);
	EXPECT_EQ(self->in->soft_errors.n_dropped, (2ULL << 40) + 2);
}

TEST_F(facts, more_than_64_MiB_are_not_read)
{
	_cleanup_close_ int fd = memfd_create("huge", MFD_CLOEXEC);

	ASSERT_EQ(ftruncate(fd, (64 << 20) + 1), 0);
	EXPECT_EQ(facts_read(fd, self->out), -E2BIG);
	EXPECT_EQ(facts_read(NO_FD, self->out), -EBADF);
}

TEST_F(facts, nothing_is_nothing)
{
	ASSERT_EQ(pass_on(self), 0);
	EXPECT_STREQ(self->out->process.exe, "");
	EXPECT_EQ(self->out->soft_errors.n_items, 0);
	EXPECT_STREQ(self->out->clocks.boot_id, "");
}

TEST_F(facts, what_is_known_already_stays)
{
	self->out->process.exe = "/known";
	self->out->texts[TEXT_io] = bytes_of("known", 5);
	fill(self->in);
	self->in->process.exe = "";
	ASSERT_EQ(pass_on(self), 0);
	EXPECT_STREQ(self->out->process.exe, "/known");
	EXPECT_EQ(self->out->texts[TEXT_io].size, 5);
}

TEST_F(facts, a_file_cut_anywhere_is_malformed_or_shorter)
{
	_cleanup_(byte_buffer_done) struct byte_buffer file = BYTE_BUFFER_INIT;
	_cleanup_close_ int fd = NO_FD;
	size_t n_whole = 0;

	fill(self->in);
	ASSERT_EQ(facts_write(self->in, &fd), 0);
	ASSERT_EQ(fd_read_to_end(fd, 1 << 20, &file), 0);
	for (size_t size = 0; size < file.size; size++) {
		_cleanup_close_ int cut = memfd_create("cut", MFD_CLOEXEC);
		int r;

		ASSERT_EQ(fd_write_full(cut, file.data, size), 0);
		ASSERT_EQ(lseek(cut, 0, SEEK_SET), 0);
		crash_capture_done(self->out);
		r = facts_read(cut, self->out);
		EXPECT_TRUE(r == 0 || r == -EBADMSG);
		n_whole += r == 0;
	}
	EXPECT_EQ(n_whole, 13);
}

static int read_record(FIXTURE_DATA(facts) * self, uint32_t kind, uint32_t number,
		       const char *bytes, uint32_t size)
{
	_cleanup_close_ int fd = memfd_create("record", MFD_CLOEXEC);
	const uint32_t head[] = { kind, number, size };

	if (fd < 0 || fd_write_full(fd, head, sizeof(head)) < 0 ||
	    fd_write_full(fd, bytes, strlen(bytes)) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return facts_read(fd, self->out);
}

TEST_F(facts, odd_records_are_malformed)
{
	EXPECT_EQ(read_record(self, 0, 0, "x", 1), -EBADMSG);
	EXPECT_EQ(read_record(self, 10, 0, "x", 1), -EBADMSG);
	EXPECT_EQ(read_record(self, UINT32_MAX, 0, "x", 1), -EBADMSG);
	EXPECT_EQ(read_record(self, 1, 0, "x", UINT32_MAX), -EBADMSG);
	EXPECT_EQ(read_record(self, 4, TEXT_END_, "x", 1), -EBADMSG);
	EXPECT_EQ(read_record(self, 5, 0, "no nul", 6), -EBADMSG);
	EXPECT_EQ(read_record(self, 7, 1, "\1\1\1\1sixteen letters!", 20), -EBADMSG);
	EXPECT_EQ(read_record(self, 7, 1, "\1\1\1", 3), -EBADMSG);
	EXPECT_EQ(read_record(self, 6, 1U << 31, "/dev/null", 9), -EBADMSG);
	EXPECT_EQ(read_record(self, 8, 0, "forty bytes are one too many for a UUID.", 40),
		  -EBADMSG);
	EXPECT_EQ(read_record(self, 9, 1, "short", 5), -EBADMSG);
	EXPECT_EQ(read_record(self, 9, 1, "\1\1\1\x80 count  negative errno", 27), -EBADMSG);
	EXPECT_EQ(self->out->n_threads, 0);
	EXPECT_EQ(self->out->soft_errors.n_items, 0);
}

TEST_F(facts, merging_adds_all_but_links_and_threads)
{
	fill(self->in);
	soft_errors_add(&self->out->soft_errors, SOFT_ERROR_unreadable, "io", EACCES);
	facts_merge(self->out, self->in);
	EXPECT_STREQ(self->out->process.exe, "");
	EXPECT_EQ(self->out->n_threads, 0);
	EXPECT_EQ(self->out->n_fds, 2);
	EXPECT_EQ(self->out->n_namespaces, 1);
	EXPECT_EQ(self->out->texts[TEXT_stat].size, 9);
	EXPECT_EQ(strlen(self->out->clocks.boot_id), 36);
	ASSERT_EQ(self->out->soft_errors.n_items, 2);
	EXPECT_EQ(self->out->soft_errors.items[0].count, 2);
}

TEST_HARNESS_MAIN
