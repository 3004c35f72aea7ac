/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sample_capture.h"

#include <assert.h>
#include <elf.h>
#include <signal.h>
#include <string.h>

enum {
	WORD_RBP = 4,
	WORD_RIP = 16,
	WORD_CS = 17,
	WORD_EFLAGS = 18,
	WORD_RSP = 19,
	WORD_SS = 20,
	N_WORDS = 27,
	PR_REG = 112,
};

static void put_u64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put_u32(uint8_t *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

uint64_t sample_register(size_t thread, size_t word)
{
	switch (word) {
	case WORD_RBP:
		return thread == 0 ? SAMPLE_SP + 0x40 : SAMPLE_OTHER_STACK + 0x100;
	case WORD_RIP:
		return thread == 0 ? SAMPLE_IP : SAMPLE_LIBRARY + 0x2000;
	case WORD_RSP:
		return thread == 0 ? SAMPLE_SP : SAMPLE_OTHER_STACK + 128;
	case WORD_CS:
		return 0x33;
	case WORD_SS:
		return 0x2b;
	case WORD_EFLAGS:
		return 0x10246;
	default:
		return word > WORD_SS && word != 21 && word != 22
			       ? 0
			       : 0x1111000000000000ULL * (thread + 1) + word;
	}
}

static void fill_registers(struct sample_capture *sample)
{
	for (size_t thread = 0; thread < 2; thread++)
		for (size_t word = 0; word < N_WORDS; word++)
			put_u64(sample->prstatus[thread] + PR_REG + 8 * word,
				sample_register(thread, word));
	for (size_t i = 0; i < sizeof(sample->fpregs); i++)
		sample->fpregs[i] = (uint8_t)(i * 7);
	memcpy(sample->xstate, sample->fpregs, sizeof(sample->fpregs));
	put_u32(sample->xstate + 24, 0x1f80);
	put_u64(sample->xstate + 512, 7);
	for (size_t i = 576; i < SAMPLE_XSTATE; i++)
		sample->xstate[i] = (uint8_t)(i * 3);
}

static void add_threads(struct sample_capture *sample)
{
	struct capture_thread other = {
		.tid = SAMPLE_OTHER_TID,
		.ns_tid = 10,
		.name = "main",
		.source = REGISTERS_CORE_NOTES,
		.registers = { .prstatus = bytes_of(sample->prstatus[1], SAMPLE_PRSTATUS),
			       .fpregs = bytes_of(sample->fpregs, sizeof(sample->fpregs)) },
		.stack_pointer = SAMPLE_OTHER_STACK + 128,
		.instruction_pointer = SAMPLE_LIBRARY + 0x2000,
		.stack_start = SAMPLE_OTHER_STACK,
		.stack_size = SAMPLE_OTHER_SIZE,
	};
	struct capture_thread crashing = {
		.tid = SAMPLE_TID,
		.ns_tid = 12,
		.name = "w\xc3\xb6rker",
		.source = REGISTERS_CORE_NOTES,
		.registers = { .prstatus = bytes_of(sample->prstatus[0], SAMPLE_PRSTATUS),
			       .xstate = bytes_of(sample->xstate, SAMPLE_XSTATE) },
		.stack_pointer = SAMPLE_SP,
		.instruction_pointer = SAMPLE_IP,
		.stack_start = SAMPLE_STACK,
		.stack_size = SAMPLE_STACK_SIZE,
	};

	assert(crash_capture_add_thread(&sample->capture, &other) == 0);
	assert(crash_capture_add_thread(&sample->capture, &crashing) == 0);
}

static void add_mapping(struct sample_capture *sample, uint64_t start, uint64_t size,
			unsigned int flags, const char *path)
{
	struct capture_mapping mapping = {
		.start = start, .end = start + size, .flags = flags, .path = path
	};

	assert(crash_capture_add_mapping(&sample->capture, &mapping) == 0);
}

static void add_mappings(struct sample_capture *sample)
{
	static const char maps[] =
		"555555554000-555555556000 r-xp 00000000 08:01 11 /opt/sample\n"
		"555555556000-555555558000 rw-p 00002000 08:01 11 /opt/sample\n"
		"7ffff7a00000-7ffff7a01000 rw-p 00000000 00:00 0\n"
		"7ffff7c00000-7ffff7c08000 r-xp 00000000 08:01 12 /usr/lib/libsample.so.3.2.1\n"
		"7ffff7fc0000-7ffff7fc2000 r-xp 00000000 00:00 0 [vdso]\n"
		"7fffffffd000-7ffffffff000 rw-p 00000000 00:00 0 [stack]\n"
		"7fffff";

	sample->capture.texts[TEXT_maps] = bytes_of(maps, strlen(maps));
	add_mapping(sample, SAMPLE_MAIN, 0x2000, MAPPING_READ | MAPPING_EXEC, "/opt/sample");
	add_mapping(sample, SAMPLE_MAIN + 0x2000, 0x2000, MAPPING_READ | MAPPING_WRITE,
		    "/opt/sample");
	add_mapping(sample, SAMPLE_OTHER_STACK, 0x1000, MAPPING_READ | MAPPING_WRITE, "");
	add_mapping(sample, SAMPLE_LIBRARY, 0x8000, MAPPING_READ | MAPPING_EXEC,
		    "/usr/lib/libsample.so.3.2.1");
	add_mapping(sample, 0x7ffff7fc0000, 0x2000, MAPPING_READ | MAPPING_EXEC, "[vdso]");
	add_mapping(sample, SAMPLE_STACK, 0x2000, MAPPING_READ | MAPPING_WRITE, "[stack]");
}

static void add_modules(struct sample_capture *sample)
{
	const struct capture_module modules[] = {
		{ .base = 0x400000, .size = 0x1000, .path = "/lib/low.so", .soname = "" },
		{ .base = SAMPLE_MAIN,
		  .size = 0x4000,
		  .dynamic = SAMPLE_DYNAMIC,
		  .path = "/opt/sample",
		  .soname = "",
		  .build_id = bytes_of(sample->build_id, sizeof(sample->build_id)),
		  .is_main = true,
		  .is_deleted = true },
		{ .base = SAMPLE_LIBRARY,
		  .size = 0x8000,
		  .path = "/usr/lib/libsample.so.3.2.1",
		  .soname = "libsample.so.3",
		  .build_id = bytes_of(sample->build_id, 8) },
	};

	for (size_t i = 0; i < sizeof(sample->build_id); i++)
		sample->build_id[i] = (uint8_t)(0xa0 + i);
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		assert(crash_capture_add_module(&sample->capture, &modules[i]) == 0);
}

/* A dynamic section with DT_DEBUG, r_debug and two link_maps, all in one page. */
static void fill_loader(struct sample_capture *sample)
{
	uint8_t *page = sample->loader;
	const uint64_t at = SAMPLE_DYNAMIC;

	put_u64(page, DT_DEBUG);
	put_u64(page + 8, at + 0x100);
	put_u32(page + 0x100, 1);
	put_u64(page + 0x108, at + 0x200);
	put_u64(page + 0x110, 0x1234);
	put_u64(page + 0x120, SAMPLE_LIBRARY);
	put_u64(page + 0x200, SAMPLE_MAIN);
	put_u64(page + 0x208, at + 0x300);
	put_u64(page + 0x210, at);
	put_u64(page + 0x218, at + 0x240);
	put_u64(page + 0x240, SAMPLE_LIBRARY);
	put_u64(page + 0x248, at + 0x301);
	put_u64(page + 0x250, SAMPLE_LIBRARY + 0x7000);
	memcpy(page + 0x301, "/usr/lib/libsample.so.3", 24);
}

static void add_memory(struct sample_capture *sample, uint64_t start, uint8_t *data, size_t size,
		       enum memory_kind kind)
{
	memory_buffer_add(&sample->memory, start, data, size);
	assert(memory_plan_add(&sample->capture.memory, start, size, kind) == 0);
}

static void add_all_memory(struct sample_capture *sample)
{
	for (size_t i = 0; i < sizeof(sample->stack); i++)
		sample->stack[i] = (uint8_t)(i / 256 + i);
	memset(sample->other_stack, 0x5a, sizeof(sample->other_stack));
	memset(sample->code, 0x90, sizeof(sample->code));
	fill_loader(sample);
	/* A frame pointer and a return address, for whoever walks the stack. */
	put_u64(sample->stack + 128 + 0x40, 0);
	put_u64(sample->stack + 128 + 0x48, SAMPLE_LIBRARY + 0x1234);
	add_memory(sample, SAMPLE_STACK, sample->stack, sizeof(sample->stack),
		   MEMORY_CRASHING_STACK);
	add_memory(sample, SAMPLE_IP - 128, sample->code, sizeof(sample->code),
		   MEMORY_INSTRUCTIONS);
	add_memory(sample, SAMPLE_OTHER_STACK, sample->other_stack, sizeof(sample->other_stack),
		   MEMORY_STACK);
	add_memory(sample, SAMPLE_DYNAMIC, sample->loader, sizeof(sample->loader), MEMORY_LOADER);
	assert(memory_plan_settle(&sample->capture.memory) == 0);
}

static struct bytes bytes_of_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

static void add_texts(struct crash_capture *capture)
{
	static const char cmdline[] = "/opt/sample\0--now";

	capture->texts[TEXT_cmdline] = bytes_of(cmdline, sizeof(cmdline));
	capture->texts[TEXT_status] = bytes_of_text("Name:\tsample\nPid:\t4240\n");
	capture->texts[TEXT_os_release] =
		bytes_of_text("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"\n");
	capture->texts[TEXT_limits] = bytes_of_text(
		"Limit                     Soft Limit           Hard Limit           Units     \n"
		"Max open files            1024                 4096                 files     \n");
	capture->texts[TEXT_stat] = bytes_of_text(
		"4240 (sam) ple) S 1 2 3 4 5 6 7 8 9 10 350 120 0 0 20 0 2 0 100000 1 1\n");
	capture->texts[TEXT_cpuinfo] = bytes_of_text(
		"processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\n"
		"model name\t: Sample\nstepping\t: 8\nflags\t\t: fpu tsc cx8 mmx sse sse2 avx2\n");
}

static void set_exception(struct sample_capture *sample)
{
	put_u32(sample->siginfo, SIGSEGV);
	put_u32(sample->siginfo + 8, SEGV_MAPERR);
	put_u64(sample->siginfo + 16, SAMPLE_ADDRESS);
	sample->capture.fatal = (struct crash_exception){
		.present = true,
		.tid = SAMPLE_TID,
		.signal = SIGSEGV,
		.code = SEGV_MAPERR,
		.siginfo = bytes_of(sample->siginfo, sizeof(sample->siginfo)),
	};
}

void sample_capture_init(struct sample_capture *sample)
{
	struct crash_capture *capture = &sample->capture;
	const struct capture_fd fds[] = { { 0, "/dev/null" }, { 5, "socket:[77]" } };

	memset(sample, 0, sizeof(*sample));
	crash_capture_init(capture);
	memory_buffer_init(&sample->memory);
	capture->machine = EM_X86_64;
	capture->elf_class = ELFCLASS64;
	capture->process.pid = SAMPLE_OTHER_TID;
	capture->process.crashing_tid = SAMPLE_TID;
	capture->process.exe = "/opt/sample";
	capture->clocks.realtime_ns = SAMPLE_TIME * 1000000000ULL + 5;
	capture->clocks.boottime_ns = 5000ULL * 1000000000ULL;
	capture->system = (struct capture_system){
		.kernel_name = "Linux",
		.kernel_release = "6.1.42-13-amd64",
		.kernel_version = "#1 SMP",
		.machine = "x86_64",
		.n_cpus = 300,
		.page_size = 4096,
		.clock_ticks = 100,
	};
	fill_registers(sample);
	add_threads(sample);
	add_mappings(sample);
	add_modules(sample);
	add_all_memory(sample);
	add_texts(capture);
	set_exception(sample);
	assert(crash_capture_add_fd(capture, &fds[0]) == 0);
	assert(crash_capture_add_fd(capture, &fds[1]) == 0);
	soft_errors_add(&capture->soft_errors, SOFT_ERROR_unreadable, "mountinfo \xc3", 13);
}

void sample_capture_done(struct sample_capture *sample)
{
	crash_capture_done(&sample->capture);
}
