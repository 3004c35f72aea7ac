# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed, as a list of MODE:SOURCE:DESTINATION that install and uninstall share.

mandir := $(PREFIX)/share/man
docdir := $(PREFIX)/share/doc/minidumpd

bin_programs := $(filter %/minidumpctl %/minidump-converter,$(programs))
lib_programs := $(filter-out $(bin_programs),$(programs))
man_pages := $(sort $(wildcard $(foreach section,1 5 7 8,*/*.$(section) lib/*/*.$(section))))

# systemd/NAME.SUFFIX, where systemd(1) and its tools look for it. What ends in .in names our
# folders as @bindir@, @libdir@, @confdir@.
systemd_folder = $(PREFIX)/lib/$(or \
	$(if $(filter %.sysctl %sysctl.conf,$(1)),sysctl.d), \
	$(if $(filter %sysusers.conf,$(1)),sysusers.d), \
	$(if $(filter %tmpfiles.conf,$(1)),tmpfiles.d), \
	systemd/system)
systemd_name = $(or $(and $(filter %.conf,$(1)),minidumpd.conf),$(notdir $(1)))
systemd_files := $(sort $(wildcard $(addprefix systemd/*.,service path timer socket conf)))
systemd_templates := $(sort $(wildcard systemd/*.in))
systemd_generated := $(patsubst %.in,$(B)/%,$(systemd_templates))

$(B)/systemd/%: systemd/%.in $(B)/gen/paths.h
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(QUIET)sed -e 's|@bindir@|$(bindir)|g' -e 's|@libdir@|$(libdir)|g' \
		-e 's|@confdir@|$(confdir)|g' $< >$@

installed := \
	$(foreach file,$(bin_programs),755:$(file):$(bindir)/$(notdir $(file))) \
	$(foreach file,$(lib_programs),755:$(file):$(libdir)/$(notdir $(file))) \
	$(foreach file,$(man_pages),\
		644:$(file):$(mandir)/man$(subst .,,$(suffix $(file)))/$(notdir $(file))) \
	$(foreach file,$(systemd_files) $(systemd_generated),\
		644:$(file):$(call systemd_folder,$(file))/$(call systemd_name,$(file))) \
	$(foreach file,$(wildcard README.md LICENSE),644:$(file):$(docdir)/$(file))

item_mode = $(word 1,$(subst :, ,$(1)))
item_source = $(word 2,$(subst :, ,$(1)))
item_destination = $(DESTDIR)$(word 3,$(subst :, ,$(1)))

define newline


endef

.PHONY: install uninstall
install: all $(systemd_generated) ## install under PREFIX (/usr/local), below DESTDIR if it is set
	$(foreach item,$(installed),$(call say,INSTALL,$(call item_destination,$(item)))$(newline)\
	$(QUIET)install -D -m $(call item_mode,$(item)) $(call item_source,$(item)) \
		$(call item_destination,$(item))$(newline))

uninstall: ## remove what install put there, and nothing else
	$(foreach item,$(installed),$(call say,REMOVE,$(call item_destination,$(item)))$(newline)\
	$(QUIET)rm -f $(call item_destination,$(item))$(newline))
	$(QUIET)rmdir --ignore-fail-on-non-empty \
		$(DESTDIR)$(libdir) $(DESTDIR)$(docdir) 2>/dev/null || :
