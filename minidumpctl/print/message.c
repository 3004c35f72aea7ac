/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "minidumpctl/print/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "minidumpctl/print/escaped.h"

__attribute__((format(printf, 2, 0))) static void print_message(const char *prefix,
								const char *format, va_list list)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *safe = NULL;

	if (vasprintf(&text, format, list) < 0) {
		text = NULL;
		return;
	}
	safe = escaped_copy(text);
	if (safe)
		(void)fprintf(stderr, "%s%s\n", prefix, safe);
}

void complain(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print_message("minidumpctl: ", format, list);
	va_end(list);
}

void advise(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print_message("", format, list);
	va_end(list);
}
