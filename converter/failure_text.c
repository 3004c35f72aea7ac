/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/failure_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char *const step_texts[] = {
	[CONVERSION_READ] = "cannot read the input",
	[CONVERSION_DUMP] = "cannot write the minidump",
	[CONVERSION_EXTRA] = "cannot write the .extra file",
};

static const char *error_text(const struct conversion_failure *failure)
{
	if (failure->step == CONVERSION_READ) {
		switch (failure->error) {
		case -ENOEXEC:
			return "it is neither an intermediate dump nor an ELF core";
		case -ENODATA:
			return "it is empty, or ends before it tells anything";
		case -EISNAM:
			return "it is an ELF file, but no core: a program or a library";
		case -ENOTSUP:
			return "it is a core of an architecture that is not supported";
		case -EBADMSG:
			return "its first section is damaged or missing";
		case -EPROTONOSUPPORT:
			return "it was written by a newer version";
		case -ESPIPE:
			return "an intermediate dump cannot be read from a pipe";
		default:
			break;
		}
	} else if (failure->creating && failure->error == -EEXIST) {
		return "the name is taken by something that is no regular file";
	}
	return strerror(-failure->error);
}

int failure_exit_status(const struct conversion_failure *failure)
{
	if (failure->creating)
		return EX_CANTCREAT;
	if (failure->step != CONVERSION_READ)
		return EX_IOERR;
	switch (failure->error) {
	case -ENOEXEC:
	case -EBADMSG:
	case -ENODATA:
	case -EISNAM:
	case -ENOTSUP:
		return EX_DATAERR;
	case -EPROTONOSUPPORT:
		return EX_PROTOCOL;
	case -ESPIPE:
		return EX_NOINPUT;
	default:
		return EX_IOERR;
	}
}

void failure_describe(const struct conversion_failure *failure, char *buffer, size_t size)
{
	(void)snprintf(buffer, size, "%s: %s", step_texts[failure->step], error_text(failure));
}
