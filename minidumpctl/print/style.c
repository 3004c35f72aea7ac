/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/style.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const starts[] = {
	[STYLE_PLAIN] = "",	    [STYLE_TITLE] = "\x1b[1m", [STYLE_ALARM] = "\x1b[31m",
	[STYLE_PLACE] = "\x1b[36m", [STYLE_FAINT] = "\x1b[2m",
};

const char *style_start(enum style style)
{
	return starts[style];
}

static bool terminal_has_colours(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (no_colour && *no_colour)
		return false;
	return isatty(STDOUT_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

int style_choose(const char *when, bool *ret_is_coloured)
{
	if (!when || strcmp(when, "auto") == 0)
		*ret_is_coloured = terminal_has_colours();
	else if (strcmp(when, "always") == 0)
		*ret_is_coloured = true;
	else if (strcmp(when, "never") == 0)
		*ret_is_coloured = false;
	else
		return -EINVAL;
	return 0;
}
