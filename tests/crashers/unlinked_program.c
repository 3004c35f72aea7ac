/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unlinked_program: deletes its own file, and crashes. */
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		return 1;
	path[length] = '\0';
	if (unlink(path) < 0)
		return 1;
	abort();
}
