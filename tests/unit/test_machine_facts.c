/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kselftest_harness.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collector/machine_facts.h"
#include "lib/base/deadline.h"

FIXTURE(machine)
{
	struct crash_capture *capture;
};

FIXTURE_SETUP(machine)
{
	self->capture = malloc(sizeof(*self->capture));
	ASSERT_NE(self->capture, NULL);
	crash_capture_init(self->capture);
}

FIXTURE_TEARDOWN(machine)
{
	crash_capture_done(self->capture);
	free(self->capture);
}

TEST_F(machine, the_kernel_names_itself)
{
	const struct capture_system *system = &self->capture->system;
	struct utsname names;

	ASSERT_EQ(uname(&names), 0);
	machine_facts_take(self->capture);
	EXPECT_STREQ(system->kernel_name, names.sysname);
	EXPECT_STREQ(system->kernel_release, names.release);
	EXPECT_STREQ(system->kernel_version, names.version);
	EXPECT_STREQ(system->machine, names.machine);
	EXPECT_EQ(system->page_size, (uint32_t)sysconf(_SC_PAGESIZE));
	EXPECT_EQ(system->clock_ticks, (uint32_t)sysconf(_SC_CLK_TCK));
}

TEST_F(machine, clocks_are_read_now)
{
	const struct capture_clocks *clocks = &self->capture->clocks;
	uint64_t realtime = clock_now_ns(CLOCK_REALTIME), monotonic = clock_now_ns(CLOCK_MONOTONIC);

	machine_facts_take(self->capture);
	EXPECT_GE(clocks->realtime_ns, realtime);
	EXPECT_LE(clocks->realtime_ns, clock_now_ns(CLOCK_REALTIME));
	EXPECT_GE(clocks->monotonic_ns, monotonic);
	EXPECT_LE(clocks->monotonic_ns, clock_now_ns(CLOCK_MONOTONIC));
	EXPECT_GE(clocks->boottime_ns, clocks->monotonic_ns);
	EXPECT_LE(clocks->boottime_ns, clock_now_ns(CLOCK_BOOTTIME));
}

TEST_F(machine, processors_are_those_of_the_affinity)
{
	cpu_set_t all, one;
	int cpu = 0;

	ASSERT_EQ(sched_getaffinity(0, sizeof(all), &all), 0);
	machine_facts_take(self->capture);
	EXPECT_EQ(self->capture->system.n_cpus, (uint32_t)CPU_COUNT(&all));
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
	machine_facts_take(self->capture);
	EXPECT_EQ(self->capture->system.n_cpus, 1);
}

TEST_F(machine, only_the_first_processor_is_kept)
{
	struct bytes text;

	machine_facts_read(self->capture);
	text = self->capture->texts[TEXT_cpuinfo];
	ASSERT_GT(text.size, 0);
	EXPECT_LE(text.size, capture_text_limit(TEXT_cpuinfo));
	EXPECT_EQ(text.data[text.size - 1], '\n');
	EXPECT_EQ(memmem(text.data, text.size, "\n\n", 2), NULL);
}

TEST_F(machine, the_boot_id_is_a_uuid_without_its_newline)
{
	const char *id = self->capture->clocks.boot_id;

	machine_facts_read(self->capture);
	ASSERT_EQ(strlen(id), 36);
	EXPECT_EQ(strspn(id, "0123456789abcdef-"), 36);
	EXPECT_EQ(id[8], '-');
}

TEST_F(machine, os_release_is_as_on_disk_or_empty)
{
	struct bytes text;
	FILE *file = fopen("/etc/os-release", "re");
	char expected[8192];
	size_t size = 0;

	if (file) {
		size = fread(expected, 1, sizeof(expected), file);
		(void)fclose(file);
	}
	machine_facts_read(self->capture);
	text = self->capture->texts[TEXT_os_release];
	ASSERT_EQ(text.size, size);
	EXPECT_EQ(memcmp(text.data, expected, size), 0);
}

TEST_HARNESS_MAIN
