/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs that open a minidump, on one whose texts are hostile. */
#include "kselftest_harness.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/fd_io.h"
#include "minidumpctl/verbs.h"
#include "tests/unit/captured_output.h"
#include "tests/unit/minidump_view.h"
#include "tests/unit/sample_capture.h"

#define HOSTILE "\x1b]0;x\x07\nnext\xff\xc2\x9b"

FIXTURE(dump)
{
	struct sample_capture *sample;
	struct captured_output output;
	char path[64];
};

static int write_dump(struct sample_capture *sample, char path[64])
{
	struct minidump_view view = { BYTES_NONE };
	int fd, r = minidump_view_write(&sample->capture, &sample->memory.reader, &view);

	if (r < 0)
		return r;
	(void)snprintf(path, 64, "/tmp/dump-verbs-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return -errno;
	r = fd_write_full(fd, view.file.data, view.file.size);
	(void)close(fd);
	minidump_view_done(&view);
	return r;
}

FIXTURE_SETUP(dump)
{
	static const char maps[] =
		"555555554000-555555556000 r-xp 00000000 08:01 11 /opt/\x1b[2Jsample\n";
	static const char arguments[] = "/opt/sample\0" HOSTILE;
	const struct capture_fd fd = { 7, "/tmp/" HOSTILE };
	struct crash_capture *capture;

	self->sample = calloc(1, sizeof(*self->sample));
	ASSERT_NE(NULL, self->sample);
	sample_capture_init(self->sample);
	capture = &self->sample->capture;
	memcpy(capture->threads[0].name, "\x1b[31mname", 10);
	memcpy(capture->process.comm, "\x1b[31mname", 10);
	capture->process.cwd = HOSTILE;
	capture->modules[0].path = "/lib/\x1b[2Jlow.so";
	capture->texts[TEXT_maps] = bytes_of(maps, strlen(maps));
	capture->texts[TEXT_environ] = bytes_of(arguments, sizeof(arguments));
	capture->texts[TEXT_cmdline] = bytes_of(arguments, sizeof(arguments));
	ASSERT_EQ(0, crash_capture_add_fd(capture, &fd));
	ASSERT_EQ(0, write_dump(self->sample, self->path));
}

FIXTURE_TEARDOWN(dump)
{
	(void)unlink(self->path);
	sample_capture_done(self->sample);
	free(self->sample);
}

static int run(FIXTURE_DATA(dump) * self, const char *name, bool json)
{
	char *arguments[] = { self->path };
	const struct invocation invocation = {
		.json = json, .arguments = arguments, .n_arguments = 1, .n_before_dashes = 1
	};
	int status;

	captured_output_begin(&self->output);
	status = verb_find(name)->run_without_store(&invocation);
	captured_output_end(&self->output);
	return status;
}

static bool is_safe(const char *text)
{
	for (; *text; text++)
		if (((uint8_t)*text < ' ' && *text != '\n') || *text == '\x7f')
			return false;
	return true;
}

TEST_F(dump, no_verb_prints_control_characters)
{
	static const char *const names[] = { "info", "threads", "modules",    "maps",
					     "fds",  "process", "annotations" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		json_t *array;

		EXPECT_EQ(STATUS_DONE, run(self, names[i], false));
		EXPECT_TRUE(is_safe(self->output.out))
		{
			TH_LOG("%s: %s", names[i], self->output.out);
		}
		EXPECT_EQ(NULL, strstr(self->output.out, "\xc2\x9b"));
		EXPECT_EQ(STATUS_DONE, run(self, names[i], true));
		EXPECT_TRUE(is_safe(self->output.out));
		array = json_loads(self->output.out, 0, NULL);
		EXPECT_EQ(1, json_array_size(array))
		{
			TH_LOG("%s: %s", names[i], self->output.out);
		}
		json_decref(array);
	}
}

TEST_F(dump, hostile_text_is_escaped_not_lost)
{
	ASSERT_EQ(STATUS_DONE, run(self, "process", false));
	EXPECT_NE(NULL,
		  strstr(self->output.out, "Directory: \\x1b]0;x\\x07\\nnext\\xff\\xc2\\x9b\n"));
	ASSERT_EQ(STATUS_DONE, run(self, "threads", false));
	EXPECT_NE(NULL, strstr(self->output.out, "\\x1b[31mname"));
	ASSERT_EQ(STATUS_DONE, run(self, "maps", false));
	EXPECT_NE(NULL, strstr(self->output.out, "/opt/\\x1b[2Jsample"));
}

/* As in an .extra file, what is no UTF-8 is U+FFFD there; the page escapes once. */
TEST_F(dump, a_page_escapes_text_once)
{
	ASSERT_EQ(STATUS_DONE, run(self, "info", false));
	EXPECT_NE(NULL, strstr(self->output.out,
			       "Directory: \\x1b]0;x\\x07\\nnext\xef\xbf\xbd\\xc2\\x9b\n"))
	{
		TH_LOG("%s", self->output.out);
	}
	EXPECT_EQ(NULL, strstr(self->output.out, "\\\\x"));
}

/* Runs export on the dump, into the file that the invocation names. */
static int export_to(FIXTURE_DATA(dump) * self, const char *output)
{
	char *arguments[] = { self->path };
	const struct invocation invocation = {
		.output = output, .arguments = arguments, .n_arguments = 1, .n_before_dashes = 1
	};
	int status;

	captured_output_begin(&self->output);
	status = verb_find("export")->run_without_store(&invocation);
	captured_output_end(&self->output);
	return status;
}

TEST_F(dump, an_export_replaces_no_file)
{
	char output[80];
	struct stat before, after;

	(void)snprintf(output, sizeof(output), "%s.tar", self->path);
	ASSERT_EQ(STATUS_DONE, export_to(self, output));
	ASSERT_EQ(0, stat(output, &before));
	EXPECT_LT(0, before.st_size);
	ASSERT_EQ(0, truncate(output, 7));
	EXPECT_EQ(STATUS_FAILED, export_to(self, output));
	EXPECT_NE(NULL, strstr(self->output.err, "it exists, and is not replaced"));
	ASSERT_EQ(0, stat(output, &after));
	EXPECT_EQ(7, after.st_size);
	EXPECT_EQ(before.st_ino, after.st_ino);
	ASSERT_EQ(0, unlink(output));
}

TEST_F(dump, what_is_no_minidump_is_told)
{
	ASSERT_EQ(0, truncate(self->path, 20));
	EXPECT_EQ(STATUS_FAILED, run(self, "threads", false));
	EXPECT_NE(NULL, strstr(self->output.err, "it is no minidump"));
	EXPECT_EQ(STATUS_FAILED, run(self, "threads", true));
	EXPECT_STREQ("[]\n", self->output.out);
	ASSERT_EQ(0, unlink(self->path));
	EXPECT_EQ(STATUS_FAILED, run(self, "modules", false));
	EXPECT_NE(NULL, strstr(self->output.err, "No such file"));
}

TEST_HARNESS_MAIN
