/* SPDX-License-Identifier: GPL-2.0-or-later */
/* assert_failure: asserts what is not so. */
#undef NDEBUG
#include <assert.h>

int main(int argc, char **argv)
{
	(void)argv;
	assert(argc == 0);
	return 0;
}
