/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collector/facts.h"
#include "collector/handover.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/base/fd_passing.h"

FIXTURE(handover)
{
	struct crash_capture *facts, *got, *machine;
	struct victim sent, received;
	int supervisor, worker; /* the two ends */
};

static struct crash_capture *new_capture(void)
{
	struct crash_capture *capture = malloc(sizeof(*capture));

	if (!capture)
		abort();
	crash_capture_init(capture);
	return capture;
}

static void free_capture(struct crash_capture *capture)
{
	crash_capture_done(capture);
	free(capture);
}

FIXTURE_SETUP(handover)
{
	int sockets[2];

	ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	self->supervisor = sockets[0];
	self->worker = sockets[1];
	self->facts = new_capture();
	self->got = new_capture();
	self->machine = new_capture();
	victim_init(&self->sent);
	victim_init(&self->received);
}

FIXTURE_TEARDOWN(handover)
{
	victim_let_go(&self->sent);
	victim_let_go(&self->received);
	free_capture(self->facts);
	free_capture(self->got);
	free_capture(self->machine);
	(void)close(self->supervisor);
	(void)close(self->worker);
}

static int file_with(const char *text)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	if (fd < 0 || fd_write_full(fd, text, strlen(text)) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return fd;
}

static bool reads_as(int fd, const char *text)
{
	char buffer[64];
	ssize_t size = fd_read_full(fd, buffer, sizeof(buffer));

	return size == (ssize_t)strlen(text) && memcmp(buffer, text, (size_t)size) == 0;
}

/* As in the collector, descriptor 1 is /dev/null while the victim is sent. */
static int send_victim(FIXTURE_DATA(handover) * self)
{
	int saved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10), r;
	_cleanup_close_ int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (saved < 0 || dup2(null, STDOUT_FILENO) < 0)
		abort();
	r = handover_send_victim(self->supervisor, &self->sent, self->facts);
	if (dup2(saved, STDOUT_FILENO) < 0)
		abort();
	(void)close(saved);
	return r;
}

static int receive_victim(FIXTURE_DATA(handover) * self)
{
	return handover_receive_victim(self->worker, &self->received, self->got);
}

TEST_F(handover, each_file_arrives_as_what_it_is)
{
	static const enum capture_text texts[] = { TEXT_maps,	 TEXT_auxv,	TEXT_environ,
						   TEXT_cmdline, TEXT_status,	TEXT_limits,
						   TEXT_cgroup,	 TEXT_mountinfo };

	self->sent.mem = file_with("mem");
	self->sent.smaps = file_with("smaps");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		self->sent.texts[texts[i]] = file_with(capture_text_name(texts[i]));
	ASSERT_EQ(send_victim(self), 0);
	ASSERT_EQ(receive_victim(self), 0);
	EXPECT_TRUE(reads_as(self->received.mem, "mem"));
	EXPECT_TRUE(reads_as(self->received.smaps, "smaps"));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		EXPECT_TRUE(reads_as(self->received.texts[texts[i]], capture_text_name(texts[i])));
	EXPECT_EQ(self->received.texts[TEXT_stat], NO_FD);
}

TEST_F(handover, missing_files_read_as_empty)
{
	self->sent.texts[TEXT_auxv] = file_with("auxv");
	ASSERT_EQ(send_victim(self), 0);
	ASSERT_EQ(receive_victim(self), 0);
	EXPECT_TRUE(reads_as(self->received.texts[TEXT_auxv], "auxv"));
	EXPECT_TRUE(reads_as(self->received.texts[TEXT_maps], ""));
	EXPECT_TRUE(reads_as(self->received.smaps, ""));
	EXPECT_TRUE(reads_as(self->received.mem, ""));
}

TEST_F(handover, soft_errors_are_handed_over_once)
{
	soft_errors_add(&self->facts->soft_errors, SOFT_ERROR_unreadable, "maps", EACCES);
	ASSERT_EQ(send_victim(self), 0);
	EXPECT_EQ(self->facts->soft_errors.n_items, 0);
	soft_errors_add(&self->facts->soft_errors, SOFT_ERROR_unreadable, "io", EPERM);
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	ASSERT_EQ(receive_victim(self), 0);
	ASSERT_EQ(handover_receive_facts(self->worker, self->got), 0);
	ASSERT_EQ(handover_receive_facts(self->worker, self->got), 0);
	ASSERT_EQ(self->got->soft_errors.n_items, 2);
	EXPECT_STREQ(self->got->soft_errors.items[0].subject, "maps");
	EXPECT_EQ(self->got->soft_errors.items[0].count, 1);
	EXPECT_STREQ(self->got->soft_errors.items[1].subject, "io");
	EXPECT_EQ(self->got->soft_errors.items[1].count, 1);
}

