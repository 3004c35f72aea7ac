/* SPDX-License-Identifier: GPL-2.0-or-later */
/* access_error: writes to memory that may only be read, and prints its address before. */
#include <stdio.h>
#include <sys/mman.h>

int main(void)
{
	volatile char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return 1;
	printf("{\"address\": %llu}\n", (unsigned long long)(page + 8));
	fflush(stdout);
	page[8] = 1;
	return 0;
}
