/* SPDX-License-Identifier: GPL-2.0-or-later */
/* divide: divides by zero. */

int main(void)
{
	volatile int zero = 0;

	return 1 / zero;
}
