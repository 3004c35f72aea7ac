/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The streams that are no lists of threads, modules or memory. */
#include "kselftest_harness.h"

#include <elf.h>
#include <signal.h>
#include <string.h>

#include "tests/unit/minidump_view.h"
#include "tests/unit/sample_capture.h"

enum {
	EXCEPTION = 6,
	SYSTEM_INFO = 7,
	HANDLE_DATA = 12,
	MISC_INFO = 15,
	LSB_RELEASE = 0x47670005,
	MAPS = 0x47670009,
	DSO_DEBUG = 0x4767000a,
	ENVIRON = 0x47670007,
	SOFT_ERRORS = 0x4d7a0004,
	SIGINFO = 0x6d640001,
	FATAL_SIGNAL = 0x6d640002,
	PRIVATE_THREADS = 0x6d640003,
	PRIVATE_PROCESS = 0x6d64000d,
	XSTATE = 0x6d64000e,
};

FIXTURE(streams)
{
	struct sample_capture *sample;
	struct crash_capture *capture;
	struct minidump_view view;
};

FIXTURE_SETUP(streams)
{
	self->sample = calloc(1, sizeof(*self->sample));
	ASSERT_NE(NULL, self->sample);
	sample_capture_init(self->sample);
	self->capture = &self->sample->capture;
}

FIXTURE_TEARDOWN(streams)
{
	minidump_view_done(&self->view);
	sample_capture_done(self->sample);
	free(self->sample);
}

static struct bytes write_stream(struct sample_capture *sample, struct minidump_view *view,
				 uint32_t type)
{
	if (minidump_view_write(&sample->capture, &sample->memory.reader, view) < 0)
		return BYTES_NONE;
	return view_stream(view, type);
}

static void put_siginfo(struct sample_capture *sample, int signal, int code, const uint32_t *fields,
			size_t n_fields)
{
	memset(sample->siginfo, 0, sizeof(sample->siginfo));
	memcpy(sample->siginfo, &signal, sizeof(signal));
	memcpy(sample->siginfo + 8, &code, sizeof(code));
	memcpy(sample->siginfo + 16, fields, n_fields * sizeof(*fields));
	sample->capture.fatal.signal = signal;
	sample->capture.fatal.code = code;
}

TEST_F(streams, system_info_says_what_crashed_where)
{
	char csd[64];
	struct bytes info = write_stream(self->sample, &self->view, SYSTEM_INFO);

	ASSERT_EQ(56, info.size);
	EXPECT_EQ(9, part_uint(info, 0, 2));
	EXPECT_EQ(6, part_uint(info, 2, 2));
	EXPECT_EQ(143 << 8 | 8, part_uint(info, 4, 2));
	EXPECT_EQ(255, part_uint(info, 6, 1));
	EXPECT_EQ(6, part_uint(info, 8, 4));
	EXPECT_EQ(1, part_uint(info, 12, 4));
	EXPECT_EQ(42, part_uint(info, 16, 4));
	EXPECT_EQ(0x8201, part_uint(info, 20, 4));
	EXPECT_STREQ("Linux 6.1.42-13-amd64 #1 SMP x86_64",
		     view_string(&self->view, part_uint(info, 24, 4), csd, sizeof(csd)));
	EXPECT_EQ(1ULL << 2 | 1ULL << 3 | 1ULL << 6 | 1ULL << 8 | 1ULL << 10 | 1ULL << 40,
		  part_uint(info, 32, 8));
}

TEST_F(streams, a_fault_has_its_address_and_registers)
{
	struct bytes exception = write_stream(self->sample, &self->view, EXCEPTION);

	ASSERT_EQ(168, exception.size);
	EXPECT_EQ(SAMPLE_TID, part_uint(exception, 0, 4));
	EXPECT_EQ(SIGSEGV, part_uint(exception, 8, 4));
	EXPECT_EQ(SEGV_MAPERR, part_uint(exception, 12, 4));
	EXPECT_EQ(SAMPLE_ADDRESS, part_uint(exception, 24, 8));
	EXPECT_EQ(0, part_uint(exception, 32, 4));
	EXPECT_EQ(SAMPLE_IP, part_uint(view_location(&self->view, exception, 160), 248, 8));
	EXPECT_TRUE(bytes_equal(view_stream(&self->view, SIGINFO), self->sample->siginfo, 128));
	EXPECT_EQ(0, view_count_streams(&self->view, FATAL_SIGNAL));
}

TEST_F(streams, a_sent_signal_has_its_sender_and_no_address)
{
	static const uint32_t fields[] = { 777, 1000 };
	struct bytes exception;

	put_siginfo(self->sample, SIGSEGV, SI_USER, fields, 2);
	exception = write_stream(self->sample, &self->view, EXCEPTION);
	EXPECT_EQ(0, part_uint(exception, 24, 8));
	EXPECT_EQ(3, part_uint(exception, 32, 4));
	EXPECT_EQ(777, part_uint(exception, 40, 8));
	EXPECT_EQ(1000, part_uint(exception, 48, 8));
	EXPECT_EQ(0, part_uint(exception, 56, 8));
}

