/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <elf.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "converter/extra.h"
#include "lib/base/cleanup.h"
#include "lib/base/fd_io.h"
#include "lib/store/extra_keys.h"

static struct bytes bytes_of_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

static struct crash_capture *capture_new(void)
{
	struct crash_capture *capture = calloc(1, sizeof(*capture));

	crash_capture_init(capture);
	capture->elf_class = ELFCLASS64;
	capture->machine = EM_X86_64;
	return capture;
}

static void capture_free(struct crash_capture *capture)
{
	crash_capture_done(capture);
	free(capture);
}

/* The text of the .extra file; the caller's to free. */
static char *extra_text(const struct crash_capture *capture, const struct extra_report *report)
{
	_cleanup_close_ int fd = memfd_create("extra", MFD_CLOEXEC);
	struct byte_buffer text = BYTE_BUFFER_INIT;

	if (extra_write(capture, report, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0 ||
	    fd_read_to_end(fd, 1 << 20, &text) < 0)
		abort();
	byte_buffer_put_u8(&text, '\0');
	return (char *)text.data;
}

static json_t *extra_of(const struct crash_capture *capture)
{
	const struct extra_report report = { .id = "ID" };
	_cleanup_free_ char *text = extra_text(capture, &report);

	return json_loads(text, 0, NULL);
}

static const char *value_of(const json_t *extra, const char *key)
{
	const char *value = json_string_value(json_object_get(extra, key));

	return value ? value : "(absent)";
}

TEST(an_empty_capture_gives_a_small_report)
{
	static const char expected[] =
		"{\"ProcessType\":\"main\",\"Architecture\":\"x86_64\",\"ThreadCount\":\"0\","
		"\"ModuleCount\":\"0\",\"MemoryBytes\":\"0\",\"SoftErrors\":\"[]\","
		"\"CaptureComplete\":\"0\",\"NoDumpReason\":\"no such luck\","
		"\"Generator\":\"minidumpd ";
	const struct extra_report report = { .id = "", .no_dump_reason = "no such luck" };
	struct crash_capture *capture = capture_new();
	_cleanup_free_ char *text = extra_text(capture, &report);

	EXPECT_EQ(0, strncmp(text, expected, strlen(expected)))
	{
		TH_LOG("%s", text);
	}
	EXPECT_STREQ("\"}\n", strrchr(text, '\0') - 3);
	capture_free(capture);
}

TEST(who_crashed_and_when)
{
	struct crash_capture *capture = capture_new();
	json_t *extra;

	capture->process = (struct capture_process){ .pid = 812,
						     .ns_pid = 7,
						     .crashing_tid = 813,
						     .ns_crashing_tid = 813,
						     .uid = 1000,
						     .gid = 0,
						     .has_ids = true,
						     .policy = "mine",
						     .comm = "some thr\xff",
						     .exe = "/usr/bin/some thing (deleted)",
						     .cwd = "/tmp",
						     .root = "/" };
	capture->clocks.realtime_ns = 1700000000123456789ULL;
	capture->clocks.boottime_ns = 5000000000ULL;
	capture->system.clock_ticks = 100;
	capture->texts[TEXT_stat] =
		bytes_of_text("812 (a) S 1) R 42 0 0 0 0 0 0 0 0 0 0 0 0 0 20 0 1 0 375 0\n");
	capture->texts[TEXT_cmdline] = bytes_of("thing\0a b", 10);
	capture->texts[TEXT_cgroup] = bytes_of_text("0::/system.slice/thing.service\n");
	extra = extra_of(capture);
	EXPECT_STREQ("ID", value_of(extra, EXTRA_REPORT_ID));
	EXPECT_STREQ("1700000000", value_of(extra, EXTRA_CRASH_TIME));
	EXPECT_STREQ("1700000000123456789", value_of(extra, EXTRA_CRASH_TIME_NS));
	EXPECT_STREQ("1.250", value_of(extra, EXTRA_UPTIME));
	EXPECT_STREQ("812", value_of(extra, EXTRA_PID));
	EXPECT_STREQ("813", value_of(extra, EXTRA_TID));
	EXPECT_STREQ("7", value_of(extra, EXTRA_NS_PID));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_NS_TID));
	EXPECT_STREQ("42", value_of(extra, EXTRA_PARENT_PID));
	EXPECT_STREQ("1000", value_of(extra, EXTRA_UID));
	EXPECT_STREQ("0", value_of(extra, EXTRA_GID));
	EXPECT_STREQ("/usr/bin/some thing (deleted)", value_of(extra, EXTRA_EXE));
	EXPECT_STREQ("some thing", value_of(extra, EXTRA_PRODUCT_NAME));
	EXPECT_STREQ("some thr\xef\xbf\xbd", value_of(extra, EXTRA_COMM));
	EXPECT_STREQ("mine", value_of(extra, EXTRA_POLICY));
	EXPECT_STREQ("thing 'a b'", value_of(extra, EXTRA_COMMAND_LINE));
	EXPECT_STREQ("/tmp", value_of(extra, EXTRA_CWD));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_ROOT));
	EXPECT_STREQ("/system.slice/thing.service", value_of(extra, EXTRA_CGROUP));
	EXPECT_STREQ("thing.service", value_of(extra, EXTRA_UNIT));
	json_decref(extra);
	capture_free(capture);
}

