/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_truth -o DIRECTORY [-w FILE=TEXT] PROGRAM [ARGUMENT...]
 *
 * Runs PROGRAM, and its children by vfork(2), under ptrace until a signal is about to end one of
 * them with a core dump, records all that can be seen of it, lets go of every thread, and hands the
 * signal over: the kernel then dumps the very state that was recorded, to a process that nobody
 * traces. DIRECTORY/result.json tells the end. Before the signal is handed over, TEXT is written to
 * FILE, for a setting under which nothing could be recorded.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/truth_record.h"

#define SETTLE_SECONDS 10
#define TRACE_OPTIONS  ((long)PTRACE_O_TRACECLONE | PTRACE_O_TRACEVFORK)

void truth_die(const char *what)
{
	fprintf(stderr, "record_truth: %s: %s\n", what, strerror(errno));
	exit(2);
}

/*
 * Keeps the caller, and what it becomes, on the processor that it runs on: glibc registers an rseq
 * area in each thread (rseq(2)), which the kernel rewrites when the thread changes processors. The
 * dump would differ there from the record.
 */
static void stay_on_one_processor(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	if (cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
}

/* Starts the program, traced from before its first instruction. */
static pid_t launch(char **argv)
{
	int gate[2];
	pid_t pid;

	if (pipe2(gate, O_CLOEXEC) < 0)
		truth_die("pipe2");
	pid = fork();
	if (pid < 0)
		truth_die("fork");
	if (pid == 0) {
		FILE *wait = fdopen(gate[0], "r");

		close(gate[1]);
		if (wait)
			(void)fgetc(wait);
		stay_on_one_processor();
		execvp(argv[0], argv);
		_exit(127);
	}
	close(gate[0]);
	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)TRACE_OPTIONS) < 0)
		truth_die("PTRACE_SEIZE");
	close(gate[1]);
	return pid;
}

static bool dumps_core(int signal)
{
	static const int list[] = { SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
				    SIGFPE,  SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS };

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (list[i] == signal)
			return true;
	return false;
}

/* Whether the process handles or ignores the signal, from its status file. */
static bool is_handled(pid_t pid, pid_t tid, int signal)
{
	char path[64], line[256];
	unsigned long long mask, handled = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", pid, tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "SigIgn: %llx", &mask) == 1 ||
		    sscanf(line, "SigCgt: %llx", &mask) == 1)
			handled |= mask;
	fclose(file);
	return handled >> (signal - 1) & 1;
}

/* The process that a thread belongs to: the program, or a child by vfork(2). */
static pid_t process_of(pid_t tid)
{
	char path[64], line[256];
	FILE *file;
	pid_t pid = tid;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	if (!file)
		return tid;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &pid) == 1)
			break;
	fclose(file);
	return pid;
}

static void write_result(const struct truth_record *record, bool recorded, int status)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/result.json", record->directory);
	file = fopen(path, "we");
	if (!file)
		truth_die(path);
	fprintf(file, "{\"pid\": %d, \"recorded\": %s, \"status\": %d}\n", record->pid,
		recorded ? "true" : "false", status);
	if (fclose(file) != 0)
		truth_die(path);
}

/* Lets the process run until a fatal signal arrives; returns it, or 0 if the process ended. */
static int run_to_fatal_signal(struct truth_record *record, int *ret_status)
{
	for (;;) {
		int status, signal;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0)
			truth_die("waitpid");
		if (!WIFSTOPPED(status)) {
			if (tid != record->pid)
				continue;
			*ret_status = status;
			return 0;
		}
		signal = status >> 16 ? 0 : WSTOPSIG(status);
		if (signal && dumps_core(signal) && !is_handled(process_of(tid), tid, signal)) {
			record->crashing_tid = tid;
			record->pid = process_of(tid);
			return signal;
		}
		if (ptrace(PTRACE_CONT, tid, NULL, (void *)(long)signal) < 0 && errno != ESRCH)
			truth_die("PTRACE_CONT");
	}
}

static char thread_state(pid_t pid, pid_t tid)
{
	char path[64], line[512] = "";
	const char *after_name;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, tid);
	file = fopen(path, "re");
	if (!file)
		return 'X';
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	after_name = strrchr(line, ')');
	return after_name && after_name[1] ? after_name[2] : 'X';
}

static bool is_known(const struct truth_record *record, pid_t tid)
{
	for (size_t i = 0; i < record->n_threads; i++)
		if (record->threads[i].tid == tid)
			return true;
	return false;
}

static void add_thread(struct truth_record *record, pid_t tid, int pending_signal)
{
	size_t size = (record->n_threads + 1) * sizeof(*record->threads);

	record->threads = realloc(record->threads, size);
	if (!record->threads)
		truth_die("realloc");
	record->threads[record->n_threads++] =
		(struct stopped_thread){ .tid = tid, .pending_signal = pending_signal };
}

