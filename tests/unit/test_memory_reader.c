/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/capture/memory_reader.h"

#include <errno.h>
#include <string.h>

#include "kselftest_harness.h"

/* One readable region; a read across its end is short, and the largest request is remembered. */
struct region {
	struct memory_reader reader;
	uint64_t start;
	const char *data;
	uint64_t size;
	uint64_t highest_end;
};

static ssize_t region_read(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	struct region *region = (struct region *)self;
	uint64_t offset = address - region->start;

	if (address + size > region->highest_end)
		region->highest_end = address + size;
	if (address < region->start || offset >= region->size)
		return 0;
	if (size > region->size - offset)
		size = region->size - offset;
	memcpy(buffer, region->data + offset, size);
	return (ssize_t)size;
}

static struct region region_of(uint64_t start, const char *data, size_t size)
{
	return (struct region){
		.reader = { .read = region_read }, .start = start, .data = data, .size = size
	};
}

static ssize_t lost_read(struct memory_reader *self, uint64_t address, void *buffer, size_t size)
{
	(void)self, (void)address, (void)buffer, (void)size;
	return -EIO;
}

TEST(a_string_is_read_to_its_nul)
{
	struct region region = region_of(0x1000, "hello\0world", 12);
	char text[64];

	EXPECT_EQ(memory_read_string(&region.reader, 0x1000, text, sizeof(text)), 5);
	EXPECT_STREQ(text, "hello");
	EXPECT_EQ(memory_read_string(&region.reader, 0x1006, text, sizeof(text)), 5);
	EXPECT_STREQ(text, "world");
}

TEST(a_string_may_end_where_memory_ends)
{
	struct region region = region_of(0x10fa, "hello", 6);
	char text[64];

	EXPECT_EQ(memory_read_string(&region.reader, 0x10fa, text, sizeof(text)), 5);
	EXPECT_STREQ(text, "hello");
	EXPECT_LE(region.highest_end, 0x1100);
}

TEST(a_string_may_cross_many_steps)
{
	char data[2000], text[2000];
	struct region region = region_of(0x10ff, data, sizeof(data));

	memset(data, 'x', sizeof(data));
	data[1500] = '\0';
	EXPECT_EQ(memory_read_string(&region.reader, 0x10ff, text, sizeof(text)), 1500);
	EXPECT_EQ(strlen(text), 1500);
}

TEST(a_string_without_a_nul_in_reach_is_too_long)
{
	struct region region = region_of(0x1000, "hello", 6);
	char text[6] = "?????";

	EXPECT_EQ(memory_read_string(&region.reader, 0x1000, text, 5), -ENAMETOOLONG);
	EXPECT_EQ(memory_read_string(&region.reader, 0x1000, text, 0), -ENAMETOOLONG);
	EXPECT_EQ(memory_read_string(&region.reader, 0x1000, text, 6), 5);
}

TEST(a_string_that_runs_out_of_memory_is_a_fault)
{
	struct region region = region_of(0x1000, "hello", 5);
	char text[64];

	EXPECT_EQ(memory_read_string(&region.reader, 0x1000, text, sizeof(text)), -EFAULT);
	EXPECT_EQ(memory_read_string(&region.reader, 0x2000, text, sizeof(text)), -EFAULT);
}

TEST(a_lost_source_is_a_fault)
{
	struct memory_reader reader = { .read = lost_read };
	char text[64];

	EXPECT_EQ(memory_read_string(&reader, 0x1000, text, sizeof(text)), -EFAULT);
	EXPECT_FALSE(memory_read_exact(&reader, 0x1000, text, 1));
}

TEST(an_exact_read_is_whole_or_false)
{
	struct region region = region_of(0x1000, "hello", 5);
	char text[8];

	EXPECT_TRUE(memory_read_exact(&region.reader, 0x1000, text, 5));
	EXPECT_EQ(memcmp(text, "hello", 5), 0);
	EXPECT_FALSE(memory_read_exact(&region.reader, 0x1001, text, 5));
	EXPECT_TRUE(memory_read_exact(&region.reader, 0x2000, text, 0));
}

TEST_HARNESS_MAIN