static void set_fatal(struct crash_capture *capture, const siginfo_t *info)
{
	capture->fatal = (struct crash_exception){ .present = true,
						   .tid = 5,
						   .signal = info->si_signo,
						   .code = info->si_code,
						   .siginfo = bytes_of(info, sizeof(*info)) };
}

TEST(a_fault_has_an_address_and_no_sender)
{
	siginfo_t info = { .si_signo = SIGSEGV, .si_code = SEGV_MAPERR };
	struct crash_capture *capture = capture_new();
	json_t *extra;

	info.si_addr = (void *)0xdead0;
	set_fatal(capture, &info);
	extra = extra_of(capture);
	EXPECT_STREQ("SIGSEGV", value_of(extra, EXTRA_SIGNAL));
	EXPECT_STREQ("11", value_of(extra, EXTRA_SIGNAL_NUMBER));
	EXPECT_STREQ("SEGV_MAPERR", value_of(extra, EXTRA_CODE));
	EXPECT_STREQ("1", value_of(extra, EXTRA_CODE_NUMBER));
	EXPECT_STREQ("0xdead0", value_of(extra, EXTRA_ADDRESS));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_SENDER_PID));
	json_decref(extra);
	capture_free(capture);
}

TEST(a_sent_signal_has_a_sender_and_no_address)
{
	siginfo_t info = { .si_signo = SIGSEGV, .si_code = SI_TKILL };
	struct crash_capture *capture = capture_new();
	json_t *extra;

	info.si_pid = 77;
	info.si_uid = 0;
	set_fatal(capture, &info);
	extra = extra_of(capture);
	EXPECT_STREQ("SI_TKILL", value_of(extra, EXTRA_CODE));
	EXPECT_STREQ("-6", value_of(extra, EXTRA_CODE_NUMBER));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_ADDRESS));
	EXPECT_STREQ("77", value_of(extra, EXTRA_SENDER_PID));
	EXPECT_STREQ("0", value_of(extra, EXTRA_SENDER_UID));
	json_decref(extra);
	capture_free(capture);
}

TEST(unknown_signals_and_codes_are_numbers)
{
	siginfo_t info = { .si_signo = 200, .si_code = -1000 };
	struct crash_capture *capture = capture_new();
	json_t *extra;

	set_fatal(capture, &info);
	extra = extra_of(capture);
	EXPECT_STREQ("200", value_of(extra, EXTRA_SIGNAL));
	EXPECT_STREQ("-1000", value_of(extra, EXTRA_CODE));
	json_decref(extra);
	capture_free(capture);
}

static void add_thread_at(struct crash_capture *capture, uint64_t address)
{
	struct capture_thread thread = { .tid = 5,
					 .name = "worker",
					 .source = REGISTERS_CORE_NOTES,
					 .instruction_pointer = address };

	(void)crash_capture_add_thread(capture, &thread);
	capture->fatal = (struct crash_exception){ .present = true, .tid = 5, .signal = SIGABRT };
}

