/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/known_registers.c */
/*
 * dontdump_secret [filter | links]: crashes while a register and its stack point to memory that it
 * asked the kernel to keep out of dumps. The secret is made at run time: 64 bytes,
 * (37 * i + 11) mod 256. With "filter", its coredump_filter excludes everything else as well. With
 * "links", the dynamic linker's list has the secret as a name and as its last entry.
 */
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/crashers/shared/known_registers.h"

static int filter_everything(void)
{
	int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, "0\n", 2) == 2 && close(fd) == 0 ? 0 : -1;
}

/* No library function is called from here on: the linker would follow its list. */
static void link_to(uint8_t *secret)
{
	struct link_map *last = _r_debug.r_map;

	while (last->l_next)
		last = last->l_next;
	last->l_name = (char *)secret;
	last->l_next = (struct link_map *)(void *)secret;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	struct known_registers registers;
	uint8_t *secret =
		mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (secret == MAP_FAILED || madvise(secret, 8192, MADV_DONTDUMP) < 0)
		return 1;
	for (unsigned int i = 0; i < 64; i++)
		secret[i] = (uint8_t)(37 * i + 11);
	if (strcmp(mode, "filter") == 0 && filter_everything() < 0)
		return 1;
	printf("{\"secret\": %llu}\n", (unsigned long long)(uintptr_t)secret);
	fflush(stdout);
	known_registers_fill(&registers, 0);
	registers.gpr[KNOWN_RBX] = (uint64_t)(uintptr_t)secret;
	registers.gpr[KNOWN_R12] = (uint64_t)(uintptr_t)secret + 32;
	if (strcmp(mode, "links") == 0)
		link_to(secret);
	known_registers_fault(&registers, 0x5e60);
	return 0;
}
