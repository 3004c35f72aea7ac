/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: tests/crashers/shared/main_thread.c */
/*
 * send_signal HOW SIGNAL: the main thread sends a signal by "kill", "tgkill", "sigqueue" (with a
 * value), "thread" (tgkill to another thread), or lets a "timer" send it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/crashers/shared/main_thread.h"

#define VALUE 0x5e6057ac5ec0LL

/* Takes no signal before the sender stands still. */
static void *take_signals_later(void *argument)
{
	sigset_t all;

	sigfillset(&all);
	main_thread_wait_until_it_pauses();
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	return argument;
}

/* tgkill(2) to a thread named "target"; this one's own tid is another. */
static int kill_thread(int signal)
{
	pthread_t thread;
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL); /* for the thread, too */
	if (pthread_create(&thread, NULL, take_signals_later, NULL) != 0)
		return -1;
	pthread_setname_np(thread, "target");
	return pthread_kill(thread, signal);
}

static int start_timer(int signal)
{
	const struct itimerspec soon = { .it_value = { .tv_nsec = 1 } };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal };
	timer_t timer;

	return timer_create(CLOCK_MONOTONIC, &event, &timer) < 0 ||
			       timer_settime(timer, 0, &soon, NULL) < 0
		       ? -1
		       : 0;
}

int main(int argc, char **argv)
{
	int r = -1, signal = argc > 2 ? (int)strtol(argv[2], NULL, 10) : SIGSEGV;
	const char *how = argc > 1 ? argv[1] : "";

	if (strcmp(how, "kill") == 0)
		r = kill(getpid(), signal);
	else if (strcmp(how, "tgkill") == 0)
		r = (int)syscall(SYS_tgkill, getpid(), getpid(), signal);
	else if (strcmp(how, "sigqueue") == 0)
		r = sigqueue(getpid(), signal, (union sigval){ .sival_ptr = (void *)VALUE });
	else if (strcmp(how, "thread") == 0)
		r = kill_thread(signal);
	else if (strcmp(how, "timer") == 0)
		r = start_timer(signal);
	while (r == 0)
		pause();
	return 1;
}
