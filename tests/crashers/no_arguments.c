/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * no_arguments PROGRAM: runs PROGRAM with neither arguments nor environment, not even its name;
 * Linux puts one empty argument in since 5.18.
 */
#include <unistd.h>

int main(int argc, char **argv)
{
	char *none[] = { NULL };

	if (argc > 1)
		execve(argv[1], none, none);
	return 1;
}
