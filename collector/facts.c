/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/facts.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/byte_buffer.h"
#include "lib/base/byte_reader.h"
#include "lib/base/checked_math.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"

#define FACTS_MAX (64 * MIB)

enum fact_kind {
	FACT_EXE = 1,
	FACT_CWD,
	FACT_ROOT,
	FACT_TEXT,	/* number: enum capture_text */
	FACT_NAMESPACE, /* bytes: name, NUL, target */
	FACT_FD,	/* number: the descriptor */
	FACT_THREAD,	/* number: the tid; bytes: u32 tid in its own pid namespace, name */
	FACT_BOOT_ID,
	FACT_SOFT_ERROR, /* number: the code; bytes: u32 errno, u64 count, subject */
	FACT_DROPPED,	 /* bytes: u64, soft errors over their limit */
};

static void put_fact(struct byte_buffer *facts, enum fact_kind kind, uint32_t number,
		     struct bytes bytes)
{
	byte_buffer_put_u32(facts, kind);
	byte_buffer_put_u32(facts, number);
	byte_buffer_put_u32(facts, (uint32_t)bytes.size);
	byte_buffer_put(facts, bytes.data, bytes.size);
}

static void put_text(struct byte_buffer *facts, enum fact_kind kind, uint32_t number,
		     const char *text)
{
	size_t length = strlen(text);

	if (length > 0)
		put_fact(facts, kind, number, bytes_of(text, length));
}

static void put_namespace(struct byte_buffer *facts, const struct capture_namespace *item)
{
	size_t name = strlen(item->name) + 1, target = strlen(item->target);

	byte_buffer_put_u32(facts, FACT_NAMESPACE);
	byte_buffer_put_u32(facts, 0);
	byte_buffer_put_u32(facts, (uint32_t)(name + target));
	byte_buffer_put(facts, item->name, name);
	byte_buffer_put(facts, item->target, target);
}

static void put_thread(struct byte_buffer *facts, const struct capture_thread *item)
{
	size_t name = strlen(item->name);

	byte_buffer_put_u32(facts, FACT_THREAD);
	byte_buffer_put_u32(facts, item->tid);
	byte_buffer_put_u32(facts, (uint32_t)(4 + name));
	byte_buffer_put_u32(facts, item->ns_tid);
	byte_buffer_put(facts, item->name, name);
}

static void put_soft_error(struct byte_buffer *facts, const struct soft_error *item)
{
	size_t subject = strlen(item->subject);

	byte_buffer_put_u32(facts, FACT_SOFT_ERROR);
	byte_buffer_put_u32(facts, item->code);
	byte_buffer_put_u32(facts, (uint32_t)(4 + 8 + subject));
	byte_buffer_put_u32(facts, (uint32_t)item->error);
	byte_buffer_put_u64(facts, item->count);
	byte_buffer_put(facts, item->subject, subject);
}

static void put_dropped(struct byte_buffer *facts, uint64_t count)
{
	if (count == 0)
		return;
	byte_buffer_put_u32(facts, FACT_DROPPED);
	byte_buffer_put_u32(facts, 0);
	byte_buffer_put_u32(facts, 8);
	byte_buffer_put_u64(facts, count);
}

static void put_facts(struct byte_buffer *facts, const struct crash_capture *capture)
{
	put_text(facts, FACT_EXE, 0, capture->process.exe);
	put_text(facts, FACT_CWD, 0, capture->process.cwd);
	put_text(facts, FACT_ROOT, 0, capture->process.root);
	put_text(facts, FACT_BOOT_ID, 0, capture->clocks.boot_id);
	for (uint32_t i = 0; i < TEXT_END_; i++)
		if (capture->texts[i].size > 0)
			put_fact(facts, FACT_TEXT, i, capture->texts[i]);
	for (size_t i = 0; i < capture->n_namespaces; i++)
		put_namespace(facts, &capture->namespaces[i]);
	for (size_t i = 0; i < capture->n_fds; i++)
		put_fact(facts, FACT_FD, (uint32_t)capture->fds[i].fd,
			 bytes_of(capture->fds[i].target, strlen(capture->fds[i].target)));
	for (size_t i = 0; i < capture->n_threads; i++)
		put_thread(facts, &capture->threads[i]);
	for (size_t i = 0; i < capture->soft_errors.n_items; i++)
		put_soft_error(facts, &capture->soft_errors.items[i]);
	put_dropped(facts, capture->soft_errors.n_dropped);
}

