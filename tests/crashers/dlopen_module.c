/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -ldl */
/*
 * dlopen_module PATH [unlink | replace | memfd]: loads a shared object, may then unlink its file or
 * put another in its place, or load it from memory only, and crashes inside it.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As editors and package managers do: the old file stays mapped. */
static int replace(const char *path)
{
	char other[4096];
	FILE *file;

	if (snprintf(other, sizeof(other), "%s.new", path) >= (int)sizeof(other))
		return -1;
	file = fopen(other, "we");
	if (!file || fputs("another file\n", file) < 0 || fclose(file) != 0)
		return -1;
	return rename(other, path);
}

static void *load_from_memory(const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC), to = memfd_create("module", 0);
	char copy[64], block[4096];
	ssize_t count;

	if (from < 0 || to < 0)
		return NULL;
	while ((count = read(from, block, sizeof(block))) > 0)
		if (write(to, block, (size_t)count) != count)
			return NULL;
	snprintf(copy, sizeof(copy), "/proc/self/fd/%d", to);
	return dlopen(copy, RTLD_NOW);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "", *mode = argc > 2 ? argv[2] : "";
	void (*crash)(volatile int *);
	void *module = strcmp(mode, "memfd") == 0 ? load_from_memory(path) : dlopen(path, RTLD_NOW);

	if (!module)
		return 1;
	crash = (void (*)(volatile int *))dlsym(module, "module_crash");
	if (strcmp(mode, "unlink") == 0 && unlink(path) < 0)
		return 1;
	if (strcmp(mode, "replace") == 0 && replace(path) < 0)
		return 1;
	if (crash)
		crash((volatile int *)0x5e64);
	return 1;
}
