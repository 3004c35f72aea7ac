/* SPDX-License-Identifier: GPL-2.0-or-later */
/* illegal_instruction: executes what the processor refuses. */

int main(void)
{
	__builtin_trap();
}