TEST_F(streams, a_queued_signal_has_its_value)
{
	static const uint32_t fields[] = { 777, 1000, 0x89abcdef, 0x01234567 };
	struct bytes exception;

	put_siginfo(self->sample, SIGABRT, SI_QUEUE, fields, 4);
	exception = write_stream(self->sample, &self->view, EXCEPTION);
	EXPECT_EQ((uint32_t)SI_QUEUE, part_uint(exception, 12, 4));
	EXPECT_EQ(0x0123456789abcdef, part_uint(exception, 56, 8));
}

TEST_F(streams, a_refused_system_call_has_address_and_number)
{
	static const uint32_t fields[] = { 0x1000, 0, 257, 0xc000003e };
	struct bytes exception;

	put_siginfo(self->sample, SIGSYS, 1, fields, 4);
	exception = write_stream(self->sample, &self->view, EXCEPTION);
	EXPECT_EQ(0x1000, part_uint(exception, 24, 8));
	EXPECT_EQ(2, part_uint(exception, 32, 4));
	EXPECT_EQ(257, part_uint(exception, 40, 8));
	EXPECT_EQ(0xc000003e, part_uint(exception, 48, 8));
}

TEST_F(streams, a_signal_of_the_kernel_has_neither)
{
	static const uint32_t fields[] = { 0x1000 };
	struct bytes exception;

	put_siginfo(self->sample, SIGSEGV, SI_KERNEL, fields, 1);
	exception = write_stream(self->sample, &self->view, EXCEPTION);
	EXPECT_EQ(0x80, part_uint(exception, 12, 4));
	EXPECT_EQ(0, part_uint(exception, 24, 8));
	EXPECT_EQ(0, part_uint(exception, 32, 4));
}

TEST_F(streams, the_original_fault_is_the_exception)
{
	struct crash_exception *original = &self->capture->original;
	struct bytes exception, fatal;

	*original = (struct crash_exception){
		.present = true, .tid = SAMPLE_TID, .signal = SIGBUS, .code = BUS_ADRERR
	};
	original->registers.prstatus = bytes_of(self->sample->prstatus[1], SAMPLE_PRSTATUS);
	exception = write_stream(self->sample, &self->view, EXCEPTION);
	EXPECT_EQ(SIGBUS, part_uint(exception, 8, 4));
	EXPECT_EQ(sample_register(1, 16),
		  part_uint(view_location(&self->view, exception, 160), 248, 8));
	fatal = view_stream(&self->view, FATAL_SIGNAL);
	ASSERT_EQ(168, fatal.size);
	EXPECT_EQ(SIGSEGV, part_uint(fatal, 8, 4));
	EXPECT_EQ(SAMPLE_ADDRESS, part_uint(fatal, 24, 8));
}

TEST_F(streams, misc_info_has_times_and_the_layout_of_avx)
{
	struct bytes info = write_stream(self->sample, &self->view, MISC_INFO);

	ASSERT_EQ(1364, info.size);
	EXPECT_EQ(1364, part_uint(info, 0, 4));
	EXPECT_EQ(0x103, part_uint(info, 4, 4));
	EXPECT_EQ(SAMPLE_OTHER_TID, part_uint(info, 8, 4));
	EXPECT_EQ(SAMPLE_TIME - 4000, part_uint(info, 12, 4));
	EXPECT_EQ(3, part_uint(info, 16, 4));
	EXPECT_EQ(1, part_uint(info, 20, 4));
	EXPECT_TRUE(bytes_equal(bytes_of(info.data + 232, 10), "L\0i\0n\0u\0x", 10));
	EXPECT_EQ(528, part_uint(info, 832, 4));
	EXPECT_EQ(0x650, part_uint(info, 836, 4));
	EXPECT_EQ(4 | 1ULL << 63, part_uint(info, 840, 8));
	EXPECT_EQ(0x240, part_uint(info, 848 + 16, 4));
	EXPECT_EQ(256, part_uint(info, 848 + 20, 4));
}

TEST_F(streams, misc_info_without_avx_and_times_is_shorter)
{
	struct bytes info;

	self->sample->xstate[512] = 3;
	self->capture->texts[TEXT_stat] = bytes_of("4240 (a", 7);
	info = write_stream(self->sample, &self->view, MISC_INFO);
	EXPECT_EQ(832, info.size);
	EXPECT_EQ(832, part_uint(info, 0, 4));
	EXPECT_EQ(0x101, part_uint(info, 4, 4));
	EXPECT_EQ(0, view_uint(&self->view, 24, 8));
}

TEST_F(streams, descriptors_have_type_and_target)
{
	char name[32];
	struct bytes handles = write_stream(self->sample, &self->view, HANDLE_DATA);

	ASSERT_EQ(16 + 2 * 32, handles.size);
	EXPECT_EQ(16, part_uint(handles, 0, 4));
	EXPECT_EQ(32, part_uint(handles, 4, 4));
	EXPECT_EQ(2, part_uint(handles, 8, 4));
	EXPECT_STREQ("device", view_string(&self->view, part_uint(handles, 24, 4), name, 32));
	EXPECT_STREQ("/dev/null", view_string(&self->view, part_uint(handles, 28, 4), name, 32));
	EXPECT_EQ(5, part_uint(handles, 48, 8));
	EXPECT_STREQ("socket", view_string(&self->view, part_uint(handles, 56, 4), name, 32));
	EXPECT_STREQ("socket:[77]", view_string(&self->view, part_uint(handles, 60, 4), name, 32));
}

