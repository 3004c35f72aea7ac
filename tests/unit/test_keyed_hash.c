/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include "lib/base/keyed_hash.h"

/* The secret and the data of the reference implementation's test vectors: 0, 1, 2, ... */
static const uint64_t secret[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };

static uint64_t hash_of(size_t size)
{
	uint8_t data[64];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)i;
	return keyed_hash(secret, bytes_of(data, size));
}

TEST(hash_is_that_of_the_paper)
{
	EXPECT_EQ(hash_of(15), 0xa129ca6149be45e5ULL);
}

TEST(hash_is_that_of_the_reference)
{
	EXPECT_EQ(hash_of(0), 0x726fdb47dd0e0e31ULL);
	EXPECT_EQ(hash_of(1), 0x74f839c593dc67fdULL);
	EXPECT_EQ(hash_of(8), 0x93f5f5799a932462ULL);
}

TEST(hash_depends_on_the_secret)
{
	const uint64_t other[2] = { secret[0], secret[1] ^ 1 };

	EXPECT_NE(keyed_hash(other, bytes_of("program", 7)),
		  keyed_hash(secret, bytes_of("program", 7)));
}

TEST_HARNESS_MAIN
