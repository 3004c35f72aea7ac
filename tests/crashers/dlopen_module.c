/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: -ldl */
/* dlopen_module PATH [unlink]: loads a shared object, may unlink its file, crashes inside it. */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	void (*crash)(volatile int *);
	void *module = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;

	if (!module)
		return 1;
	crash = (void (*)(volatile int *))dlsym(module, "module_crash");
	if (argc > 2 && strcmp(argv[2], "unlink") == 0 && unlink(argv[1]) < 0)
		return 1;
	if (crash)
		crash((volatile int *)0x5e64);
	return 1;
}
