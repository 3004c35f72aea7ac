# SPDX-License-Identifier: GPL-2.0-or-later
# How an object and an archive are made, and what makes them be made again.

# Rewrites the target only if its text differs, so that what depends on it is left alone.
define write_if_changed
	@mkdir -p $(@D)
	@printf '%s\n' $(1) | cmp -s - $@ || printf '%s\n' $(1) >$@
endef
shell_quote = '$(subst ','\'',$(1))'

.PHONY: FORCE
FORCE:

# The packages for a purpose of packages.txt, looked for once. A build installs nothing, but says
# what is missing in one sentence, before the first tool complains.
$(O)/packages-%: tests/support/packages.txt
	@tests/support/install_deps --only-tell $*
	@mkdir -p $(@D) && touch $@

# Another compiler or other flags: everything is compiled again.
$(B)/flags: FORCE | $(O)/packages-build
	$(call write_if_changed,$(call shell_quote,$(CC) $(compile_flags) $(link_flags)))

# A file that came or went: the archives are made again.
$(B)/sources: FORCE
	$(call write_if_changed,$(product_sources) $(unit_shared_sources) $(tool_sources))

# $(call compile,flags): one object, and its entry of compile_commands.json.
define compile
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(QUIET)$(compile_command) -MMD -MP
	@printf '%s\n' $(call shell_quote,$(call compile_entry,$(compile_command))) >$@.json
endef
compile_command = $(CC) $(compile_flags) $(1) $(library_flags) -c -o $@ $<
compile_entry = { "directory": "$(CURDIR)", "file": "$<", "command": "$(call json_escape,$(1))" }
json_escape = $(subst ",\",$(subst \,\\,$(1)))
, := ,

$(B)/obj/%.o: %.c $(B)/flags | $(B)/gen/paths.h
	$(call compile)

$(B)/lib/%.a: $(B)/sources
	$(call say,AR,$@)
	@mkdir -p $(@D)
	@rm -f $@
	$(QUIET)$(AR) rcs $@ $(filter %.o,$^)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
