/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "lib/elf/core/core_stream.h"

#define LARGE (3U << 20)

FIXTURE(stream)
{
	struct core_stream *stream;
	int pipe[2];
	uint8_t *bytes;
	unsigned int n_waits;
};

FIXTURE_SETUP(stream)
{
	ASSERT_EQ(pipe2(self->pipe, O_CLOEXEC), 0);
	self->stream = malloc(sizeof(*self->stream));
	self->bytes = malloc(LARGE);
	ASSERT_TRUE(self->stream && self->bytes);
	for (size_t i = 0; i < LARGE; i++)
		self->bytes[i] = (uint8_t)(i * 7 >> 2);
	core_stream_init(self->stream, self->pipe[0], deadline_in(30 * NS_PER_SECOND));
}

FIXTURE_TEARDOWN(stream)
{
	(void)close(self->pipe[0]);
	if (self->pipe[1] >= 0)
		(void)close(self->pipe[1]);
	free(self->stream);
	free(self->bytes);
}

static void end_input(FIXTURE_DATA(stream) * self)
{
	(void)close(self->pipe[1]);
	self->pipe[1] = -1;
}

static void *write_large(void *data)
{
	FIXTURE_DATA(stream) *self = data;

	(void)fd_write_full(self->pipe[1], self->bytes, LARGE);
	end_input(self);
	return NULL;
}

TEST_F(stream, bytes_come_in_order_however_large_the_reads)
{
	uint8_t *read = malloc(LARGE);
	pthread_t writer;
	size_t done = 0;

	ASSERT_NE(read, NULL);
	ASSERT_EQ(pthread_create(&writer, NULL, write_large, self), 0);
	for (size_t size = 1; done < LARGE; size = size * 2 + 1) {
		if (size > LARGE - done)
			size = LARGE - done;
		ASSERT_EQ(core_stream_read(self->stream, read + done, size), 0);
		done += size;
		ASSERT_EQ(self->stream->offset, done);
	}
	EXPECT_EQ(memcmp(read, self->bytes, LARGE), 0);
	EXPECT_EQ(core_stream_read(self->stream, read, 1), -ENODATA);
	(void)pthread_join(writer, NULL);
	free(read);
}

TEST_F(stream, skipped_bytes_count)
{
	pthread_t writer;
	uint8_t byte;

	ASSERT_EQ(pthread_create(&writer, NULL, write_large, self), 0);
	EXPECT_EQ(core_stream_skip(self->stream, 0), 0);
	EXPECT_EQ(core_stream_skip(self->stream, LARGE - 1), 0);
	EXPECT_EQ(core_stream_read(self->stream, &byte, 1), 0);
	EXPECT_EQ(byte, self->bytes[LARGE - 1]);
	EXPECT_EQ(self->stream->offset, LARGE);
	EXPECT_EQ(core_stream_skip(self->stream, UINT64_MAX), -ENODATA);
	(void)pthread_join(writer, NULL);
}

TEST_F(stream, an_end_inside_what_is_wanted_is_no_data)
{
	uint8_t read[8];

	ASSERT_EQ(fd_write_full(self->pipe[1], self->bytes, 7), 0);
	end_input(self);
	EXPECT_EQ(core_stream_read(self->stream, read, 8), -ENODATA);
}

TEST_F(stream, a_writer_that_stalls_is_waited_for_until_the_deadline_only)
{
	uint8_t read[8];

	self->stream->deadline = deadline_in(20 * NS_PER_MS);
	ASSERT_EQ(fd_write_full(self->pipe[1], self->bytes, 7), 0);
	EXPECT_EQ(core_stream_read(self->stream, read, 8), -ETIMEDOUT);
	EXPECT_TRUE(deadline_passed(self->stream->deadline));
	EXPECT_EQ(core_stream_read(self->stream, read, 8), -ETIMEDOUT);
}

TEST_F(stream, what_is_there_is_read_even_behind_the_deadline)
{
	uint8_t read[8];

	self->stream->deadline = (struct deadline){ 0 };
	ASSERT_EQ(fd_write_full(self->pipe[1], self->bytes, 8), 0);
	EXPECT_EQ(core_stream_read(self->stream, read, 8), 0);
	EXPECT_EQ(core_stream_read(self->stream, read, 1), -ETIMEDOUT);
}

/* The third time, there is nothing else to do but to end the wait. */
static bool write_at_last(void *userdata)
{
	FIXTURE_DATA(stream) *self = userdata;

	if (self->n_waits++ < 2)
		return true;
	(void)fd_write_full(self->pipe[1], self->bytes, 16);
	return false;
}

TEST_F(stream, something_else_is_done_instead_of_waiting)
{
	uint8_t read[16];

	self->stream->while_waiting = write_at_last;
	self->stream->userdata = self;
	ASSERT_EQ(core_stream_read(self->stream, read, sizeof(read)), 0);
	EXPECT_EQ(memcmp(read, self->bytes, sizeof(read)), 0);
	EXPECT_EQ(self->n_waits, 3);
}

TEST_F(stream, a_closed_descriptor_is_an_error)
{
	uint8_t byte;

	core_stream_init(self->stream, -1, deadline_in(NS_PER_SECOND));
	EXPECT_EQ(core_stream_read(self->stream, &byte, 1), -EBADF);
}

TEST_HARNESS_MAIN
