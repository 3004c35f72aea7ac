/* SPDX-License-Identifier: GPL-2.0-or-later */
/* breakpoint: executes a breakpoint instruction that no debugger waits for. */

int main(void)
{
	__asm__ volatile("int3");
	return 0;
}
