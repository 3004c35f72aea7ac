/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/minidump/process_times.h"

#include "lib/base/checked_math.h"
#include "lib/capture/text_fields.h"

#define NANOSECONDS 1000000000ULL

/* Numbers of fields, in clock ticks (proc_pid_stat(5)). */
enum {
	FIELD_UTIME = 14,
	FIELD_STIME = 15,
	FIELD_STARTTIME = 22, /* after boot */
};

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

	if (ticks == 0 || !stat_field_find(stat, FIELD_UTIME, &user) ||
	    !stat_field_find(stat, FIELD_STIME, &kernel) ||
	    !stat_field_find(stat, FIELD_STARTTIME, &start))
		return false;
	*ret_times = (struct process_times){
		.create_time = create_time(&capture->clocks, start / ticks),
		.user_time = saturate(user / ticks),
		.kernel_time = saturate(kernel / ticks),
	};
	return true;
}
