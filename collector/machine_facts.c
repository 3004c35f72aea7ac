/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collector/machine_facts.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/deadline.h"
#include "lib/base/fd_io.h"

#define PROCESSOR_SIZE_MAX 8192

static void copy_text(struct crash_capture *capture, const char *text, const char **ret_text)
{
	const char *copy = pool_copy_text(&capture->pool, text, strlen(text));

	if (copy)
		*ret_text = copy;
}

/* The kernel starts the collector with the affinity to all processors that are online. */
static uint32_t count_processors(void)
{
	cpu_set_t processors;

	if (sched_getaffinity(0, sizeof(processors), &processors) == 0)
		return (uint32_t)CPU_COUNT(&processors);
	return (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
}

void machine_facts_take(struct crash_capture *capture)
{
	struct capture_system *system = &capture->system;
	struct utsname names;

	system->n_cpus = count_processors();
	system->page_size = (uint32_t)sysconf(_SC_PAGESIZE);
	system->clock_ticks = (uint32_t)sysconf(_SC_CLK_TCK);
	capture->clocks.realtime_ns = clock_now_ns(CLOCK_REALTIME);
	capture->clocks.monotonic_ns = clock_now_ns(CLOCK_MONOTONIC);
	capture->clocks.boottime_ns = clock_now_ns(CLOCK_BOOTTIME);
	if (uname(&names) < 0)
		return;
	copy_text(capture, names.sysname, &system->kernel_name);
	copy_text(capture, names.release, &system->kernel_release);
	copy_text(capture, names.version, &system->kernel_version);
	copy_text(capture, names.machine, &system->machine);
}

/* Up to size bytes of a file; 0 when there are none. */
static size_t read_file(const char *path, char *buffer, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = fd < 0 ? 0 : fd_read_full(fd, buffer, size);

	return count > 0 ? (size_t)count : 0;
}

static void keep_text(struct crash_capture *capture, enum capture_text text, const char *buffer,
		      size_t size)
{
	uint8_t *copy = pool_copy(&capture->pool, buffer, size);

	if (copy)
		capture->texts[text] = bytes_of(copy, size);
}

/* The block of the first processor ends at the first empty line: the others say the same. */
static void read_processor(struct crash_capture *capture)
{
	char buffer[PROCESSOR_SIZE_MAX];
	size_t size = read_file("/proc/cpuinfo", buffer, sizeof(buffer));
	const char *end = memmem(buffer, size, "\n\n", 2);

	keep_text(capture, TEXT_cpuinfo, buffer, end ? (size_t)(end - buffer) + 1 : size);
}

static void read_os_release(struct crash_capture *capture)
{
	char buffer[LIMIT_SMALL_TEXT];
	size_t size = read_file("/etc/os-release", buffer, sizeof(buffer));

	keep_text(capture, TEXT_os_release, buffer, size);
}

static void read_boot_id(struct capture_clocks *clocks)
{
	size_t size = read_file("/proc/sys/kernel/random/boot_id", clocks->boot_id,
				sizeof(clocks->boot_id) - 1);

	clocks->boot_id[size] = '\0';
	clocks->boot_id[strcspn(clocks->boot_id, "\n")] = '\0';
}

void machine_facts_read(struct crash_capture *capture)
{
	read_processor(capture);
	read_os_release(capture);
	read_boot_id(&capture->clocks);
}
