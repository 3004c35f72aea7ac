# SPDX-License-Identifier: GPL-2.0-or-later
# The collector is linked with musl where there is musl-gcc: on virtual machines glibc's start-up
# alone takes longer than all that the collector does before the hang-up, for it asks the processor
# for its features (CPUID), and each question leaves the virtual machine. COLLECTOR_LIBC=glibc links
# it with glibc, as a build with sanitizers always does.

MUSL_CC ?= musl-gcc
ifneq ($(SANITIZE)$(CROSS_COMPILE),)
COLLECTOR_LIBC := glibc
endif
COLLECTOR_LIBC ?= $(if $(shell command -v $(MUSL_CC)),musl,glibc)

# No minidump is read where one crashes, no stack walked, and nobody is given a report. Of the
# library only what is called gets linked.
musl_sources := $(filter-out lib/minidump/% lib/stackwalk/% lib/store/report_access.c,\
	$(library_sources)) \
	$(filter collector/%,$(program_sources)) \
	$(call folder_sources,coredump-pattern) $(call sources_in,collector/musl)
musl_sources := $(filter-out coredump-pattern/%,$(musl_sources)) coredump-pattern/specifiers.c
musl_objects_of = $(patsubst %.c,$(B)/musl/%.o,$(1))
musl_objects := $(call musl_objects_of,$(filter-out lib/%,$(musl_sources)))
musl_library := $(B)/lib/musl/libminidumpd.a
$(musl_library): $(call musl_objects_of,$(filter lib/%,$(musl_sources)))
musl_include := $(B)/musl/include

# The headers of the kernel and of the two libraries, and nothing else of glibc's folders.
multiarch = $(shell $(HOSTCC) -print-multiarch)
$(B)/musl/headers: make/musl.mk $(B)/flags
	@mkdir -p $(musl_include)/kernel $(musl_include)/libraries
	@ln -sfn /usr/include/linux $(musl_include)/kernel/linux
	@ln -sfn /usr/include/asm-generic $(musl_include)/kernel/asm-generic
	@ln -sfn /usr/include/$(multiarch)/asm $(musl_include)/kernel/asm
	@ln -sf $(foreach header,lz4.h lz4frame.h ini.h,/usr/include/$(header)) \
		$(musl_include)/libraries/
	@touch $@

$(B)/musl/%.o: CC := $(MUSL_CC)
$(B)/musl/%.o: hardening_flags := -fstack-protector-strong
$(B)/musl/%.o: library_flags = -isystem $(musl_include)/libraries -idirafter $(musl_include)/kernel
$(B)/musl/%.o: %.c $(B)/flags $(B)/musl/headers | $(B)/gen/paths.h $(B)/gen/seccomp_filter.h
	$(call compile)

static_archive = $(shell $(PKG_CONFIG) --variable=libdir $(1))/$(2)
