/* SPDX-License-Identifier: GPL-2.0-or-later */
/* raise_signal SIGNAL: sends itself a signal by raise(3), that is tgkill(2). */
#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	raise(argc > 1 ? (int)strtol(argv[1], NULL, 10) : SIGSEGV);
	return 0;
}
