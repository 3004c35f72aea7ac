/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pipe handler that runs the program "collector" of its own directory with the same arguments and
 * descriptors, follows its processes with ptrace, and writes to "memory" beside it how much memory
 * they took together at most, in KiB.
 *
 * Nothing is sampled: each process is stopped at its exit, with its memory still there. The sum of
 * their proportional set sizes is then what they have together, with shared pages counted once (no
 * other process maps the executable). To it comes what each had more than now at its own peak:
 * VmHWM - VmRSS. So the result is rather too high than too low. A process that executes another
 * program (the converter) is counted for itself.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PROCESSES 16

struct process {
	pid_t pid;
	bool is_other; /* has executed another program */
	bool is_gone;
	unsigned long peak_kib;
};

struct probe {
	struct process processes[MAX_PROCESSES];
	size_t n_processes;
	bool has_started; /* the collector itself was executed */
	unsigned long joint_peak_kib;
	unsigned long other_peak_kib;
};

/* The value of "Key:  N kB" in a file of /proc/PID; 0 if it is not there. */
static unsigned long read_kib(pid_t pid, const char *file, const char *key)
{
	char path[64], line[256];
	unsigned long value = 0;
	FILE *stream;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	stream = fopen(path, "re");
	if (!stream)
		return 0;
	while (fgets(line, sizeof(line), stream))
		if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == ':')
			value = strtoul(line + strlen(key) + 1, NULL, 10);
	(void)fclose(stream);
	return value;
}

static struct process *find_process(struct probe *probe, pid_t pid)
{
	for (size_t i = 0; i < probe->n_processes; i++)
		if (probe->processes[i].pid == pid)
			return &probe->processes[i];
	if (probe->n_processes == MAX_PROCESSES)
		errx(1, "more than %d processes", MAX_PROCESSES);
	probe->processes[probe->n_processes] = (struct process){ .pid = pid };
	return &probe->processes[probe->n_processes++];
}

/* What all live processes of the collector have together, and had more at their peaks. */
static unsigned long measure_jointly(const struct probe *probe)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < probe->n_processes; i++) {
		const struct process *process = &probe->processes[i];
		unsigned long peak, now;

		if (process->is_other || process->is_gone)
			continue;
		peak = read_kib(process->pid, "status", "VmHWM");
		now = read_kib(process->pid, "status", "VmRSS");
		sum += read_kib(process->pid, "smaps_rollup", "Pss");
		sum += peak > now ? peak - now : 0;
	}
	return sum;
}

static void process_exits(struct probe *probe, struct process *process)
{
	unsigned long joint = measure_jointly(probe);

	process->peak_kib = read_kib(process->pid, "status", "VmHWM");
	if (process->is_other && process->peak_kib > probe->other_peak_kib)
		probe->other_peak_kib = process->peak_kib;
	if (joint > probe->joint_peak_kib)
		probe->joint_peak_kib = joint;
	process->is_gone = true;
}

static void process_executes(struct probe *probe, struct process *process)
{
	process->is_other = probe->has_started;
	probe->has_started = true;
}

/* Handles one stop. Returns the signal to deliver on continuing. */
static int handle_stop(struct probe *probe, struct process *process, int status)
{
	int event = status >> 16;

	if (event == PTRACE_EVENT_EXIT)
		process_exits(probe, process);
	else if (event == PTRACE_EVENT_EXEC)
		process_executes(probe, process);
	if (event || WSTOPSIG(status) == SIGSTOP || WSTOPSIG(status) == SIGTRAP)
		return 0;
	return WSTOPSIG(status);
}

static void follow(struct probe *probe)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		int signal;

		if (pid < 0 || !WIFSTOPPED(status))
			continue;
		signal = handle_stop(probe, find_process(probe, pid), status);
		(void)ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal);
	}
}

static pid_t start_collector(char **argv)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 || raise(SIGSTOP))
			err(1, "cannot be traced");
		execv("collector", argv);
		err(1, "collector");
	}
	/* The crashed process is held for as long as anybody has its pipe. */
	(void)close(STDIN_FILENO);
	if (waitpid(pid, NULL, __WALL) != pid)
		err(1, "waitpid");
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   (void *)(PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK |
			    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)) < 0 ||
	    ptrace(PTRACE_CONT, pid, NULL, NULL) < 0)
		err(1, "ptrace");
	return pid;
}

static void write_result(const struct probe *probe)
{
	FILE *stream = fopen("memory.new", "we");

	if (!stream)
		err(1, "memory.new");
	fprintf(stream, "{\"joint_kib\": %lu, \"converter_kib\": %lu, \"processes_kib\": [",
		probe->joint_peak_kib, probe->other_peak_kib);
	for (size_t i = 0; i < probe->n_processes; i++)
		fprintf(stream, "%s%lu", i ? ", " : "", probe->processes[i].peak_kib);
	fprintf(stream, "]}\n");
	if (fclose(stream) || rename("memory.new", "memory") < 0)
		err(1, "memory");
}

int main(int argc, char **argv)
{
	struct probe probe = { .n_processes = 0 };
	char *directory = argc > 0 ? strdup(argv[0]) : NULL;

	if (!directory || chdir(dirname(directory)) < 0)
		err(1, "cannot enter the probe's directory");
	(void)find_process(&probe, start_collector(argv));
	follow(&probe);
	write_result(&probe);
	free(directory);
	return 0;
}
