/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -static */
/*
 * The cheapest handler there can be: static, and gone at once. What a crash costs with it is the
 * kernel's share (stopping the threads, building the notes, starting a program, tearing down).
 */

int main(void)
{
	return 0;
}
