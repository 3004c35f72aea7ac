/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "kselftest_harness.h"
#include "minidumpctl/print/table.h"
#include "minidumpctl/verbs.h"
#include "tests/unit/captured_output.h"
#include "tests/unit/elf_image.h"
#include "tests/unit/sample_report.h"

FIXTURE(verbs)
{
	struct store_directory directory;
	struct catalog catalog;
	struct invocation invocation;
	struct captured_output output;
	json_t *json;
};

FIXTURE_SETUP(verbs)
{
	memset(self, 0, sizeof(*self));
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	self->catalog = CATALOG_INIT;
	ASSERT_EQ(0, setenv("TZ", "XYZ-2", 1));
	ASSERT_EQ(0, store_directory_init(&self->directory));
	self->invocation.directory = self->directory.path;
}

FIXTURE_TEARDOWN(verbs)
{
	json_decref(self->json);
	catalog_done(&self->catalog);
	store_directory_done(&self->directory);
}

/* Runs a verb with one argument, or none if it is NULL. */
static int run(FIXTURE_DATA(verbs) * self, const char *name, const char *argument)
{
	char *arguments[] = { (char *)argument };
	const struct verb *verb = verb_find(name);
	int status = STATUS_FAILED;

	self->invocation.arguments = arguments;
	self->invocation.n_arguments = argument != NULL;
	catalog_done(&self->catalog);
	self->catalog = CATALOG_INIT;
	captured_output_begin(&self->output);
	if (verb->run_without_store)
		status = verb->run_without_store(&self->invocation);
	else if (catalog_open(&self->invocation, &self->catalog) == 0)
		status = verb->run(&self->invocation, &self->catalog);
	captured_output_end(&self->output);
	return status;
}

/* The same with --json; the array it printed is in self->json. */
static int run_json(FIXTURE_DATA(verbs) * self, const char *name, const char *argument)
{
	int status;

	self->invocation.json = true;
	status = run(self, name, argument);
	json_decref(self->json);
	self->json = json_loads(self->output.out, 0, NULL);
	return status;
}

static const char *text_of(FIXTURE_DATA(verbs) * self, size_t index, const char *name)
{
	const json_t *value = json_object_get(json_array_get(self->json, index), name);

	if (json_is_null(value))
		return "null";
	return json_is_string(value) ? json_string_value(value) : "no string";
}

static json_int_t number_of(FIXTURE_DATA(verbs) * self, size_t index, const char *name)
{
	return json_integer_value(json_object_get(json_array_get(self->json, index), name));
}

TEST_F(verbs, an_empty_store_is_an_empty_array)
{
	EXPECT_EQ(STATUS_DONE, run_json(self, "list", NULL));
	EXPECT_STREQ("[]\n", self->output.out);
	EXPECT_EQ(STATUS_FAILED, run_json(self, "info", NULL));
	EXPECT_STREQ("[]\n", self->output.out);
	EXPECT_EQ(STATUS_FAILED, run_json(self, "path", "latest"));
	EXPECT_STREQ("[]\n", self->output.out);
	EXPECT_EQ(STATUS_FAILED, run_json(self, "delete", "latest"));
	EXPECT_STREQ("[]\n", self->output.out);
}

TEST_F(verbs, an_empty_list_says_so)
{
	EXPECT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_STREQ("", self->output.out);
	EXPECT_NE(NULL, strstr(self->output.err, "No crashes are recorded"));
}

