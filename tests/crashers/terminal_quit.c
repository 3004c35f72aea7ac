/* SPDX-License-Identifier: GPL-2.0-or-later */
/* terminal_quit: types Ctrl-\ at a terminal of its own. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		return 1;
	/* What a session's leader opens first becomes its terminal, and a leader has no group. */
	(void)setsid();
	if (open(ptsname(master), O_RDWR) < 0 || write(master, "\x1c", 1) != 1)
		return 1;
	for (;;)
		pause();
}
