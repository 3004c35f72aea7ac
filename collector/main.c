/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * minidump-collector: started by the kernel once for each crash, through kernel.core_pattern.
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "collector/accounting.h"
#include "collector/prologue.h"
#include "collector/supervisor.h"
#include "lib/base/crash_log.h"

#define OWN_ALARM_SECONDS 35U /* behind every other deadline: the supervisor itself is stuck */

/* Nothing more can be told: who died is known to the process that is stuck. */
static void give_up(int signal_number)
{
	(void)signal_number;
	crash_log_stuck();
	_exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	struct crash_capture *capture;
	struct supervisor supervisor;
	struct victim victim;

	prologue_open_stdio();
	(void)alarm(OWN_ALARM_SECONDS);
	(void)signal(SIGALRM, give_up);
	(void)signal(SIGPIPE, SIG_IGN);
	capture = malloc(sizeof(*capture));
	if (!capture)
		return EXIT_FAILURE;
	crash_capture_init(capture);

	prologue_read_arguments(argc, argv, &victim, capture);
	supervisor_prepare(&supervisor, &victim, capture);
	supervisor_start_worker(&supervisor, &victim, capture);
	accounting_start(&supervisor, capture);
	supervisor_feed_worker(&supervisor, &victim, capture);
	supervisor_wait(&supervisor, capture);
	supervisor_finish_dump(&supervisor, capture);
	accounting_finish(&supervisor, capture);
	supervisor_log(&supervisor, capture);
	supervisor_become_converter(&supervisor);
	return supervisor.failure ? EXIT_FAILURE : EXIT_SUCCESS;
}
