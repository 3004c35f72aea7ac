/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in an .extra file: one flat JSON object, string to string. Names that Mozilla's crash
 * reporter uses keep its meaning; the rest are ours. The converter writes them, minidumpctl reads
 * them. Absent means not known. Never renamed: reports outlive the program.
 */
#pragma once

/* As Mozilla's. */
#define EXTRA_CRASH_TIME      "CrashTime"	    /* seconds since the epoch */
#define EXTRA_UPTIME	      "UptimeTS"	    /* seconds the process lived, with a fraction */
#define EXTRA_PRODUCT_NAME    "ProductName"	    /* file name of the executable, or comm */
#define EXTRA_PROCESS_TYPE    "ProcessType"	    /* "main" */
#define EXTRA_MINIDUMP_SHA256 "MinidumpSha256Hash"  /* lower-case hex, of the .dmp */
#define EXTRA_LSB_DESCRIPTION "LinuxLSBDescription" /* PRETTY_NAME of os-release(5) */
#define EXTRA_MICROCODE	      "CPUMicrocodeVersion" /* "0x..." */

/* Who. */
#define EXTRA_REPORT_ID	    "ReportId"
#define EXTRA_CRASH_TIME_NS "CrashTimeNanoseconds" /* nanoseconds since the epoch */
#define EXTRA_PID	    "ProcessId"		   /* in init's pid namespace */
#define EXTRA_TID	    "ThreadId"		   /* the crashing thread's */
#define EXTRA_NS_PID	    "NamespaceProcessId"   /* in its own, where that differs */
#define EXTRA_NS_TID	    "NamespaceThreadId"
#define EXTRA_PARENT_PID    "ParentProcessId"
#define EXTRA_UID	    "UserId"
#define EXTRA_GID	    "GroupId"
#define EXTRA_EXE	    "Executable" /* path as the kernel gives it */
#define EXTRA_COMM	    "Comm"
#define EXTRA_THREAD_NAME   "ThreadName"  /* the crashing thread's comm */
#define EXTRA_COMMAND_LINE  "CommandLine" /* arguments, quoted as a shell would read them */
#define EXTRA_CWD	    "WorkingDirectory"
#define EXTRA_ROOT	    "RootDirectory" /* where it is not "/" */
#define EXTRA_CGROUP	    "ControlGroup"
#define EXTRA_UNIT	    "Unit" /* systemd unit, from the control group */

/* What. */
#define EXTRA_SIGNAL	    "Signal" /* "SIGSEGV" */
#define EXTRA_SIGNAL_NUMBER "SignalNumber"
#define EXTRA_CODE	    "SignalCode" /* "SEGV_MAPERR", or the number */
#define EXTRA_CODE_NUMBER   "SignalCodeNumber"
#define EXTRA_ADDRESS	    "CrashAddress"    /* "0x...", only where the signal has one */
#define EXTRA_SENDER_PID    "SenderProcessId" /* of a signal that somebody sent */
#define EXTRA_SENDER_UID    "SenderUserId"

/* Where: the crashing thread's instruction pointer. */
#define EXTRA_WHERE	     "Where"	   /* "libfoo.so.1+0x1234", or "0x..." outside modules */
#define EXTRA_WHERE_MODULE   "WhereModule" /* path */
#define EXTRA_WHERE_OFFSET   "WhereOffset" /* "0x...", from the module's base */
#define EXTRA_WHERE_BUILD_ID "WhereBuildId"
#define EXTRA_SIGNATURE	     "Signature" /* hexadecimal digits; the same for crashes alike */

/* The machine, and what was captured. */
#define EXTRA_KERNEL	   "KernelRelease"
#define EXTRA_ARCHITECTURE "Architecture"
#define EXTRA_BOOT_ID	   "BootId"
#define EXTRA_BUILD_ID	   "ExecutableBuildId"
#define EXTRA_THREADS	   "ThreadCount"
#define EXTRA_MODULES	   "ModuleCount"
#define EXTRA_MEMORY_BYTES "MemoryBytes"
#define EXTRA_SOFT_ERRORS  "SoftErrors" /* JSON array in a string: code, subject, errno, count */
#define EXTRA_COMPLETE	   "CaptureComplete" /* "1", or "0" if cut short */
#define EXTRA_POLICY	   "Policy"	     /* name of the owner's rule that matched */
#define EXTRA_NO_DUMP	   "NoDumpReason"    /* why there is no .dmp */
#define EXTRA_READABLE_BY  "ReadableBy"	     /* uid that may read the report besides root */
#define EXTRA_GENERATOR	   "Generator"	     /* "minidumpd VERSION" */
