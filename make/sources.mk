# SPDX-License-Identifier: GPL-2.0-or-later
# Which sources there are. Each folder is searched, so a new file needs no edit here.

sources_in = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
objects_of = $(patsubst %.c,$(B)/obj/%.o,$(1))

# Generators run at build time on the build machine.
host_sources := collector/generate_seccomp_filter.c

image_sources := $(call sources_in,lib/elf/image)
library_sources := $(filter-out $(image_sources),$(call sources_in,lib))

# A program's folder: main.c, and the rest, which unit tests link too.
program_folders := collector converter coredump-pattern minidumpctl
program_sources := $(filter-out $(host_sources) collector/musl/%,\
	$(call sources_in,$(program_folders)))
folder_sources = $(filter-out $(1)/main.c,$(filter $(1)/%,$(program_sources)))

unit_sources := $(sort $(wildcard tests/unit/test_*.c))
unit_shared_sources := $(filter-out $(unit_sources),$(sort $(wildcard tests/unit/*.c)))
fuzz_sources := $(sort $(wildcard tests/fuzz/fuzz_*.c))

# Programs that crash, one file each; and tools of the tests: a file with a main is a program, what
# else its folder holds is linked into all of the folder's. Those of 32 bits need gcc's multilib.
has_i386 := $(wildcard /usr/lib32/crt1.o)
crasher_sources := $(sort $(wildcard tests/crashers/*.c) tests/demo/painter.c \
	tests/bench/crash_target.c)
crasher_sources := $(if $(has_i386),$(crasher_sources),$(filter-out %_i386.c %_i386_static.c,\
	$(crasher_sources)))
tool_folders := support e2e bench demo
tool_sources := $(filter-out $(crasher_sources),$(sort $(wildcard $(tool_folders:%=tests/%/*.c))))
tool_main_sources := $(if $(tool_sources),$(sort $(shell grep -l '^int main\>' $(tool_sources))))

product_sources := $(library_sources) $(image_sources) $(program_sources)
