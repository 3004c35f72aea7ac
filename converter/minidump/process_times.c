/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/process_times.h"

#include "lib/base/checked_math.h"

#define NANOSECONDS 1000000000ULL

/* Fields of stat count from 1; the third is the first behind the name. */
enum {
	FIELD_STATE = 3,
	FIELD_UTIME = 14,
	FIELD_STIME = 15,
	FIELD_STARTTIME = 22,
};

/* What lies behind the name, which may hold blanks and parentheses but is followed by no other ')'. */
static struct bytes behind_name(struct bytes stat)
{
	for (size_t i = stat.size; i > 0; i--)
		if (stat.data[i - 1] == ')')
			return bytes_of(stat.data + i, stat.size - i);
	return BYTES_NONE;
}

/* The decimal number in a field of stat; false if there is none. */
static bool read_field(struct bytes stat, unsigned int field, uint64_t *ret_value)
{
	struct bytes text = behind_name(stat);
	unsigned int at = FIELD_STATE - 1;
	uint64_t value = 0;
	size_t i = 0, start;

	for (; i < text.size && at < field; i++)
		at += text.data[i] == ' ';
	for (start = i; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++)
		if (!checked_mul_u64(value, 10, &value) ||
		    !checked_add_u64(value, (uint64_t)(text.data[i] - '0'), &value))
			return false;
	if (at < field || i == start)
		return false;
	*ret_value = value;
	return true;
}

static uint32_t saturate(uint64_t value)
{
	return (uint32_t)min_u64(value, UINT32_MAX);
}

/* The wall clock of the crash less the process's age. Start and age count time asleep too. */
static uint32_t create_time(const struct capture_clocks *clocks, uint64_t start_seconds)
{
	uint64_t boot_seconds = clocks->boottime_ns / NANOSECONDS;
	uint64_t real_seconds = clocks->realtime_ns / NANOSECONDS;

	if (boot_seconds < start_seconds || real_seconds < boot_seconds - start_seconds)
		return 0;
	return saturate(real_seconds - (boot_seconds - start_seconds));
}

bool process_times_of(const struct crash_capture *capture, struct process_times *ret_times)
{
	struct bytes stat = capture->texts[TEXT_stat];
	uint64_t ticks = capture->system.clock_ticks, user, kernel, start;

	if (ticks == 0 || !read_field(stat, FIELD_UTIME, &user) ||
	    !read_field(stat, FIELD_STIME, &kernel) || !read_field(stat, FIELD_STARTTIME, &start))
		return false;
	*ret_times = (struct process_times){
		.create_time = create_time(&capture->clocks, start / ticks),
		.user_time = saturate(user / ticks),
		.kernel_time = saturate(kernel / ticks),
	};
	return true;
}
