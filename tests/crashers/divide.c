/* SPDX-License-Identifier: GPL-2.0-or-later */
/* divide: divides by zero. */

int main(void)
{
	volatile int one = 1, zero = 0;

	return one / zero;
}