TEST_F(verbs, a_report_as_json)
{
	char path[256];

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	ASSERT_EQ(STATUS_DONE, run_json(self, "list", NULL));
	ASSERT_EQ(1, json_array_size(self->json));
	EXPECT_STREQ(SAMPLE_FIRST, text_of(self, 0, "id"));
	EXPECT_STREQ("2025-11-21T22:13:14.000000123Z", text_of(self, 0, "time"));
	EXPECT_STREQ("pending", text_of(self, 0, "state"));
	EXPECT_EQ(42, number_of(self, 0, "pid"));
	EXPECT_EQ(43, number_of(self, 0, "tid"));
	EXPECT_EQ(1000, number_of(self, 0, "uid"));
	EXPECT_EQ(100, number_of(self, 0, "gid"));
	EXPECT_STREQ("/usr/bin/crasher", text_of(self, 0, "exe"));
	EXPECT_STREQ("crasher", text_of(self, 0, "comm"));
	EXPECT_STREQ("SIGSEGV", text_of(self, 0, "signal"));
	EXPECT_STREQ("SEGV_MAPERR", text_of(self, 0, "code"));
	EXPECT_STREQ("0x8", text_of(self, 0, "address"));
	EXPECT_STREQ("crasher+0x1139", text_of(self, 0, "where"));
	EXPECT_STREQ("null", text_of(self, 0, "symbol"));
	(void)snprintf(path, sizeof(path), "%s/pending/%s", self->directory.path, SAMPLE_FIRST);
	EXPECT_EQ(0, strncmp(path, text_of(self, 0, "minidump"), strlen(path)));
	EXPECT_EQ(0, strncmp(path, text_of(self, 0, "extra"), strlen(path)));
}

TEST_F(verbs, what_is_not_known_is_null)
{
	static const char *const names[] = { "pid",    "tid",	   "uid",  "gid",   "exe",
					     "comm",   "signal",   "code", "where", "address",
					     "symbol", "minidump", "extra" };

	ASSERT_EQ(0, store_directory_put(&self->directory, "spool", SAMPLE_FIRST, ".idump", "x"));
	ASSERT_EQ(STATUS_DONE, run_json(self, "info", NULL));
	EXPECT_STREQ("spooled", text_of(self, 0, "state"));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		EXPECT_STREQ("null", text_of(self, 0, names[i]));
}

TEST_F(verbs, a_bad_report_spoils_no_other)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	ASSERT_EQ(0, store_directory_put(&self->directory, "pending", SAMPLE_SECOND, ".extra",
					 "{\"ProcessId\":"));
	EXPECT_EQ(STATUS_FAILED, run_json(self, "list", NULL));
	ASSERT_EQ(2, json_array_size(self->json));
	EXPECT_STREQ("null", text_of(self, 0, "exe"));
	EXPECT_EQ(42, number_of(self, 1, "pid"));
	EXPECT_NE(NULL, strstr(self->output.err, SAMPLE_SECOND ".extra"));
}

TEST_F(verbs, a_list_for_people)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42,
				       ",\"Executable\":\"/opt/\xe6\x97\xa5\xe6\x9c\xac\""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 4242,
				       ",\"Executable\":\"/x/\\u001b[2J\\n\""));
	ASSERT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_STREQ("TIME                ID             PID  UID SIGNAL  EXE       WHERE\n"
		     "2025-11-22 00:13:14 019aa87a-0002 4242 1000 SIGSEGV \\x1b[2J\\n "
		     "crasher+0x1139\n"
		     "2025-11-22 00:13:14 019aa87a-0001   42 1000 SIGSEGV "
		     "\xe6\x97\xa5\xe6\x9c\xac      crasher+0x1139\n",
		     self->output.out);
	self->invocation.utc = true;
	ASSERT_EQ(STATUS_DONE, run(self, "list", "42"));
	EXPECT_NE(NULL, strstr(self->output.out, "2025-11-21 22:13:14 019aa87a-0001 "));
	EXPECT_EQ(NULL, strstr(self->output.out, "019aa87a-0002"));
}

TEST_F(verbs, ids_are_as_long_as_needed)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 1, ""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_THIRD, 2, ""));
	ASSERT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, " 019aa87a-0002-7000-8000-0 "));
	EXPECT_NE(NULL, strstr(self->output.out, " 019aa87a-0002-7000-8000-1 "));
	self->invocation.full_ids = true;
	ASSERT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, " " SAMPLE_THIRD " "));
}

