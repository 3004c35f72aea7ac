/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Documents that no writer of ours makes: whole frames with odd or hostile content. */
#include "kselftest_harness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/idump/idump_sections.h"
#include "tests/unit/opened_idump.h"
#include "tests/unit/sample_idump.h"

FIXTURE(document)
{
	struct idump_writer writer;
	struct byte_buffer file;
	struct opened_idump opened;
};

static void start(struct idump_writer *writer, enum idump_key key)
{
	idump_writer_next_property(writer);
	idump_put_mark(writer, key, IDUMP_MAP_START);
}

static void end(struct idump_writer *writer, enum idump_key key)
{
	idump_put_mark(writer, key, IDUMP_MAP_END);
}

static void put_process(struct idump_writer *writer, uint32_t pid)
{
	start(writer, IDUMP_KEY_process);
	idump_put_uint(writer, IDUMP_KEY_pid, pid);
	end(writer, IDUMP_KEY_process);
}

static void put_thread(struct idump_writer *writer, uint32_t tid)
{
	start(writer, IDUMP_KEY_thread);
	idump_put_uint(writer, IDUMP_KEY_tid, tid);
	end(writer, IDUMP_KEY_thread);
}

static void put_memory(struct idump_writer *writer, uint64_t address, const char *bytes)
{
	start(writer, IDUMP_KEY_memory);
	idump_put_uint(writer, IDUMP_KEY_memory_start, address);
	idump_put_uint(writer, IDUMP_KEY_memory_kind, MEMORY_STACK);
	idump_put_bytes(writer, IDUMP_KEY_memory_bytes, bytes_of(bytes, strlen(bytes)));
	end(writer, IDUMP_KEY_memory);
}

static void put_text_chunk(struct idump_writer *writer, uint64_t kind, uint64_t offset,
			   const char *text)
{
	start(writer, IDUMP_KEY_text);
	idump_put_uint(writer, IDUMP_KEY_text_kind, kind);
	idump_put_uint(writer, IDUMP_KEY_text_offset, offset);
	idump_put_text(writer, IDUMP_KEY_text_bytes, text);
	end(writer, IDUMP_KEY_text);
}

/* Bytes of the document that are no items. */
static void put_raw(struct idump_writer *writer, const char *hex)
{
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		byte_buffer_put_u8(&writer->frame, (uint8_t)byte);
}

FIXTURE_SETUP(document)
{
	idump_writer_begin(&self->writer);
	put_process(&self->writer, 5);
}

FIXTURE_TEARDOWN(document)
{
	opened_idump_done(&self->opened);
	byte_buffer_done(&self->file);
}

static struct crash_capture *open_document(FIXTURE_DATA(document) * self)
{
	self->file = BYTE_BUFFER_INIT;
	if (idump_writer_end(&self->writer, &self->file) < 0)
		abort();
	self->opened = opened_idump_of(self->file.data, self->file.size);
	return self->opened.capture;
}

static struct crash_capture *end_document(FIXTURE_DATA(document) * self)
{
	idump_put_mark(&self->writer, IDUMP_KEY_identity, IDUMP_END);
	return open_document(self);
}

static uint64_t count_malformed(const struct opened_idump *opened)
{
	return opened_idump_count(opened, SOFT_ERROR_dump_damaged, "item");
}

TEST_F(document, what_is_not_said_is_not_known)
{
	const struct crash_capture *capture = end_document(self);

	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->soft_errors.n_items, 0);
	EXPECT_EQ(capture->process.pid, 5);
	EXPECT_FALSE(capture->process.has_ids);
	EXPECT_EQ(capture->process.dumpable, -1);
	EXPECT_STREQ(capture->process.exe, "");
	EXPECT_STREQ(capture->system.kernel_release, "");
	EXPECT_FALSE(capture->fatal.present);
	EXPECT_FALSE(capture->identity_verified);
	EXPECT_FALSE(capture->readable_by_owner);
	EXPECT_FALSE(capture->complete);
	EXPECT_NE(idump_reader_memory(self->opened.reader), NULL);
}

