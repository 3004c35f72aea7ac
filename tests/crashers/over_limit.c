/* SPDX-License-Identifier: GPL-2.0-or-later */
/* over_limit cpu|file: takes more processor time, or writes a larger file, than it may. */
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static void write_too_much(void)
{
	const struct rlimit limit = { 1024, 4096 };
	char block[4096] = { 0 };
	int fd = memfd_create("over limit", 0);

	if (setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return;
	while (write(fd, block, sizeof(block)) > 0)
		;
}

static void burn_processor_time(void)
{
	const struct rlimit limit = { 1, 5 };

	if (setrlimit(RLIMIT_CPU, &limit) < 0)
		return;
	for (volatile unsigned long n = 0;; n++)
		;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "cpu") == 0)
		burn_processor_time();
	else
		write_too_much();
	return 1;
}