TEST(where_is_a_module_and_an_offset)
{
	static const uint8_t build_id[] = { 0x01, 0xab };
	const struct capture_module module = { .base = 0x10000,
					       .size = 0x2000,
					       .path = "/usr/lib/libfoo.so.1",
					       .build_id = { build_id, sizeof(build_id) },
					       .is_main = true };
	struct crash_capture *capture = capture_new();
	json_t *extra;

	ASSERT_EQ(0, crash_capture_add_module(capture, &module));
	add_thread_at(capture, 0x11234);
	extra = extra_of(capture);
	EXPECT_STREQ("worker", value_of(extra, EXTRA_THREAD_NAME));
	EXPECT_STREQ("libfoo.so.1+0x1234", value_of(extra, EXTRA_WHERE));
	EXPECT_STREQ("/usr/lib/libfoo.so.1", value_of(extra, EXTRA_WHERE_MODULE));
	EXPECT_STREQ("0x1234", value_of(extra, EXTRA_WHERE_OFFSET));
	EXPECT_STREQ("01ab", value_of(extra, EXTRA_WHERE_BUILD_ID));
	EXPECT_STREQ("01ab", value_of(extra, EXTRA_BUILD_ID));
	EXPECT_STREQ("1", value_of(extra, EXTRA_MODULES));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_CODE)); /* no siginfo, no code */
	json_decref(extra);
	capture_free(capture);
}

TEST(where_may_be_outside_of_modules)
{
	struct crash_capture *capture = capture_new();
	json_t *extra;

	add_thread_at(capture, 0);
	extra = extra_of(capture);
	EXPECT_STREQ("0x0", value_of(extra, EXTRA_WHERE));
	EXPECT_STREQ("(absent)", value_of(extra, EXTRA_WHERE_MODULE));
	json_decref(extra);
	capture_free(capture);
}

TEST(the_machine)
{
	struct crash_capture *capture = capture_new();
	json_t *extra;

	capture->system.kernel_release = "6.1.0-1-amd64";
	capture->system.machine = "x86_64";
	capture->texts[TEXT_os_release] = bytes_of_text("ID=debian\nPRETTY_NAME=\"Debian 12\"\n");
	capture->texts[TEXT_cpuinfo] = bytes_of_text("processor\t: 0\nmicrocode\t: 0x2b000571\n");
	extra = extra_of(capture);
	EXPECT_STREQ("Debian 12", value_of(extra, EXTRA_LSB_DESCRIPTION));
	EXPECT_STREQ("6.1.0-1-amd64", value_of(extra, EXTRA_KERNEL));
	EXPECT_STREQ("x86_64", value_of(extra, EXTRA_ARCHITECTURE));
	EXPECT_STREQ("0x2b000571", value_of(extra, EXTRA_MICROCODE));
	json_decref(extra);
	capture_free(capture);
}

TEST(soft_errors_are_json_in_a_string)
{
	struct crash_capture *capture = capture_new();
	json_t *extra;

	soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "a \"b\"\xff", 13);
	soft_errors_add_count(&capture->soft_errors, SOFT_ERROR_too_large, "maps", 7, 4096);
	capture->soft_errors.n_dropped = 3;
	extra = extra_of(capture);
	EXPECT_STREQ("[{\"code\":\"unreadable\",\"subject\":\"a \\\"b\\\"\xef\xbf\xbd\","
		     "\"errno\":13,\"count\":1},"
		     "{\"code\":\"too_large\",\"subject\":\"maps\",\"errno\":7,\"count\":4096},"
		     "{\"code\":\"too_many\",\"subject\":\"soft errors\",\"errno\":0,\"count\":3}]",
		     value_of(extra, EXTRA_SOFT_ERRORS));
	json_decref(extra);
	capture_free(capture);
}

TEST(every_value_is_a_string)
{
	struct crash_capture *capture = capture_new();
	json_t *extra, *value;
	const char *key;

	add_thread_at(capture, 0x1234);
	extra = extra_of(capture);
	ASSERT_TRUE(json_is_object(extra));
	json_object_foreach(extra, key, value)
	{
		EXPECT_TRUE(json_is_string(value));
	}
	json_decref(extra);
	capture_free(capture);
}

TEST_HARNESS_MAIN