/* Stops one sibling; false if it is gone (a leader that left its threads, for instance). */
static bool stop_thread(struct truth_record *record, pid_t tid)
{
	int status;

	if (strchr("ZX", thread_state(record->pid, tid)))
		return false;
	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0)
		return false;
	if (waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))
		return false;
	add_thread(record, tid, status >> 16 ? 0 : WSTOPSIG(status));
	return true;
}

/* Threads that are stopped cannot make new ones: passes end when one finds nothing to stop. */
static void stop_siblings(struct truth_record *record)
{
	bool stopped_one = true;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", record->pid);
	while (stopped_one) {
		DIR *tasks = opendir(path);
		struct dirent *entry;

		if (!tasks)
			truth_die(path);
		stopped_one = false;
		while ((entry = readdir(tasks))) {
			pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

			if (tid > 0 && !is_known(record, tid) && stop_thread(record, tid))
				stopped_one = true;
		}
		closedir(tasks);
	}
}

static bool is_blocked(pid_t pid, pid_t tid)
{
	char path[64], line[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
	file = fopen(path, "re");
	if (!file)
		return true;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return line[0] >= '0' && line[0] <= '9';
}

/*
 * Lets the siblings go and waits until each is back in the system call that the stop interrupted:
 * only then are its registers what they were (the call restarts, and blocks again).
 */
static void release_siblings(const struct truth_record *record)
{
	time_t deadline = time(NULL) + SETTLE_SECONDS;

	for (size_t i = 1; i < record->n_threads; i++) {
		const struct stopped_thread *thread = &record->threads[i];

		ptrace(PTRACE_DETACH, thread->tid, NULL, (void *)(long)thread->pending_signal);
	}
	for (size_t i = 1; i < record->n_threads; i++) {
		const struct stopped_thread *thread = &record->threads[i];

		while (thread->in_system_call && !is_blocked(record->pid, thread->tid)) {
			if (time(NULL) > deadline)
				truth_die("a thread does not return to its system call");
			sched_yield();
		}
	}
}

static void write_truth(struct truth_record *record, int signal)
{
	truth_record_open(record);
	fprintf(record->json, "{\"pid\": %d, \"tid\": %d, \"signal\": %d,\n", record->pid,
		record->crashing_tid, signal);
	truth_record_threads(record);
	truth_record_proc_files(record);
	truth_record_memory(record);
	fprintf(record->json, "\"complete\": true}\n");
	truth_record_close(record);
}

/* A child's death is told to its parent, which goes on. Returns the program's status. */
static int wait_for_end(pid_t program)
{
	for (;;) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0)
			truth_die("waitpid");
		if (tid == program && !WIFSTOPPED(status))
			return status;
		if (WIFSTOPPED(status) &&
		    ptrace(PTRACE_CONT, tid, NULL,
			   (void *)(long)(status >> 16 ? 0 : WSTOPSIG(status))) < 0 &&
		    errno != ESRCH)
			truth_die("PTRACE_CONT");
	}
}

static void write_setting(char *setting)
{
	char *text = strchr(setting, '=');
	FILE *file;

	if (!text)
		truth_die(setting);
	*text++ = '\0';
	file = fopen(setting, "we");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		truth_die(setting);
}

/* The position of PROGRAM among the arguments, or 0. */
static int read_options(int argc, char **argv, const char **ret_directory, char **ret_setting)
{
	int option;

	while ((option = getopt(argc, argv, "+o:w:")) >= 0) {
		if (option == 'o')
			*ret_directory = optarg;
		else if (option == 'w')
			*ret_setting = optarg;
		else
			return 0;
	}
	return *ret_directory && optind < argc ? optind : 0;
}

/*
 * A leak check clones a tracer, which in a new pid namespace would become its init: the check waits
 * for ever then.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int main(int argc, char **argv)
{
	struct truth_record record = { 0 };
	int signal, status = 0, first_word;
	char *setting = NULL;
	pid_t program;

	first_word = read_options(argc, argv, &record.directory, &setting);
	if (first_word == 0) {
		fprintf(stderr,
			"usage: record_truth -o DIRECTORY [-w FILE=TEXT] PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	record.pid = program = launch(argv + first_word);
	signal = run_to_fatal_signal(&record, &status);
	if (signal) {
		add_thread(&record, record.crashing_tid, signal);
		stop_siblings(&record);
		write_truth(&record, signal);
		release_siblings(&record);
		if (setting)
			write_setting(setting);
		ptrace(PTRACE_DETACH, record.crashing_tid, NULL, (void *)(long)signal);
		status = wait_for_end(program);
	}
	write_result(&record, signal != 0, status);
	free(record.threads);
	return 0;
}
