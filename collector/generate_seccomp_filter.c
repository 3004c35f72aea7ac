/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs when the collector is built: prints the worker's system call filter for one architecture as
 * a C header. Building it here keeps libseccomp out of the collector and its 80 us out of each
 * crash. Usage: generate_seccomp_filter x86_64|aarch64 [sanitize]
 */
#include <linux/filter.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Reads what is open, writes the dump, waits for the core, allocates, ends. It opens nothing.
 * glibc's qsort() asks sysinfo() how much memory there is, once an array is larger than 1 KiB.
 */
static const char *const allowed_calls[] = {
	"read",		  "pread64",	  "write",	"close",	   "poll",
	"ppoll",	  "fstat",	  "newfstatat", "lseek",	   "munmap",
	"mremap",	  "madvise",	  "brk",	"clock_gettime",   "futex",
	"rt_sigprocmask", "rt_sigreturn", "exit",	"exit_group",	   "getpid",
	"gettid",	  "tgkill",	  "getrandom",	"restart_syscall", "fcntl",
	"recvmsg",	  "dup2",	  "dup3",	"setpriority",	   "sysinfo",
};

/* What the sanitizers' run-time library needs to work and to report. */
static const char *const sanitizer_calls[] = {
	"open",	   "openat",	       "readlink",	    "readlinkat", "sigaltstack",
	"prctl",   "rt_sigaction",     "sched_getaffinity", "getdents64", "prlimit64",
	"sysinfo", "getuid",	       "sched_yield",	    "stat",	  "access",
	"ioctl",   "process_vm_readv",
};

/* Memory may be had, but none that is executable: the protection is the third argument. */
static const char *const memory_calls[] = { "mmap", "mprotect" };

static int allow_memory(scmp_filter_ctx context)
{
	const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	for (size_t i = 0; i < sizeof(memory_calls) / sizeof(memory_calls[0]); i++) {
		int number = seccomp_syscall_resolve_name(memory_calls[i]);
		int r = seccomp_rule_add_array(context, SCMP_ACT_ALLOW, number, 1, &not_executable);

		if (r < 0) {
			(void)fprintf(stderr, "%s: %s\n", memory_calls[i], strerror(-r));
			return -1;
		}
	}
	return 0;
}

static int allow(scmp_filter_ctx context, const char *const *calls, size_t n_calls)
{
	for (size_t i = 0; i < n_calls; i++) {
		int number = seccomp_syscall_resolve_name(calls[i]);
		int r;

		if (number == __NR_SCMP_ERROR) {
			(void)fprintf(stderr, "unknown system call: %s\n", calls[i]);
			return -1;
		}
		r = seccomp_rule_add(context, SCMP_ACT_ALLOW, number, 0);
		if (r < 0) {
			(void)fprintf(stderr, "%s: %s\n", calls[i], strerror(-r));
			return -1;
		}
	}
	return 0;
}

static scmp_filter_ctx build_filter(const char *architecture, bool sanitize)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	uint32_t arch = seccomp_arch_resolve_name(architecture);

	if (!context || arch == 0)
		return NULL;
	if (arch != seccomp_arch_native() && (seccomp_arch_add(context, arch) < 0 ||
					      seccomp_arch_remove(context, SCMP_ARCH_NATIVE) < 0))
		return NULL;
	if (allow(context, allowed_calls, sizeof(allowed_calls) / sizeof(allowed_calls[0])) < 0 ||
	    allow_memory(context) < 0)
		return NULL;
	if (sanitize && allow(context, sanitizer_calls,
			      sizeof(sanitizer_calls) / sizeof(sanitizer_calls[0])) < 0)
		return NULL;
	return context;
}

/* libseccomp writes the program to a descriptor only: a temporary file takes it. */
static int print_program(scmp_filter_ctx context)
{
	FILE *file = tmpfile();
	struct sock_filter instruction;

	if (!file || seccomp_export_bpf(context, fileno(file)) < 0)
		return -1;
	rewind(file);
	(void)puts("/* SPDX-License-Identifier: GPL-2.0-or-later */");
	(void)puts("/* Made by generate_seccomp_filter when the collector was built. */");
	(void)puts("#pragma once\n");
	(void)puts("static const struct sock_filter seccomp_filter[] = {");
	while (fread(&instruction, sizeof(instruction), 1, file) == 1)
		(void)printf("\t{ 0x%04x, %u, %u, 0x%08x },\n", instruction.code, instruction.jt,
			     instruction.jf, instruction.k);
	(void)puts("};");
	(void)fclose(file);
	return fflush(stdout) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	scmp_filter_ctx context;

	if (argc < 2) {
		(void)fprintf(stderr, "usage: %s ARCHITECTURE [sanitize]\n", argv[0]);
		return EXIT_FAILURE;
	}
	context = build_filter(argv[1], argc > 2 && strcmp(argv[2], "sanitize") == 0);
	if (!context) {
		(void)fprintf(stderr, "no filter for %s\n", argv[1]);
		return EXIT_FAILURE;
	}
	return print_program(context) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