/* The pids of what list prints, in its order, as in "42 43 ". */
static const char *listed_pids(FIXTURE_DATA(verbs) * self)
{
	static char pids[64];
	size_t length = 0;

	pids[0] = '\0';
	if (run_json(self, "list", NULL) != STATUS_DONE)
		return "failed";
	for (size_t i = 0; i < json_array_size(self->json); i++)
		length += (size_t)snprintf(pids + length, sizeof(pids) - length, "%d ",
					   (int)number_of(self, i, "pid"));
	return pids;
}

TEST_F(verbs, a_list_is_filtered)
{
	struct invocation *asked = &self->invocation;
	const struct invocation plain = *asked;

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42,
				       ",\"Unit\":\"web@1.service\""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 43,
				       ",\"Executable\":\"/opt/other\",\"UserId\":\"7\","
				       "\"SignalNumber\":\"6\""));
	EXPECT_STREQ("43 42 ", listed_pids(self));
	asked->exe = "oth*";
	EXPECT_STREQ("43 ", listed_pids(self));
	asked->exe = "/usr/*";
	EXPECT_STREQ("42 ", listed_pids(self));
	*asked = plain;
	asked->unit = "web@*";
	EXPECT_STREQ("42 ", listed_pids(self));
	*asked = plain;
	asked->uid = "7";
	EXPECT_STREQ("43 ", listed_pids(self));
	asked->uid = "root";
	EXPECT_STREQ("", listed_pids(self));
	*asked = plain;
	asked->signal = "abrt";
	EXPECT_STREQ("43 ", listed_pids(self));
	asked->signal = "11";
	EXPECT_STREQ("42 ", listed_pids(self));
	*asked = plain;
	asked->pid = "42";
	EXPECT_STREQ("42 ", listed_pids(self));
}

TEST_F(verbs, a_list_is_cut_by_time_and_number)
{
	struct invocation *asked = &self->invocation;
	const struct invocation plain = *asked;

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_SECOND, 43,
				       ",\"CrashTimeNanoseconds\":\"1763763300000000000\""));
	asked->limit = "1";
	EXPECT_STREQ("43 ", listed_pids(self));
	asked->limit = NULL;
	asked->reverse = true;
	EXPECT_STREQ("42 43 ", listed_pids(self));
	*asked = plain;
	asked->since = "@1763763195";
	EXPECT_STREQ("43 ", listed_pids(self));
	*asked = plain;
	asked->until = "2025-11-21T22:14:00Z";
	EXPECT_STREQ("42 ", listed_pids(self));
}

TEST_F(verbs, a_list_refuses_what_it_does_not_understand)
{
	struct invocation *asked = &self->invocation;
	const struct invocation plain = *asked;

	asked->since = "soon";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
	EXPECT_NE(NULL, strstr(self->output.err, "'soon' is no time"));
	*asked = plain;
	asked->signal = "SIGNOTHING";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
	*asked = plain;
	asked->uid = "nobody at all";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
	*asked = plain;
	asked->pid = "-1";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
	*asked = plain;
	asked->limit = "many";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
	*asked = plain;
	asked->follow = true;
	EXPECT_EQ(STATUS_USAGE, run(self, "list", "latest"));
	asked->until = "now";
	EXPECT_EQ(STATUS_USAGE, run(self, "list", NULL));
}

TEST_F(verbs, colours_are_outside_of_the_text)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	self->invocation.is_coloured = true;
	ASSERT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, " \x1b[31mSIGSEGV\x1b[0m crasher"));
}

