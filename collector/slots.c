/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/slots.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "lib/store/run_file.h"

#define SLOTS_MODE 0600

/* A signal that comes just before the wait begins is lost, so others follow. */
#define WAKE_UP_AGAIN_NS (5 * NS_PER_MS)

unsigned int slots_count(uint64_t wanted)
{
	long processors;

	if (wanted > 0)
		return (unsigned int)wanted;
	processors = sysconf(_SC_NPROCESSORS_ONLN);
	if (processors * (long)SLOTS_PER_PROCESSOR > (long)SLOTS_AT_LEAST)
		return (unsigned int)processors * SLOTS_PER_PROCESSOR;
	return SLOTS_AT_LEAST;
}

int slots_open(const char *run_directory)
{
	return run_file_open(run_directory, RUN_FILE_SLOTS, SLOTS_MODE);
}

static int lock(int fd, int command, unsigned int slot)
{
	struct flock range = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = slot,
		.l_len = 1,
	};

	if (fcntl(fd, command, &range) == 0)
		return 0;
	return errno == EACCES ? -EAGAIN : -errno;
}

int slots_try(int fd, unsigned int n_slots, unsigned int start_at)
{
	int r = -EAGAIN;

	for (unsigned int i = 0; i < n_slots && r == -EAGAIN; i++)
		r = lock(fd, F_OFD_SETLK, (start_at + i) % n_slots);
	return r;
}

static void wake_up(int signal_number)
{
	(void)signal_number;
}

static struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){ .tv_sec = (time_t)(ns / NS_PER_SECOND),
				  .tv_nsec = (long)(ns % NS_PER_SECOND) };
}

/* From the deadline on, SIGUSR1 interrupts system calls. */
static int start_timer(struct deadline deadline, timer_t *ret_timer)
{
	const struct sigaction action = { .sa_handler = wake_up };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	const struct itimerspec setting = {
		.it_value = timespec_of(deadline.at_ns),
		.it_interval = timespec_of(WAKE_UP_AGAIN_NS),
	};

	if (sigaction(SIGUSR1, &action, NULL) < 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, ret_timer) < 0)
		return -errno;
	if (timer_settime(*ret_timer, TIMER_ABSTIME, &setting, NULL) == 0)
		return 0;
	(void)timer_delete(*ret_timer);
	return -errno;
}

int slots_wait(int fd, unsigned int n_slots, unsigned int start_at, struct deadline deadline)
{
	timer_t timer;
	int r = start_timer(deadline, &timer);

	if (r < 0)
		return r;
	do
		r = lock(fd, F_OFD_SETLKW, start_at % n_slots);
	while (r == -EINTR && !deadline_passed(deadline));
	(void)timer_delete(timer);
	return r == -EINTR ? -EAGAIN : r;
}
