/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/stackwalk/call_instruction.h"

#define CALL_RELATIVE	   0xe8 /* and 4 bytes */
#define CALL_RELATIVE_SIZE 5
#define CALL_INDIRECT	   0xff /* and a ModRM byte whose register field is 2, and more */

/* The size of an indirect call by its ModRM and SIB bytes (Intel SDM volume 2, 2.1.5). */
static size_t indirect_size(uint8_t modrm, uint8_t sib)
{
	static const size_t displacement_sizes[] = { 0, 1, 4, 0 };
	const unsigned int mode = modrm >> 6, base = modrm & 7;
	size_t size = 2 + displacement_sizes[mode];

	if (mode == 3)
		return size;
	if (base == 4)
		return size + 1 + (mode == 0 && (sib & 7) == 5 ? 4 : 0);
	return size + (mode == 0 && base == 5 ? 4 : 0);
}

bool call_instruction_x86(const uint8_t *end)
{
	if (end[-CALL_RELATIVE_SIZE] == CALL_RELATIVE)
		return true;
	for (size_t size = 2; size <= CALL_INSTRUCTION_MAX; size++) {
		const uint8_t *start = end - size;

		if (start[0] == CALL_INDIRECT && (start[1] >> 3 & 7) == 2 &&
		    indirect_size(start[1], size > 2 ? start[2] : 0) == size)
			return true;
	}
	return false;
}

bool call_instruction_arm64(const uint8_t *end)
{
	const uint32_t word = (uint32_t)end[-4] | (uint32_t)end[-3] << 8 | (uint32_t)end[-2] << 16 |
			      (uint32_t)end[-1] << 24;

	return (word & 0xfc000000) == 0x94000000 || /* BL */
	       (word & 0xfffffc1f) == 0xd63f0000 || /* BLR */
	       (word & 0xfefff800) == 0xd63f0800;   /* BLRAA and its like */
}
