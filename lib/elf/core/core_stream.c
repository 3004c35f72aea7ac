/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/elf/core/core_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "lib/base/fd_io.h"

void core_stream_init(struct core_stream *stream, int fd, struct deadline deadline)
{
	int flags = deadline.at_ns == DEADLINE_NEVER.at_ns ? -1 : fcntl(fd, F_GETFL);

	stream->fd = fd;
	stream->deadline = deadline;
	stream->offset = 0;
	stream->begin = stream->end = 0;
	stream->while_waiting = NULL;
	stream->userdata = NULL;
	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

void core_stream_put_back(struct core_stream *stream, struct bytes bytes)
{
	memcpy(stream->buffer, bytes.data, bytes.size);
	stream->begin = 0;
	stream->end = bytes.size;
}

static int wait_for_bytes(const struct core_stream *stream)
{
	struct pollfd fd = { .fd = stream->fd, .events = POLLIN };
	int r = poll(&fd, 1, deadline_left_ms(stream->deadline));

	if (r < 0)
		return errno == EINTR ? 0 : -errno;
	return r == 0 ? -ETIMEDOUT : 0;
}

static int fill_buffer(struct core_stream *stream)
{
	for (;;) {
		ssize_t count = fd_read_some(stream->fd, stream->buffer, sizeof(stream->buffer));
		int r;

		if (count > 0) {
			stream->begin = 0;
			stream->end = (size_t)count;
			return 0;
		}
		if (count == 0)
			return -ENODATA;
		if (count != -EAGAIN)
			return (int)count;
		if (stream->while_waiting && stream->while_waiting(stream->userdata))
			continue;
		r = wait_for_bytes(stream);
		if (r < 0)
			return r;
	}
}

/* Takes size bytes off the stream, into to unless that is NULL. */
static int take(struct core_stream *stream, uint8_t *to, uint64_t size)
{
	while (size > 0) {
		size_t step = stream->end - stream->begin;

		if (step == 0) {
			int r = fill_buffer(stream);

			if (r < 0)
				return r;
			continue;
		}
		step = step < size ? step : (size_t)size;
		if (to) {
			memcpy(to, stream->buffer + stream->begin, step);
			to += step;
		}
		stream->begin += step;
		stream->offset += step;
		size -= step;
	}
	return 0;
}

int core_stream_read(struct core_stream *stream, void *to, size_t size)
{
	return take(stream, to, size);
}

int core_stream_skip(struct core_stream *stream, uint64_t size)
{
	return take(stream, NULL, size);
}
