/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/store/report_id.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define NS_PER_MS 1000000ULL

/* Random bytes without waiting for the kernel's pool: an id must be unique, not secret. */
static int fill_random(void *buffer, size_t size)
{
	ssize_t count = getrandom(buffer, size, GRND_INSECURE);

	if (count < 0 && errno == EINVAL) /* before Linux 5.6 */
		count = getrandom(buffer, size, GRND_NONBLOCK);
	if (count < 0)
		return -errno;
	return (size_t)count == size ? 0 : -EIO;
}

int report_id_create(uint64_t realtime_ns, char ret_id[REPORT_ID_SIZE])
{
	uint64_t milliseconds = realtime_ns / NS_PER_MS & 0xffffffffffffULL;
	uint64_t fraction = realtime_ns % NS_PER_MS * 4096 / NS_PER_MS;
	uint64_t random;
	int error = fill_random(&random, sizeof(random));

	if (error < 0)
		return error;
	(void)snprintf(ret_id, REPORT_ID_SIZE, "%08x-%04x-%04x-%04x-%012llx",
		       (unsigned int)(milliseconds >> 16), (unsigned int)(milliseconds & 0xffff),
		       (unsigned int)(0x7000 | fraction),
		       (unsigned int)(0x8000 | (random >> 48 & 0x3fff)),
		       (unsigned long long)(random & 0xffffffffffffULL));
	return 0;
}

static bool is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool report_id_is_valid(const char *text)
{
	/* h: any hexadecimal digit, v: the two bits of the variant; the rest as it is. */
	static const char shape[] = "hhhhhhhh-hhhh-7hhh-vhhh-hhhhhhhhhhhh";
	for (size_t i = 0; i < REPORT_ID_LENGTH; i++) {
		if (text[i] == '\0')
			return false;
		if (shape[i] == 'h' && !is_hex_digit(text[i]))
			return false;
		if (shape[i] == 'v' && !strchr("89ab", text[i]))
			return false;
		if (shape[i] != 'h' && shape[i] != 'v' && text[i] != shape[i])
			return false;
	}
	return text[REPORT_ID_LENGTH] == '\0';
}

static uint64_t hex_digits(const char *text, size_t count)
{
	uint64_t value = 0;

	for (size_t i = 0; i < count; i++)
		value = value << 4 |
			(uint64_t)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
	return value;
}

uint64_t report_id_time_ns(const char *id)
{
	uint64_t milliseconds = hex_digits(id, 8) << 16 | hex_digits(id + 9, 4);
	uint64_t fraction = hex_digits(id + 15, 3);

	/* Rounded up, so that an id made from this time has the same time again. */
	return milliseconds * NS_PER_MS + (fraction * NS_PER_MS + 4095) / 4096;
}
