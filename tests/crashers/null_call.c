/* SPDX-License-Identifier: GPL-2.0-or-later */
/* null_call: calls a function at address 0. */

typedef void function(void);

int main(void)
{
	function *volatile nowhere = (function *)0;

	nowhere();
	return 0;
}