/* The executable's link stays with the supervisor, for its line in the log. */
TEST_F(handover, nothing_of_the_process_gets_among_the_facts_of_the_machine)
{
	const struct capture_fd fd = { 3, "/secret" };
	const struct capture_thread thread = { .tid = 9, .name = "secret" };

	self->facts->process.exe = "/opt/program";
	self->facts->texts[TEXT_stat] = bytes_of("stat", 4);
	(void)crash_capture_add_fd(self->facts, &fd);
	(void)crash_capture_add_thread(self->facts, &thread);
	ASSERT_EQ(send_victim(self), 0);
	self->facts->texts[TEXT_os_release] = bytes_of("ID=x\n", 5);
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	EXPECT_STREQ(self->facts->process.exe, "/opt/program");
	ASSERT_EQ(receive_victim(self), 0);
	EXPECT_STREQ(self->got->process.exe, "/opt/program");
	EXPECT_EQ(self->got->n_fds, 1);

	self->got->process.exe = "";
	crash_capture_done(self->got);
	ASSERT_EQ(handover_receive_facts(self->worker, self->machine), 0);
	facts_merge(self->got, self->machine);
	EXPECT_STREQ(self->got->process.exe, "");
	EXPECT_EQ(self->got->n_fds, 0);
	EXPECT_EQ(self->machine->n_threads, 0);
	EXPECT_EQ(self->got->texts[TEXT_stat].size, 0);
	EXPECT_EQ(self->got->texts[TEXT_os_release].size, 5);
}

TEST_F(handover, facts_that_nobody_wants_are_taken_off_the_socket)
{
	self->facts->texts[TEXT_io] = bytes_of("io", 2);
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	self->facts->texts[TEXT_cpuinfo] = bytes_of("cpu", 3);
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	ASSERT_EQ(handover_receive_facts(self->worker, NULL), 0);
	ASSERT_EQ(handover_receive_facts(self->worker, self->got), 0);
	EXPECT_EQ(self->got->texts[TEXT_io].size, 0);
	EXPECT_EQ(self->got->texts[TEXT_cpuinfo].size, 3);
}

TEST_F(handover, what_comes_out_of_order_is_refused)
{
	ASSERT_EQ(handover_send_facts(self->supervisor, self->facts), 0);
	EXPECT_EQ(receive_victim(self), -EBADMSG);
	EXPECT_EQ(self->received.mem, NO_FD);
	ASSERT_EQ(send_victim(self), 0);
	EXPECT_EQ(handover_receive_facts(self->worker, self->got), -EBADMSG);
}

TEST_F(handover, malformed_facts_leave_the_files)
{
	int fds[11];

	for (size_t i = 0; i < 11; i++)
		fds[i] = file_with("no facts");
	ASSERT_EQ(fd_send(self->supervisor, fds, 11), 0);
	EXPECT_EQ(receive_victim(self), -EBADMSG);
	EXPECT_GE(self->received.mem, 0);
	for (size_t i = 0; i < 11; i++)
		(void)close(fds[i]);
}

TEST_F(handover, a_supervisor_that_is_gone_is_told)
{
	(void)close(self->supervisor);
	self->supervisor = NO_FD;
	EXPECT_EQ(receive_victim(self), -ECONNRESET);
	EXPECT_EQ(handover_receive_facts(self->worker, self->got), -ECONNRESET);
	EXPECT_EQ(handover_send_facts(self->worker, self->facts), -EPIPE);
}

TEST_F(handover, permit)
{
	enum capture_permit permit = CAPTURE_WHOLE;

	ASSERT_EQ(handover_send_permit(self->supervisor, CAPTURE_SMALL), 0);
	ASSERT_EQ(handover_receive_permit(self->worker, &permit), 0);
	EXPECT_EQ(permit, CAPTURE_SMALL);
	ASSERT_EQ(handover_send_permit(self->supervisor, CAPTURE_WHOLE), 0);
	ASSERT_EQ(handover_receive_permit(self->worker, &permit), 0);
	EXPECT_EQ(permit, CAPTURE_WHOLE);
	ASSERT_EQ(shutdown(self->supervisor, SHUT_WR), 0);
	EXPECT_EQ(handover_receive_permit(self->worker, &permit), -ECONNRESET);
}

TEST_HARNESS_MAIN
