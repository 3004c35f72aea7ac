/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/escape.h"

#include <stdio.h>
#include <string.h>

#include "kselftest_harness.h"
#include "lib/base/utf8.h"

static const struct {
	const char *text, *escaped;
} samples[] = {
	{ "", "" },
	{ "/usr/bin/true", "/usr/bin/true" },
	{ "two words", "two words" },
	{ "a\nb\tc\rd", "a\\nb\\tc\\rd" },
	{ "C:\\x", "C:\\\\x" },
	{ "\x1b[31mred", "\\x1b[31mred" },
	{ "\x7f\x01", "\\x7f\\x01" },
	{ "h\xc3\xa9llo \xe6\x97\xa5", "h\xc3\xa9llo \xe6\x97\xa5" },
	{ "\xf0\x9f\x92\xa5", "\xf0\x9f\x92\xa5" },
	{ "\xff\xfe", "\\xff\\xfe" },
	{ "cut \xe6\x97", "cut \\xe6\\x97" },
	{ "\xc0\x80", "\\xc0\\x80" },			/* overlong */
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* a surrogate */
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* past U+10FFFF */
	{ "\xc2\x9b", "\\xc2\\x9b" },			/* CSI as one character */
	{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },		/* right-to-left override */
	{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
};

TEST(texts_are_escaped)
{
	char out[64];

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		size_t length =
			escape_text(out, sizeof(out), samples[i].text, strlen(samples[i].text));

		EXPECT_STREQ(samples[i].escaped, out);
		EXPECT_EQ(strlen(samples[i].escaped), length);
	}
}

TEST(a_nul_is_a_byte_like_others)
{
	char out[16];

	EXPECT_EQ(6, escape_text(out, sizeof(out), "a\0b", 3));
	EXPECT_STREQ("a\\x00b", out);
}

TEST(what_does_not_fit_is_left_out_whole)
{
	char out[8];

	memset(out, 'X', sizeof(out));
	EXPECT_EQ(9, escape_text(out, 5, "abc\x1b\xc3\xa9", 6));
	EXPECT_STREQ("abc", out);
	EXPECT_EQ('X', out[5]);
	EXPECT_EQ(6, escape_text(out, 5, "abc\xe6\x97\xa5", 6));
	EXPECT_STREQ("abc", out);
	EXPECT_EQ(6, escape_text(out, 7, "abc\xe6\x97\xa5", 6));
	EXPECT_STREQ("abc\xe6\x97\xa5", out);
	EXPECT_EQ(3, escape_text(out, 1, "abc", 3));
	EXPECT_STREQ("", out);
	EXPECT_EQ(4, escape_text(NULL, 0, "\x1b", 1));
}

/* After a piece that did not fit, a smaller one must not slip in. */
TEST(output_is_a_start_of_the_whole)
{
	char out[6];

	EXPECT_EQ(10, escape_text(out, sizeof(out),
				  "abcd\x01"
				  "ef",
				  7));
	EXPECT_STREQ("abcd", out);
}

TEST(no_byte_gives_a_control_character)
{
	char out[16];

	for (unsigned int first = 0; first < 256; first++)
		for (unsigned int second = 0; second < 256; second++) {
			const unsigned char text[] = { (unsigned char)first,
						       (unsigned char)second };
			size_t length = escape_text(out, sizeof(out), text, 2);

			ASSERT_LE(length, 2 * ESCAPE_MAX_EXPANSION);
			for (size_t i = 0; i < length; i++)
				ASSERT_TRUE((unsigned char)out[i] >= ' ' && out[i] != 0x7f);
		}
}

TEST(every_character_decodes_to_itself)
{
	static const struct {
		const char *text;
		uint32_t character;
	} characters[] = {
		{ "a", 'a' },
		{ "\x7f", 0x7f },
		{ "\xc2\x80", 0x80 },
		{ "\xdf\xbf", 0x7ff },
		{ "\xe0\xa0\x80", 0x800 },
		{ "\xef\xbf\xbf", 0xffff },
		{ "\xf0\x90\x80\x80", 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff },
	};

	for (size_t i = 0; i < sizeof(characters) / sizeof(*characters); i++) {
		size_t size = strlen(characters[i].text);
		uint32_t character = 0;

		EXPECT_EQ(size, utf8_decode(characters[i].text, size, &character));
		EXPECT_EQ(characters[i].character, character);
		EXPECT_EQ(0, utf8_decode(characters[i].text, size - 1, &character));
	}
}

TEST_HARNESS_MAIN
