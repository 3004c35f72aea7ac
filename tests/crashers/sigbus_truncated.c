/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sigbus_truncated: prints the address of a page of a mapped file that was cut, and reads it. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	volatile const char *pages;
	int fd = memfd_create("truncated", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, 8192) < 0)
		return 1;
	pages = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
	if (pages == MAP_FAILED || ftruncate(fd, 4096) < 0)
		return 1;
	printf("{\"address\": %llu}\n", (unsigned long long)(pages + 4096));
	fflush(stdout);
	return pages[4096];
}
