/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "converter/isolated_conversion.h"

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "converter/convert.h"
#include "converter/failure_text.h"
#include "converter/process_limits.h"
#include "converter/set_aside.h"
#include "lib/capture/signal_names.h"

/* Of the child: an exit status that sysexits.h leaves free. */
#define EXIT_NO_SPACE 100

static bool is_want_of_space(int error)
{
	return error == -ENOSPC || error == -EDQUOT;
}

/* In the child. Returns its exit status. */
static int convert_input(const struct store *store, const struct spool_input *input)
{
	char dump_name[STORE_NAME_SIZE], extra_name[STORE_NAME_SIZE], text[256];
	const struct conversion conversion = {
		.input_fd = input->fd,
		.id = input->id,
		.dump = { store->pending_fd, dump_name },
		.extra = { store->pending_fd, extra_name },
		.mode = REPORT_FILE_MODE,
		.for_owner = true,
	};
	struct conversion_failure failure;

	store_file_name(input->id, STORE_SUFFIX_DMP, dump_name);
	store_file_name(input->id, STORE_SUFFIX_EXTRA, extra_name);
	if (convert(&conversion, &failure) == 0)
		return 0;
	if (failure.step == CONVERSION_EXTRA) /* without it the minidump only takes space */
		(void)unlinkat(store->pending_fd, dump_name, 0);
	failure_describe(&failure, text, sizeof(text));
	warnx("%s: %s", input->name, text);
	return is_want_of_space(failure.error) ? EXIT_NO_SPACE : failure_exit_status(&failure);
}

static void judge_exit(int status, struct conversion_end *end)
{
	switch (status) {
	case 0:
		*end = (struct conversion_end){ CONVERSION_DONE, "" };
		break;
	case EX_PROTOCOL:
		*end = (struct conversion_end){ CONVERSION_TOO_NEW, "a newer version wrote it" };
		break;
	case EX_DATAERR:
		*end = (struct conversion_end){ CONVERSION_HOPELESS,
						"the intermediate dump is damaged" };
		break;
	case EXIT_NO_SPACE:
		*end = (struct conversion_end){ CONVERSION_NO_SPACE, "there is no space left" };
		break;
	default:
		*end = (struct conversion_end){ CONVERSION_FAILED, "its conversion failed" };
		break;
	}
}

/*
 * Somebody who ends the converter says nothing about the input; any other signal is a crash. So is
 * SIGKILL: what takes all memory is ended by that.
 */
static void judge_death(int signal, struct conversion_end *end)
{
	bool ended = signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
	bool late = signal == SIGALRM || signal == SIGXCPU;
	const char *name = signal_name(signal);

	end->verdict = ended ? CONVERSION_FAILED : CONVERSION_HOPELESS;
	if (late)
		(void)snprintf(end->reason, sizeof(end->reason), "the converter took too long");
	else
		(void)snprintf(end->reason, sizeof(end->reason), "the converter %s: %s",
			       ended ? "was ended" : "crashed on it",
			       name ? name : "unknown signal");
}

/* In the child: what it does must not outlive who waits for it, and counts it. */
static void bind_to_parent(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EX_TEMPFAIL);
}

int convert_isolated(const struct store *store, const struct spool_input *input,
		     struct conversion_end *ret_end)
{
	pid_t parent = getpid(), pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		bind_to_parent(parent);
		process_limits_hostile_input();
		_exit(convert_input(store, input));
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (WIFSIGNALED(status))
		judge_death(WTERMSIG(status), ret_end);
	else
		judge_exit(WEXITSTATUS(status), ret_end);
	return 0;
}