static int annotate(FIXTURE_DATA(verbs) * self, const char *pair)
{
	char text[128];
	char *arguments[] = { (char *)"latest", text };
	int status = STATUS_FAILED;

	(void)snprintf(text, sizeof(text), "%s", pair);
	self->invocation.arguments = arguments;
	self->invocation.n_arguments = 2;
	catalog_done(&self->catalog);
	self->catalog = CATALOG_INIT;
	captured_output_begin(&self->output);
	if (catalog_open(&self->invocation, &self->catalog) == 0)
		status = verb_annotate(&self->invocation, &self->catalog);
	captured_output_end(&self->output);
	return status;
}

TEST_F(verbs, a_report_is_annotated)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	EXPECT_EQ(STATUS_DONE, annotate(self, "Ticket=BUG-1=2"));
	EXPECT_EQ(STATUS_DONE, annotate(self, "Comment=it \xe2\x9c\x93 fell"));
	ASSERT_EQ(STATUS_DONE, run(self, "info", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, "Ticket: BUG-1=2\n"));
	EXPECT_NE(NULL, strstr(self->output.out, "Comment: it \xe2\x9c\x93 fell\n"));
	EXPECT_NE(NULL, strstr(self->output.out, "Signal: SIGSEGV (SEGV_MAPERR)"));
	EXPECT_EQ(STATUS_DONE, annotate(self, "Ticket="));
	ASSERT_EQ(STATUS_DONE, run(self, "info", NULL));
	EXPECT_EQ(NULL, strstr(self->output.out, "Ticket"));
}

TEST_F(verbs, an_annotation_cannot_forge_a_report)
{
	static const char *const mistakes[] = { "Signal=SIGNONE", "no pair", "=value",
						"a b=c",	  "x=\xff",  "Executable=" };

	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++)
		EXPECT_EQ(STATUS_USAGE, annotate(self, mistakes[i]));
	ASSERT_EQ(0, store_directory_put(&self->directory, "spool", SAMPLE_SECOND, ".idump", "x"));
	EXPECT_EQ(STATUS_FAILED, annotate(self, "a=b"));
	EXPECT_NE(NULL, strstr(self->output.err, "not converted yet"));
}

TEST_F(verbs, a_page_about_a_crash)
{
	static const char *const lines[] = {
		"Report: " SAMPLE_FIRST "\n",
		"Time: Sat 2025-11-22 00:13:14.000000 XYZ\n",
		"Program: /usr/bin/crasher\n",
		"Signal: SIGSEGV (SEGV_MAPERR) at address 0x8: nothing is mapped there\n",
		"Where: crasher+0x1139\n",
		"Command line: a \\x1b\\n\n",
		"Process: 42\n",
		"Thread: 43\n",
		"User: 1000, group 100\n",
		"Captured: 1 thread, 2 modules, 1.5 KiB of memory (cut short)\n",
		".dmp (44 bytes)\n",
		"Soft errors: victim gone: maps (No such process), count 2\n",
		"MozCrashReason: because\n",
	};

	ASSERT_EQ(0, sample_report_put(
			     &self->directory, SAMPLE_FIRST, 42,
			     ",\"CommandLine\":\"a \\u001b\\n\",\"ThreadCount\":\"1\","
			     "\"ModuleCount\":\"2\",\"MemoryBytes\":\"1536\","
			     "\"CaptureComplete\":\"0\",\"MozCrashReason\":\"because\","
			     "\"SoftErrors\":\"[{\\\"code\\\":\\\"victim_gone\\\",\\\"subject\\\":"
			     "\\\"maps\\\",\\\"errno\\\":3,\\\"count\\\":2}]\""));
	ASSERT_EQ(STATUS_DONE, run(self, "info", NULL));
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		EXPECT_NE(NULL, strstr(self->output.out, lines[i]));
	EXPECT_EQ(NULL, strchr(self->output.out, '\x1b'));
	ASSERT_EQ(STATUS_DONE, run_json(self, "info", NULL));
	EXPECT_EQ(1,
		  json_array_size(json_object_get(json_array_get(self->json, 0), "soft_errors")));
	EXPECT_STREQ("because", json_string_value(json_object_get(
					json_object_get(json_array_get(self->json, 0), "values"),
					"MozCrashReason")));
}