TEST_F(document, unknown_keys_and_types_are_skipped_everywhere)
{
	struct idump_writer *writer = &self->writer;
	const struct crash_capture *capture;

	idump_put_uint(writer, (enum idump_key)60000, 1);
	idump_put_mark(writer, (enum idump_key)60001, (enum idump_type)99);
	start(writer, (enum idump_key)60002);
	put_thread(writer, 666);
	end(writer, (enum idump_key)60002);
	idump_put_mark(writer, (enum idump_key)60003, IDUMP_ARRAY_START);
	put_thread(writer, 667);
	idump_put_mark(writer, (enum idump_key)60003, IDUMP_ARRAY_END);
	start(writer, IDUMP_KEY_thread);
	idump_put_text(writer, (enum idump_key)60004, "later");
	idump_put_mark(writer, (enum idump_key)60005, (enum idump_type)99);
	put_thread(writer, 668);
	idump_put_uint(writer, IDUMP_KEY_tid, 7);
	end(writer, IDUMP_KEY_thread);
	capture = end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->soft_errors.n_items, 0);
	ASSERT_EQ(capture->n_threads, 1);
	EXPECT_EQ(capture->threads[0].tid, 7);
}

TEST_F(document, a_value_of_the_wrong_type_is_not_there)
{
	struct idump_writer *writer = &self->writer;
	const struct crash_capture *capture;

	start(writer, IDUMP_KEY_process);
	idump_put_uint(writer, IDUMP_KEY_pid, 6);
	idump_put_text(writer, IDUMP_KEY_uid, "root");
	idump_put_bytes(writer, IDUMP_KEY_gid, bytes_of("\0\0\0\0\0\0\0\0", 8));
	idump_put_uint(writer, IDUMP_KEY_exe, 1);
	put_raw(writer, "6b00010004000000ffffffff"); /* dumpable, a number of 4 bytes */
	end(writer, IDUMP_KEY_process);
	put_raw(writer,
		"010001000200000001003e00"); /* machine, a number of 2 bytes; then rubbish */
	capture = open_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->process.pid, 6);
	EXPECT_FALSE(capture->process.has_ids);
	EXPECT_STREQ(capture->process.exe, "");
	EXPECT_EQ(capture->process.dumpable, -1);
	EXPECT_EQ(capture->machine, 0);
	EXPECT_EQ(count_malformed(&self->opened), 1);
}

TEST_F(document, long_names_are_cut)
{
	struct idump_writer *writer = &self->writer;
	const struct crash_capture *capture;

	start(writer, IDUMP_KEY_thread);
	idump_put_text(writer, IDUMP_KEY_name, "a name of more than fifteen letters");
	end(writer, IDUMP_KEY_thread);
	start(writer, IDUMP_KEY_thread);
	idump_put_bytes(writer, IDUMP_KEY_name, bytes_of("a\0b", 3));
	end(writer, IDUMP_KEY_thread);
	capture = end_document(self);
	ASSERT_EQ(capture->n_threads, 2);
	EXPECT_STREQ(capture->threads[0].name, "a name of more ");
	EXPECT_STREQ(capture->threads[1].name, "a");
}

TEST_F(document, of_two_processes_the_last_counts)
{
	const struct crash_capture *capture;

	put_process(&self->writer, 6);
	capture = end_document(self);
	EXPECT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->process.pid, 6);
}

TEST_F(document, without_a_process_there_is_no_dump)
{
	byte_buffer_truncate(&self->writer.frame, 0);
	put_thread(&self->writer, 1);
	(void)end_document(self);
	EXPECT_EQ(self->opened.result, -EBADMSG);
}

TEST_F(document, a_process_whose_number_nobody_knew_is_one)
{
	byte_buffer_truncate(&self->writer.frame, 0);
	put_process(&self->writer, 0);
	(void)end_document(self);
	EXPECT_EQ(self->opened.result, 0);
}

TEST_F(document, of_overlapping_memory_the_first_counts)
{
	struct idump_writer *writer = &self->writer;
	const struct crash_capture *capture;
	char read[13] = "";

	put_memory(writer, 0x1004, "BBBB");
	put_memory(writer, 0x1000, "AAAAAAAAAAAA");
	put_memory(writer, 0x1002, "CCC");
	capture = end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(memory_plan_bytes(&capture->memory), 12);
	EXPECT_EQ(memory_read(idump_reader_memory(self->opened.reader), 0x1000, read, 13), 12);
	EXPECT_STREQ(read, "AAAABBBBAAAA");
}

TEST_F(document, memory_must_have_bytes_and_end_in_the_address_space)
{
	static const uint64_t starts[] = { UINT64_MAX, UINT64_MAX - 2 };
	const struct crash_capture *capture;

	put_memory(&self->writer, UINT64_MAX - 4, "last");
	for (size_t i = 0; i < 2; i++) {
		(void)idump_writer_flush(&self->writer);
		put_memory(&self->writer, starts[i], "over");
	}
	(void)idump_writer_flush(&self->writer);
	put_memory(&self->writer, 0x1000, "");
	(void)idump_writer_flush(&self->writer);
	start(&self->writer, IDUMP_KEY_memory);
	end(&self->writer, IDUMP_KEY_memory);
	capture = open_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->memory.n_ranges, 1);
	EXPECT_EQ(count_malformed(&self->opened), 4);
}

