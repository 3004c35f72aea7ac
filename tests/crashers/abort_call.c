/* SPDX-License-Identifier: GPL-2.0-or-later */
/* abort_call: calls abort(3). */
#include <stdlib.h>

int main(void)
{
	abort();
}
