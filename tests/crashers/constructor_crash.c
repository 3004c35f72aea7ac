/* SPDX-License-Identifier: GPL-2.0-or-later */
/* constructor_crash: crashes before main. */

__attribute__((constructor)) static void construct(void)
{
	*(volatile int *)0x5e60 = 1;
}

int main(void)
{
	return 0;
}
