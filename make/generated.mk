# SPDX-License-Identifier: GPL-2.0-or-later
# Sources that are written at build time, under build/gen/.

bindir := $(PREFIX)/bin
libdir := $(PREFIX)/lib/minidumpd
confdir := $(SYSCONFDIR)/minidumpd

define paths_text
'/* SPDX-License-Identifier: GPL-2.0-or-later */' \
'/* Where the installed parts of this build look for each other. Written by make. */' \
'#pragma once' \
'' \
'#define MINIDUMPD_VERSION "$(VERSION)"' \
'#define PATH_CONVERTER "$(bindir)/minidump-converter"' \
'#define PATH_COLLECTOR "$(libdir)/minidump-collector"' \
'#define PATH_CONFIG "$(confdir)/minidumpd.conf"'
endef

$(B)/gen/paths.h: FORCE
	$(call write_if_changed,$(paths_text))

# The collector's system call filter: exported by libseccomp here, loaded as it is at run time.
ifneq ($(wildcard collector/generate_seccomp_filter.c),)
filter_generator := $(O)/host/generate_seccomp_filter
filter_machine = $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

$(filter_generator): collector/generate_seccomp_filter.c | $(O)/packages-build
	$(call say,HOSTCC,$<)
	@mkdir -p $(@D)
	$(QUIET)$(HOSTCC) -std=gnu11 -D_GNU_SOURCE -I. $(warning_flags) -O1 -g -MMD -MP -o $@ $< \
		$(shell $(HOST_PKG_CONFIG) --cflags --libs libseccomp)
-include $(filter_generator).d

$(B)/gen/seccomp_filter.h: $(filter_generator) $(B)/flags
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(QUIET)$(filter_generator) $(filter_machine) $(if $(SANITIZE),sanitize) >$@

$(call objects_of,$(filter collector/%,$(program_sources))): | $(B)/gen/seccomp_filter.h
endif
