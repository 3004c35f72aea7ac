/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/signature.h"

#include <signal.h>
#include <string.h>

#include "kselftest_harness.h"
#include "tests/unit/sample_capture.h"

struct crash {
	struct sample_capture sample;
	char signature[SIGNATURE_TEXT_SIZE];
};

static void crash_init(struct crash *crash)
{
	sample_capture_init(&crash->sample);
	(void)crash_signature(&crash->sample.capture, crash->signature);
}

static void crash_done(struct crash *crash)
{
	sample_capture_done(&crash->sample);
}

/* True if the crash, changed since it was made, still has its signature. */
static bool has_same_signature(const struct crash *crash)
{
	char now[SIGNATURE_TEXT_SIZE];

	return crash_signature(&crash->sample.capture, now) && strcmp(now, crash->signature) == 0;
}

static struct capture_module *main_module(struct crash *crash)
{
	struct crash_capture *capture = &crash->sample.capture;

	for (size_t i = 0; i < capture->n_modules; i++)
		if (capture->modules[i].is_main)
			return &capture->modules[i];
	return NULL;
}

static struct capture_thread *crashing_thread(struct crash *crash)
{
	return (struct capture_thread *)crash_capture_crashing_thread(&crash->sample.capture);
}

FIXTURE(signature)
{
	struct crash crash;
};

FIXTURE_SETUP(signature)
{
	crash_init(&self->crash);
	ASSERT_NE(NULL, main_module(&self->crash));
}

FIXTURE_TEARDOWN(signature)
{
	crash_done(&self->crash);
}

/* Reports are grouped by it for years: a change here splits every group in two. */
TEST_F(signature, stays_the_same_from_version_to_version)
{
	EXPECT_STREQ("a727f5506e38369b14aaacb28edebecb", self->crash.signature);
}

TEST_F(signature, does_not_depend_on_where_things_are)
{
	struct crash_capture *capture = &self->crash.sample.capture;

	for (size_t i = 0; i < capture->n_modules; i++)
		capture->modules[i].base += 0x5000000;
	for (size_t i = 0; i < capture->n_threads; i++)
		capture->threads[i].instruction_pointer += 0x5000000;
	capture->process.pid = 77;
	capture->clocks.realtime_ns++;
	EXPECT_TRUE(has_same_signature(&self->crash));
	main_module(&self->crash)->path = "/elsewhere/program";
	capture->process.exe = "/elsewhere/program";
	EXPECT_TRUE(has_same_signature(&self->crash));
}

TEST_F(signature, tells_signals_codes_and_frames_apart)
{
	struct crash_capture *capture = &self->crash.sample.capture;

	capture->fatal.signal = SIGBUS;
	EXPECT_FALSE(has_same_signature(&self->crash));
	capture->fatal.signal = SIGSEGV;
	EXPECT_TRUE(has_same_signature(&self->crash));
	capture->fatal.code++;
	EXPECT_FALSE(has_same_signature(&self->crash));
	capture->fatal.code--;
	crashing_thread(&self->crash)->instruction_pointer++;
	EXPECT_FALSE(has_same_signature(&self->crash));
}

TEST_F(signature, tells_programs_apart)
{
	self->crash.sample.build_id[0] ^= 1;
	EXPECT_FALSE(has_same_signature(&self->crash));
}

TEST_F(signature, falls_back_to_paths)
{
	struct crash_capture *capture = &self->crash.sample.capture;

	main_module(&self->crash)->build_id = BYTES_NONE;
	EXPECT_FALSE(has_same_signature(&self->crash));
	(void)crash_signature(capture, self->crash.signature);
	capture->process.exe = "/another/program";
	EXPECT_FALSE(has_same_signature(&self->crash));
	capture->process.exe = "/another/program (deleted)";
	(void)crash_signature(capture, self->crash.signature);
	capture->process.exe = "/another/program";
	EXPECT_TRUE(has_same_signature(&self->crash));
}

TEST_F(signature, of_an_address_outside_of_modules_says_what_it_is)
{
	struct crash_capture *capture = &self->crash.sample.capture;

	crashing_thread(&self->crash)->instruction_pointer = 0;
	EXPECT_FALSE(has_same_signature(&self->crash));
	(void)crash_signature(capture, self->crash.signature);
	crashing_thread(&self->crash)->instruction_pointer = 8;
	EXPECT_TRUE(has_same_signature(&self->crash));
	crashing_thread(&self->crash)->instruction_pointer = 0xdead000000;
	EXPECT_FALSE(has_same_signature(&self->crash));
	(void)crash_signature(capture, self->crash.signature);
	crashing_thread(&self->crash)->instruction_pointer += 0x123456;
	EXPECT_TRUE(has_same_signature(&self->crash));
}

TEST(nothing_known_has_no_signature)
{
	struct crash_capture *capture = calloc(1, sizeof(*capture));
	char text[SIGNATURE_TEXT_SIZE];

	crash_capture_init(capture);
	EXPECT_FALSE(crash_signature(capture, text));
	crash_capture_done(capture);
	free(capture);
}

TEST_HARNESS_MAIN
