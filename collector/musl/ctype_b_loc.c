/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libinih as distributions build it asks glibc's way whether a character is a blank: through a
 * table of class bits for -128 to 255 (LSB Core, __ctype_b_loc). musl has no such table. This one
 * knows the C locale's blanks, and is linked only where musl is.
 */
#define TABLE_BELOW_ZERO 128
#define IS_SPACE	 0x2000U /* on little-endian machines */

const unsigned short **__ctype_b_loc(void);

static const unsigned short classes[TABLE_BELOW_ZERO + 256] = {
	[TABLE_BELOW_ZERO + ' '] = IS_SPACE,  [TABLE_BELOW_ZERO + '\t'] = IS_SPACE,
	[TABLE_BELOW_ZERO + '\n'] = IS_SPACE, [TABLE_BELOW_ZERO + '\v'] = IS_SPACE,
	[TABLE_BELOW_ZERO + '\f'] = IS_SPACE, [TABLE_BELOW_ZERO + '\r'] = IS_SPACE,
};

const unsigned short **__ctype_b_loc(void)
{
	static const unsigned short *table = classes + TABLE_BELOW_ZERO;

	return &table;
}