TEST_F(verbs, a_missing_minidump_has_a_reason)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42,
				       ",\"NoDumpReason\":\"the disk was full\""));
	ASSERT_EQ(0, unlinkat(self->directory.store.pending_fd, SAMPLE_FIRST ".dmp", 0));
	ASSERT_EQ(STATUS_DONE, run(self, "info", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, "Minidump: none: the disk was full\n"));
	EXPECT_EQ(STATUS_FAILED, run(self, "path", NULL));
	EXPECT_NE(NULL, strstr(self->output.err, "the disk was full"));
	EXPECT_STREQ("", self->output.out);
	self->invocation.extra = true;
	EXPECT_EQ(STATUS_DONE, run(self, "path", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, "/pending/" SAMPLE_FIRST ".extra\n"));
}

TEST_F(verbs, symbols_of_this_host_are_shown)
{
	static const struct elf_image_symbol symbols[] = {
		{ "crash_here", 0x1100, 0x100, STT_FUNC, STB_GLOBAL },
		{ NULL, 0, 0, 0, 0 },
	};
	struct elf_image image;
	char module[80], more[256];

	(void)snprintf(module, sizeof(module), "%s/module", self->directory.path);
	elf_image_init(&image, SHT_SYMTAB, symbols);
	ASSERT_EQ(0, elf_image_write(&image, sizeof(image), module));
	(void)snprintf(more, sizeof(more),
		       ",\"WhereModule\":\"%s\",\"WhereOffset\":\"0x1139\","
		       "\"WhereBuildId\":\"abcdef01\"",
		       module);
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, more));
	ASSERT_EQ(STATUS_DONE, run(self, "list", NULL));
	EXPECT_NE(NULL, strstr(self->output.out, "crasher+0x1139 (crash_here+0x39)\n"));
	ASSERT_EQ(STATUS_DONE, run_json(self, "list", NULL));
	EXPECT_STREQ("crash_here+0x39", text_of(self, 0, "symbol"));
	image.note.description[0] = 0;
	ASSERT_EQ(0, elf_image_write(&image, sizeof(image), module));
	ASSERT_EQ(STATUS_DONE, run_json(self, "list", NULL));
	EXPECT_STREQ("null", text_of(self, 0, "symbol"));
}

TEST_F(verbs, deletion_tells_what_is_gone)
{
	ASSERT_EQ(0, sample_report_put(&self->directory, SAMPLE_FIRST, 42, ""));
	ASSERT_EQ(STATUS_DONE, run_json(self, "delete", "42"));
	EXPECT_STREQ(SAMPLE_FIRST, text_of(self, 0, "id"));
	EXPECT_EQ(2, json_array_size(json_object_get(json_array_get(self->json, 0), "deleted")));
	EXPECT_EQ(STATUS_FAILED, run(self, "delete", "42"));
	EXPECT_EQ(STATUS_USAGE, run(self, "delete", NULL));
}

TEST(a_table_is_cut_to_the_terminal)
{
	static const struct table_column columns[] = { { .title = "A" },
						       { .title = "B", .right = true } };
	struct table table = table_of(columns, 2);
	struct captured_output output;

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	ASSERT_EQ(0, table_add(&table, "\xe6\x97\xa5\xe6\x9c\xac"));
	ASSERT_EQ(0, table_add(&table, "1234"));
	ASSERT_EQ(0, table_add(&table, NULL));
	ASSERT_EQ(0, table_add(&table, "5"));
	captured_output_begin(&output);
	table_print(&table, 4);
	captured_output_end(&output);
	EXPECT_STREQ("A  \xe2\x80\xa6\n\xe6\x97\xa5\xe2\x80\xa6\n-  \xe2\x80\xa6\n", output.out);
	table_done(&table);
}

TEST_HARNESS_MAIN