TEST_F(document, more_ranges_than_the_limit_are_counted)
{
	const struct crash_capture *capture;

	for (uint32_t i = 0; i < LIMIT_MEMORY_RANGES + 3; i++)
		put_memory(&self->writer, 0x1000 + 2 * i, "x");
	capture = end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->memory.n_ranges, LIMIT_MEMORY_RANGES);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_too_many, "memory ranges"), 3);
}

TEST_F(document, a_text_goes_on_only_where_it_ended)
{
	struct idump_writer *writer = &self->writer;
	const struct crash_capture *capture;

	put_text_chunk(writer, TEXT_maps, 0, "first ");
	put_text_chunk(writer, TEXT_status, 0, "Name");
	put_text_chunk(writer, TEXT_maps, 6, "second ");
	put_text_chunk(writer, TEXT_maps, 20, "fourth");
	put_text_chunk(writer, TEXT_status, 0, "again");
	put_text_chunk(writer, TEXT_END_, 0, "of a later version");
	put_text_chunk(writer, 1ULL << 32 | TEXT_io, 0, "of a later version");
	put_text_chunk(writer, 0, 0, "none");
	capture = end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	ASSERT_EQ(capture->texts[TEXT_maps].size, 13);
	EXPECT_EQ(memcmp(capture->texts[TEXT_maps].data, "first second ", 13), 0);
	EXPECT_EQ(capture->texts[TEXT_status].size, 4);
	EXPECT_EQ(capture->texts[TEXT_io].size, 0);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_dump_damaged, "maps"), 1);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_dump_damaged, "status"), 1);
	EXPECT_EQ(capture->soft_errors.n_items, 2);
}

TEST_F(document, a_text_over_its_limit_is_cut)
{
	char *chunk = malloc(65536);
	const struct crash_capture *capture;

	ASSERT_NE(chunk, NULL);
	memset(chunk, 'x', 65535);
	chunk[65535] = '\0';
	put_text_chunk(&self->writer, TEXT_status, 0, chunk);
	put_text_chunk(&self->writer, TEXT_status, 65535, "12345");
	capture = end_document(self);
	EXPECT_EQ(capture->texts[TEXT_status].size, LIMIT_SMALL_TEXT);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_too_large, "status"), 4);
	free(chunk);
}

TEST_F(document, soft_errors_of_many_sections_add_up)
{
	struct idump_writer *writer = &self->writer;
	struct soft_errors *errors = calloc(1, sizeof(*errors));

	ASSERT_NE(errors, NULL);
	soft_errors_add_count(errors, SOFT_ERROR_unreadable, "maps", 13, 2);
	idump_write_soft_errors(writer, errors);
	idump_write_soft_errors(writer, errors);
	start(writer, IDUMP_KEY_soft_errors);
	idump_put_uint(writer, IDUMP_KEY_soft_error_code, 4000000000);
	idump_put_uint(writer, IDUMP_KEY_soft_error_errno, 0x80000000);
	idump_put_uint(writer, IDUMP_KEY_soft_error_count, UINT64_MAX);
	end(writer, IDUMP_KEY_soft_errors);
	(void)end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_unreadable, "maps"), 4);
	EXPECT_EQ(self->opened.capture->soft_errors.n_items, 2);
	EXPECT_STREQ(soft_error_name(self->opened.capture->soft_errors.items[1].code), "unknown");
	free(errors);
}

TEST_F(document, soft_errors_that_had_no_room_are_counted)
{
	struct soft_errors *errors = calloc(1, sizeof(*errors));
	char subject[16];

	ASSERT_NE(errors, NULL);
	for (unsigned int i = 0; i < LIMIT_SOFT_ERRORS + 7; i++) {
		(void)snprintf(subject, sizeof(subject), "%u", i);
		soft_errors_add(errors, SOFT_ERROR_unreadable, subject, 0);
	}
	idump_write_soft_errors(&self->writer, errors);
	(void)end_document(self);
	EXPECT_EQ(self->opened.capture->soft_errors.n_items, LIMIT_SOFT_ERRORS);
	EXPECT_EQ(self->opened.capture->soft_errors.n_dropped, 7);
	free(errors);
}

