/* SPDX-License-Identifier: GPL-2.0-or-later */
/* non_canonical: reads an address that no page table can hold; the kernel does not tell it. */

int main(void)
{
	volatile const char *volatile pointer = (const char *)0x8badf00d00000000;

	return *pointer;
}
