# SPDX-License-Identifier: GPL-2.0-or-later
# Tests. tests/support/run_tests runs each program under a time limit and reads its TAP.

cache := $(O)/cache
kselftest := $(cache)/kselftest
kselftest_headers := $(kselftest)/kselftest_harness.h $(kselftest)/kselftest.h

# Running out of memory is an answer, which the program under test has to take, not a report. And
# what a tool of the tests starts must be able to dump core, which a sanitizer would turn off.
asan_options := allocator_may_return_null=1:detect_stack_use_after_return=1:disable_coredump=0
sanitizer_options := ASAN_OPTIONS=$(asan_options) UBSAN_OPTIONS=print_stacktrace=1
run_tests = $(if $(SANITIZE),$(sanitizer_options)) tests/support/run_tests \
	--label '$(1)$(if $(SANITIZE), sanitized)'
every_archive := $(folder_archives) $(library) $(image_library)
every_library = $(call link_libraries,jansson nettle libacl liblz4 inih libelf)

# The kernel's harness is fetched once, then kept outside git. Its macros define functions without
# prototypes.
$(kselftest_headers) &: | $(O)/packages-unit
	@tests/support/fetch_kselftest $(kselftest)

$(B)/obj/tests/unit/%.o: tests/unit/%.c $(B)/flags | $(B)/gen/paths.h $(kselftest_headers)
	$(call compile,-isystem $(kselftest) -Wno-missing-prototypes \
		-Wno-format-truncation)

# Unit tests: one program per file, linked with everything but the main.c of each program.
unit_programs := $(patsubst %.c,$(B)/%,$(unit_sources))
unit_shared := $(B)/lib/libunit.a
$(unit_shared): $(call objects_of,$(unit_shared_sources))
$(unit_programs): $(B)/tests/unit/%: $(B)/obj/tests/unit/%.o $(unit_shared) $(every_archive)
	$(call link,-pie,$(every_library))

# Fuzz targets, with a main that replays a corpus.
replay_programs := $(patsubst tests/fuzz/fuzz_%.c,$(B)/tests/fuzz/replay_%,$(fuzz_sources))
$(replay_programs): $(B)/tests/fuzz/replay_%: $(B)/obj/tests/fuzz/fuzz_%.o \
		$(B)/obj/tests/fuzz/replay.o $(every_archive)
	$(call link,-pie,$(every_library))

# ... and with libFuzzer's main, made by the sub-make of `make fuzz`.
fuzz_programs := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(fuzz_sources))
$(fuzz_programs): $(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(every_archive)
	$(call link,-fsanitize=fuzzer,$(every_library))

# Programs that crash: optimised little and never inlined, so that the frames in a backtrace are
# the functions in the source. A file of these and of the tools may ask for more flags or sources
# in its first lines: "/* build: -static */".
asked_flags = $(shell sed -n '1,12s|^[/ ]\* build: *\([^*]*\).*|\1|p' $(1))
crasher_flags := $(language_flags) $(warning_flags) -Wno-unused-but-set-variable -O1 -g \
	-fno-inline -fno-omit-frame-pointer -fno-optimize-sibling-calls -pthread -Wl,--build-id=sha1
crashers := $(patsubst %.c,$(B)/%,$(crasher_sources))
$(crashers): $(B)/%: %.c $(wildcard tests/crashers/shared/*) $(B)/flags
	$(call say,CRASHER,$@)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(crasher_flags) -o $@ $< $(call asked_flags,$<)

# Tools that tests start. Sanitizers do not go with static programs.
tool_programs := $(patsubst %.c,$(B)/%,$(tool_main_sources))
tool_archive = $(B)/lib/libtests-$(1).a
$(foreach folder,$(tool_folders),$(eval $(call tool_archive,$(folder)): \
	$(call objects_of,$(filter tests/$(folder)/%,$(filter-out $(tool_main_sources),\
		$(tool_sources))))))
$(foreach folder,$(tool_folders),$(eval $(filter $(B)/tests/$(folder)/%,$(tool_programs)): \
	$(call tool_archive,$(folder))))
$(tool_programs): $(B)/tests/%: $(B)/obj/tests/%.o $(every_archive)
	$(call link,$(filter-out $(if $(SANITIZE),-static),$(call asked_flags,tests/$*.c)),\
		$(every_library))

test_programs := $(crashers) $(tool_programs)

.PHONY: tests check check-unit check-corpus check-e2e check-aarch64 \
	check-clang fuzz fuzz-programs objects
tests: all $(unit_programs) $(replay_programs) $(test_programs) ## build every test program

check: ## run every test and lint; as root, for crashes are part of it
	@tests/support/install_deps build unit check
	+@MAKE='$(MAKE)' CHECK_RESULTS='$(abspath $(O)/check-results)' tests/support/check

check-unit: $(unit_programs) | $(O)/packages-unit ## run the unit tests (no root, no network)
	@$(call run_tests,unit) --timeout 60 $(unit_programs)

check-corpus: $(replay_programs) ## replay the fuzz corpus; use it with SANITIZE=address,undefined
	@$(call run_tests,corpus) --timeout 60 $(replay_programs)

# E2E=part-of-a-name... chooses among the end-to-end tests.
E2E ?=
check-e2e: all $(test_programs) ## crash real programs and look at what comes out (root)
	@tests/support/fetch_breakpad $(O)/tools || : # the tests name the reader that is missing
	@MINIDUMPD_BUILD=$(abspath $(B)) \
		$(call run_tests,e2e) --cases --timeout 1800 --arguments '$(E2E)' tests/e2e/run

# On emulated processors, what would take minutes is skipped. What cannot be undone is done.
vm_kernels := $(shell sed -n 's/^\([0-9a-z][^[:space:]]*\).*/\1/p' tests/vm/kernels.txt)
vm_checks := $(addprefix check-vm-,$(vm_kernels))
in_vm := env MINIDUMPD_EMULATED=1 MINIDUMPD_DISPOSABLE=1 MINIDUMPD_BUILD=$(B) tests/e2e/run $(E2E)
.PHONY: check-vm $(vm_checks)
check-vm: $(vm_checks) ## crash programs on each kernel of tests/vm/kernels.txt (root, slow)
$(vm_checks): check-vm-%: all $(test_programs)
	@tests/support/install_deps vm
	@$(call run_tests,e2e on $*) --cases --timeout 5400 \
		--arguments '--timeout 5300 $* $(in_vm)' tests/vm/run

# Compiled, not linked: the libraries' headers are the same for every architecture, and come after
# those of the cross compiler.
check-aarch64: ## compile everything for aarch64
	+@$(MAKE) --no-print-directory O=$(O)/aarch64 CROSS_COMPILE=aarch64-linux-gnu- \
		CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar PKG_CONFIG=true SANITIZE= \
		WERROR=1 CFLAGS='$(CFLAGS) -idirafter /usr/include' objects

check-clang: ## compile everything with clang, which warns of other things
	+@$(MAKE) --no-print-directory O=$(O)/clang CC=$(CLANG) SANITIZE= WERROR=1 objects

objects: $(call objects_of,$(product_sources)) $(every_archive)

FUZZ_SECONDS ?= 30
fuzz: ## fuzz each parser for FUZZ_SECONDS (30)
	+@$(MAKE) --no-print-directory O=$(O)/fuzz CC=$(CLANG) \
		SANITIZE=fuzzer-no-link,address,undefined fuzz-programs
	@tests/fuzz/run '$(O)/fuzz' $(FUZZ_SECONDS)
fuzz-programs: $(fuzz_programs)