TEST_F(document, deep_nesting_is_no_recursion)
{
	const struct crash_capture *capture;

	for (unsigned int i = 0; i < 14000; i++)
		idump_put_mark(&self->writer, (enum idump_key)60000, IDUMP_MAP_START);
	for (unsigned int i = 0; i < 14000; i++)
		idump_put_mark(&self->writer, (enum idump_key)60000, IDUMP_MAP_END);
	put_thread(&self->writer, 7);
	capture = end_document(self);
	EXPECT_EQ(capture->n_threads, 1);
	EXPECT_EQ(capture->soft_errors.n_items, 0);
}

struct malformed_case {
	const char *what, *hex;
};

TEST_F(document, a_malformed_item_costs_the_rest_of_its_frame_only)
{
	static const struct malformed_case cases[] = {
		{ "a head that is cut off", "2c0101" },
		{ "a value that is cut off", "2c0102000400000001" },
		{ "a size of 4 GiB", "2c010200ffffffff" },
		{ "a map that does not end", "2c01040000000000" },
		{ "an unknown map that does not end", "60ea040000000000" },
		{ "an array that does not end", "60ea060000000000" },
		{ "the end of a map that did not start", "2c01050000000000" },
		{ "the end of an array that did not start", "2c01070000000000" },
		{ "a map that ends as an array", "2c010400000000002c01070000000000" },
		{ "the document's end in a map", "2c01040000000000e803080000000000" },
		{ "a map in a map that does not end", "2c0104000000000060ea040000000000" },
	};
	const size_t n_cases = sizeof(cases) / sizeof(cases[0]);
	const struct crash_capture *capture;

	for (size_t i = 0; i < n_cases; i++) {
		put_thread(&self->writer, 1);
		put_raw(&self->writer, cases[i].hex);
		(void)idump_writer_flush(&self->writer);
	}
	put_thread(&self->writer, 2);
	capture = end_document(self);
	ASSERT_EQ(self->opened.result, 0);
	EXPECT_EQ(count_malformed(&self->opened), n_cases);
	EXPECT_EQ(capture->n_threads, n_cases + 1);
	EXPECT_EQ(capture->threads[n_cases].tid, 2);
}

TEST_F(document, behind_the_end_only_soft_errors_are_taken)
{
	struct soft_errors *errors = calloc(1, sizeof(*errors));
	const struct crash_capture *capture;

	ASSERT_NE(errors, NULL);
	soft_errors_add(errors, SOFT_ERROR_worker_died, "worker", 0);
	idump_put_mark(&self->writer, IDUMP_KEY_identity, IDUMP_END);
	(void)idump_writer_flush(&self->writer);
	idump_write_soft_errors(&self->writer, errors);
	(void)idump_writer_flush(&self->writer);
	put_process(&self->writer, 666);
	capture = open_document(self);
	EXPECT_EQ(self->opened.result, 0);
	EXPECT_EQ(capture->process.pid, 5);
	EXPECT_EQ(opened_idump_count(&self->opened, SOFT_ERROR_worker_died, "worker"), 1);
	EXPECT_EQ(count_malformed(&self->opened), 1);
	free(errors);
}

static void seal_header(struct byte_buffer *file)
{
	uint32_t checksum = idump_header_checksum(file->data);

	memcpy(file->data + IDUMP_CHECKSUM_AT, &checksum, sizeof(checksum));
}

TEST_F(document, a_later_format_is_read_unless_it_says_that_it_cannot_be)
{
	struct opened_idump later;

	(void)end_document(self);
	self->file.data[16] = 9;
	seal_header(&self->file);
	later = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(later.result, 0);
	opened_idump_done(&later);
	self->file.data[18] = 2;
	seal_header(&self->file);
	later = opened_idump_of(self->file.data, self->file.size);
	EXPECT_EQ(later.result, -EPROTONOSUPPORT);
	opened_idump_done(&later);
}

TEST_F(document, other_files_are_refused)
{
	static const char *const files[] = { "",
					     "\x7f"
					     "ELF",
					     "MDMP" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct opened_idump other = opened_idump_of(files[i], strlen(files[i]));

		EXPECT_EQ(other.result, -EBADMSG);
		EXPECT_EQ(other.reader, NULL);
		opened_idump_done(&other);
	}
	(void)end_document(self);
}

TEST_F(document, a_pipe_is_refused)
{
	struct idump_reader *reader = NULL;
	int pipes[2];

	ASSERT_EQ(pipe(pipes), 0);
	EXPECT_EQ(idump_reader_open(pipes[0], end_document(self), &reader), -ESPIPE);
	(void)close(pipes[0]);
	(void)close(pipes[1]);
}

TEST_HARNESS_MAIN
