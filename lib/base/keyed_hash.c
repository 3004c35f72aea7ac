/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base/keyed_hash.h"

#include "lib/base/byte_reader.h"

#define ROUNDS_PER_WORD 2U
#define ROUNDS_AT_END	4U

struct state {
	uint64_t a, b, c, d;
};

static uint64_t rotate(uint64_t value, unsigned int bits)
{
	return value << bits | value >> (64 - bits);
}

static void mix(struct state *state, unsigned int rounds)
{
	for (unsigned int i = 0; i < rounds; i++) {
		state->a += state->b;
		state->c += state->d;
		state->b = rotate(state->b, 13) ^ state->a;
		state->d = rotate(state->d, 16) ^ state->c;
		state->a = rotate(state->a, 32);
		state->c += state->b;
		state->a += state->d;
		state->b = rotate(state->b, 17) ^ state->c;
		state->d = rotate(state->d, 21) ^ state->a;
		state->c = rotate(state->c, 32);
	}
}

static void take_word(struct state *state, uint64_t word)
{
	state->d ^= word;
	mix(state, ROUNDS_PER_WORD);
	state->a ^= word;
}

uint64_t keyed_hash(const uint64_t secret[2], struct bytes data)
{
	struct state state = {
		.a = secret[0] ^ 0x736f6d6570736575,
		.b = secret[1] ^ 0x646f72616e646f6d,
		.c = secret[0] ^ 0x6c7967656e657261,
		.d = secret[1] ^ 0x7465646279746573,
	};
	struct byte_reader words = byte_reader_of(data);
	uint64_t last = (uint64_t)data.size << 56;
	size_t left;

	while (byte_reader_left(&words) >= 8)
		take_word(&state, byte_reader_uint(&words, 8));
	left = byte_reader_left(&words);
	for (size_t i = 0; i < left; i++)
		last |= byte_reader_uint(&words, 1) << 8 * i;
	take_word(&state, last);
	state.c ^= 0xff;
	mix(&state, ROUNDS_AT_END);
	return state.a ^ state.b ^ state.c ^ state.d;
}