TEST_F(streams, texts_are_verbatim_and_maps_end_with_a_line)
{
	struct bytes maps = write_stream(self->sample, &self->view, MAPS);
	struct bytes release = view_stream(&self->view, LSB_RELEASE);
	struct bytes expected = self->capture->texts[TEXT_os_release];

	EXPECT_EQ('\n', maps.data[maps.size - 1]);
	EXPECT_EQ(strlen("7fffff"), self->capture->texts[TEXT_maps].size - maps.size);
	EXPECT_TRUE(bytes_equal(maps, self->capture->texts[TEXT_maps].data, maps.size));
	EXPECT_EQ(expected.size, release.size);
	EXPECT_TRUE(bytes_equal(release, expected.data, expected.size));
	EXPECT_EQ(0, view_count_streams(&self->view, ENVIRON));
}

TEST_F(streams, the_loaders_list_is_read_from_memory)
{
	char name[64];
	struct bytes debug = write_stream(self->sample, &self->view, DSO_DEBUG);
	uint64_t maps = part_uint(debug, 4, 4);

	ASSERT_EQ(40 + 32, debug.size);
	EXPECT_EQ(1, part_uint(debug, 0, 4));
	EXPECT_EQ(2, part_uint(debug, 8, 4));
	EXPECT_EQ(0x1234, part_uint(debug, 16, 8));
	EXPECT_EQ(SAMPLE_LIBRARY, part_uint(debug, 24, 8));
	EXPECT_EQ(SAMPLE_DYNAMIC, part_uint(debug, 32, 8));
	EXPECT_EQ(DT_DEBUG, part_uint(debug, 40, 8));
	EXPECT_EQ(SAMPLE_LIBRARY, view_uint(&self->view, maps + 24, 8));
	EXPECT_EQ(SAMPLE_LIBRARY + 0x7000, view_uint(&self->view, maps + 40, 8));
	EXPECT_STREQ("/usr/lib/libsample.so.3",
		     view_string(&self->view, view_uint(&self->view, maps + 32, 4), name, 64));
}

TEST_F(streams, a_loaders_list_that_is_a_ring_ends)
{
	const uint64_t first = SAMPLE_DYNAMIC + 0x200;
	struct bytes debug;

	memcpy(self->sample->loader + 0x258, &first, sizeof(first));
	debug = write_stream(self->sample, &self->view, DSO_DEBUG);
	EXPECT_EQ(LIMIT_LINK_MAPS, part_uint(debug, 8, 4));
}

TEST_F(streams, threads_keep_what_contexts_have_no_field_for)
{
	struct bytes threads = write_stream(self->sample, &self->view, PRIVATE_THREADS);

	ASSERT_EQ(2 * 40, threads.size);
	EXPECT_EQ(SAMPLE_TID, part_uint(threads, 0, 4));
	EXPECT_EQ(12, part_uint(threads, 4, 4));
	EXPECT_EQ(REGISTERS_CORE_NOTES, part_uint(threads, 8, 4));
	EXPECT_EQ(sample_register(0, 15), part_uint(threads, 16, 8));
	EXPECT_EQ(sample_register(0, 21), part_uint(threads, 24, 8));
	EXPECT_EQ(sample_register(0, 22), part_uint(threads, 32, 8));
	EXPECT_TRUE(
		bytes_equal(view_stream(&self->view, XSTATE), self->sample->xstate, SAMPLE_XSTATE));
}

TEST_F(streams, the_process_is_pairs_of_text)
{
	struct bytes process = write_stream(self->sample, &self->view, PRIVATE_PROCESS);

	ASSERT_GT(process.size, 0);
	EXPECT_EQ(0, process.data[process.size - 1]);
	EXPECT_NE(NULL, memmem(process.data, process.size, "\0exe=/opt/sample", 17));
	EXPECT_EQ(NULL, memmem(process.data, process.size, "uid=", 4));
}

TEST_F(streams, soft_errors_are_a_json_array)
{
	static const char expected[] = "[{\"code\":\"unreadable\",\"count\":1,\"errno\":13,"
				       "\"subject\":\"mountinfo \\uFFFD\"}]";
	struct bytes errors = write_stream(self->sample, &self->view, SOFT_ERRORS);

	EXPECT_EQ(strlen(expected), errors.size);
	EXPECT_TRUE(bytes_equal(errors, expected, strlen(expected)));
}

TEST_F(streams, without_soft_errors_there_is_no_stream)
{
	self->capture->soft_errors.n_items = 0;
	(void)write_stream(self->sample, &self->view, SOFT_ERRORS);
	EXPECT_NE(0, self->view.file.size);
	EXPECT_EQ(0, view_count_streams(&self->view, SOFT_ERRORS));
}

TEST_HARNESS_MAIN
