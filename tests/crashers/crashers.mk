# SPDX-License-Identifier: GPL-2.0-or-later
# The crash programs and the truth recorder. Included by the Makefile, or used alone from the top of
# the tree: make -f tests/crashers/crashers.mk BUILD=build crashers
# A file here is a program unless CRASHER_PARTS names it.

BUILD ?= build
CC ?= gcc

CRASHER_DIR := $(BUILD)/tests/crashers
CRASHER_PARTS := known_registers parked_threads module_crash
CRASHER_SHARED := tests/crashers/known_registers.c tests/crashers/parked_threads.c
CRASHER_HEADERS := $(wildcard tests/crashers/*.h)
CRASHER_SOURCES := $(filter-out $(CRASHER_PARTS:%=tests/crashers/%.c),$(wildcard tests/crashers/*.c))
CRASHERS := $(CRASHER_SOURCES:tests/crashers/%.c=$(CRASHER_DIR)/%)
# One program, linked in the ways that a reader of modules may trip over.
CRASHER_VARIANTS := $(addprefix $(CRASHER_DIR)/segv_threads.,static static-pie no-build-id)
CRASHER_MODULES := $(CRASHER_DIR)/libmodule_crash.so

# Optimised little and never inlined: the frames in a backtrace are the functions in the source.
CRASHER_CFLAGS := -std=gnu11 -D_GNU_SOURCE -I. -O1 -g -fno-inline -fno-omit-frame-pointer \
	-fno-optimize-sibling-calls -Wall -Wextra -Wno-unused-but-set-variable -Wno-infinite-recursion \
	-Werror -pthread -Wl,--build-id=sha1

RECORD_TRUTH := $(BUILD)/tests/support/record_truth
RECORD_TRUTH_SOURCES := tests/support/record_truth.c $(wildcard tests/support/truth_*.c)

.PHONY: crashers
crashers: $(CRASHERS) $(CRASHER_VARIANTS) $(CRASHER_MODULES) $(RECORD_TRUTH)

$(CRASHERS): $(CRASHER_DIR)/%: tests/crashers/%.c $(CRASHER_SHARED) $(CRASHER_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CRASHER_CFLAGS) -o $@ $< $(CRASHER_SHARED) -ldl

$(CRASHER_DIR)/segv_threads.static: CRASHER_LINK := -static
$(CRASHER_DIR)/segv_threads.static-pie: CRASHER_LINK := -static-pie -fPIE
$(CRASHER_DIR)/segv_threads.no-build-id: CRASHER_LINK := -Wl,--build-id=none
$(CRASHER_VARIANTS): tests/crashers/segv_threads.c $(CRASHER_SHARED) $(CRASHER_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CRASHER_CFLAGS) $(CRASHER_LINK) -o $@ $< $(CRASHER_SHARED)

$(CRASHER_DIR)/lib%.so: tests/crashers/%.c
	@mkdir -p $(@D)
	$(CC) $(CRASHER_CFLAGS) -fPIC -shared -o $@ $<

$(RECORD_TRUTH): $(RECORD_TRUTH_SOURCES) tests/support/truth_record.h
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE -I. -O2 -g -Wall -Wextra -Werror -o $@ $(RECORD_TRUTH_SOURCES)
