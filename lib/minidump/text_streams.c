/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/minidump/text_streams.h"

#include "lib/minidump/format.h"
#include "lib/minidump/private_streams.h"

const struct text_stream text_streams[] = {
	{ MD_LINUX_CPU_INFO, TEXT_cpuinfo },
	{ MD_LINUX_PROC_STATUS, TEXT_status },
	{ MD_LINUX_LSB_RELEASE, TEXT_os_release },
	{ MD_LINUX_CMD_LINE, TEXT_cmdline },
	{ MD_LINUX_ENVIRON, TEXT_environ },
	{ MD_LINUX_AUXV, TEXT_auxv },
	{ MD_LINUX_MAPS, TEXT_maps },
	{ MD_LINUX_PROC_STAT, TEXT_stat },
	{ MD_MOZ_LINUX_LIMITS, TEXT_limits },
	{ MD_PRIVATE_CGROUP, TEXT_cgroup },
	{ MD_PRIVATE_MOUNTINFO, TEXT_mountinfo },
	{ MD_PRIVATE_IO, TEXT_io },
	{ MD_PRIVATE_SYSCALL, TEXT_syscall },
	{ MD_PRIVATE_PERSONALITY, TEXT_personality },
};

const size_t n_text_streams = sizeof(text_streams) / sizeof(text_streams[0]);