int facts_write(const struct crash_capture *capture, int *ret_fd)
{
	_cleanup_(byte_buffer_done) struct byte_buffer facts = BYTE_BUFFER_INIT;
	_cleanup_close_ int fd = memfd_create("facts", MFD_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	put_facts(&facts, capture);
	r = byte_buffer_error(&facts);
	if (r == 0)
		r = fd_write_full(fd, facts.data, facts.size);
	if (r < 0)
		return r;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	*ret_fd = take_fd(&fd);
	return 0;
}

static int take_link(struct crash_capture *capture, struct bytes bytes, const char **ret_target)
{
	const char *copy = pool_copy_text(&capture->pool, bytes.data, bytes.size);

	if (!copy)
		return -ENOMEM;
	*ret_target = copy;
	return 0;
}

static int take_text(struct crash_capture *capture, uint32_t number, struct bytes bytes)
{
	uint8_t *copy;

	if (number >= TEXT_END_)
		return -EBADMSG;
	copy = pool_copy(&capture->pool, bytes.data, bytes.size);
	if (!copy)
		return -ENOMEM;
	capture->texts[number] = bytes_of(copy, bytes.size);
	return 0;
}

static int take_namespace(struct crash_capture *capture, struct bytes bytes)
{
	const char *copy = pool_copy(&capture->pool, bytes.data, bytes.size);
	const char *end = copy ? memchr(copy, '\0', bytes.size) : NULL;
	struct capture_namespace item = { .name = copy };
	int r;

	if (!copy)
		return -ENOMEM;
	if (!end)
		return -EBADMSG;
	r = take_link(capture, bytes_of(end + 1, bytes.size - (size_t)(end + 1 - copy)),
		      &item.target);
	return r < 0 ? r : crash_capture_add_namespace(capture, &item);
}

static int take_fd_target(struct crash_capture *capture, uint32_t number, struct bytes bytes)
{
	struct capture_fd item = { .fd = (int)number };
	int r = item.fd < 0 ? -EBADMSG : take_link(capture, bytes, &item.target);

	return r < 0 ? r : crash_capture_add_fd(capture, &item);
}

static int take_thread(struct crash_capture *capture, uint32_t tid, struct bytes bytes)
{
	struct byte_reader reader = byte_reader_of(bytes);
	struct capture_thread item = { .tid = tid, .ns_tid = byte_reader_u32(&reader) };
	struct bytes name = byte_reader_take(&reader, byte_reader_left(&reader));

	if (byte_reader_failed(&reader) || name.size >= sizeof(item.name))
		return -EBADMSG;
	memcpy(item.name, name.data, name.size);
	return crash_capture_add_thread(capture, &item);
}

static int take_boot_id(struct crash_capture *capture, struct bytes bytes)
{
	if (bytes.size >= sizeof(capture->clocks.boot_id))
		return -EBADMSG;
	memcpy(capture->clocks.boot_id, bytes.data, bytes.size);
	return 0;
}

static int take_soft_error(struct crash_capture *capture, uint32_t code, struct bytes bytes)
{
	struct byte_reader reader = byte_reader_of(bytes);
	int error = (int)byte_reader_u32(&reader);
	uint64_t count = byte_reader_u64(&reader);
	struct bytes rest = byte_reader_take(&reader, byte_reader_left(&reader));
	char subject[64] = "";

	if (byte_reader_failed(&reader) || error < 0 || rest.size >= sizeof(subject))
		return -EBADMSG;
	memcpy(subject, rest.data, rest.size);
	soft_errors_add_count(&capture->soft_errors, (enum soft_error_code)code, subject, error,
			      count);
	return 0;
}

static int take_dropped(struct crash_capture *capture, struct bytes bytes)
{
	struct byte_reader reader = byte_reader_of(bytes);
	uint64_t *total = &capture->soft_errors.n_dropped, count = byte_reader_u64(&reader);

	if (byte_reader_failed(&reader))
		return -EBADMSG;
	*total = saturating_add_u64(*total, count);
	return 0;
}

static int take_fact(struct crash_capture *capture, uint32_t kind, uint32_t number,
		     struct bytes bytes)
{
	switch ((enum fact_kind)kind) {
	case FACT_EXE:
		return take_link(capture, bytes, &capture->process.exe);
	case FACT_CWD:
		return take_link(capture, bytes, &capture->process.cwd);
	case FACT_ROOT:
		return take_link(capture, bytes, &capture->process.root);
	case FACT_TEXT:
		return take_text(capture, number, bytes);
	case FACT_NAMESPACE:
		return take_namespace(capture, bytes);
	case FACT_FD:
		return take_fd_target(capture, number, bytes);
	case FACT_THREAD:
		return take_thread(capture, number, bytes);
	case FACT_BOOT_ID:
		return take_boot_id(capture, bytes);
	case FACT_SOFT_ERROR:
		return take_soft_error(capture, number, bytes);
	case FACT_DROPPED:
		return take_dropped(capture, bytes);
	}
	return -EBADMSG;
}

int facts_read(int fd, struct crash_capture *capture)
{
	_cleanup_(byte_buffer_done) struct byte_buffer facts = BYTE_BUFFER_INIT;
	struct byte_reader reader;
	int r = fd_read_to_end(fd, FACTS_MAX, &facts);

	if (r < 0)
		return r;
	reader = byte_reader_of(byte_buffer_bytes(&facts));
	while (byte_reader_left(&reader) > 0) {
		uint32_t kind = byte_reader_u32(&reader);
		uint32_t number = byte_reader_u32(&reader);
		struct bytes bytes = byte_reader_take(&reader, byte_reader_u32(&reader));

		if (byte_reader_failed(&reader))
			return -EBADMSG;
		r = take_fact(capture, kind, number, bytes);
		if (r < 0 && r != -E2BIG)
			return r;
	}
	return 0;
}

void facts_merge(struct crash_capture *capture, const struct crash_capture *facts)
{
	for (size_t i = 0; i < facts->n_fds; i++)
		(void)crash_capture_add_fd(capture, &facts->fds[i]);
	for (size_t i = 0; i < facts->n_namespaces; i++)
		(void)crash_capture_add_namespace(capture, &facts->namespaces[i]);
	for (size_t i = 0; i < TEXT_END_; i++)
		if (facts->texts[i].size > 0)
			capture->texts[i] = facts->texts[i];
	if (facts->clocks.boot_id[0])
		memcpy(capture->clocks.boot_id, facts->clocks.boot_id,
		       sizeof(capture->clocks.boot_id));
	for (size_t i = 0; i < facts->soft_errors.n_items; i++) {
		const struct soft_error *item = &facts->soft_errors.items[i];

		soft_errors_add_count(&capture->soft_errors, item->code, item->subject, item->error,
				      item->count);
	}
	capture->soft_errors.n_dropped =
		saturating_add_u64(capture->soft_errors.n_dropped, facts->soft_errors.n_dropped);
}
