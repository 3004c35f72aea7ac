# SPDX-License-Identifier: GPL-2.0-or-later
# What is linked from what.

library := $(B)/lib/libminidumpd.a
image_library := $(B)/lib/libminidumpd-image.a
folder_archive = $(B)/lib/lib$(1).a
folder_archives := $(foreach folder,$(program_folders),$(call folder_archive,$(folder)))

$(library): $(call objects_of,$(library_sources))
$(image_library): $(call objects_of,$(image_sources))
$(foreach folder,$(program_folders),$(eval \
	$(call folder_archive,$(folder)): $(call objects_of,$(call folder_sources,$(folder)))))

# $(call link,flags,libraries): every object and archive among the prerequisites.
define link
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(link_flags) $(1) -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(2)
endef

# Static: it starts faster, and still works when the C library on disk is what is broken. A warning
# of the linker here means a call that needs that C library after all.
ifeq ($(COLLECTOR_LIBC),musl)
$(B)/minidump-collector: CC := $(MUSL_CC)
$(B)/minidump-collector: $(musl_objects) $(musl_library)
	$(call link,-static -Wl$(,)--fatal-warnings,$(call static_archive,liblz4,liblz4.a) \
		$(call static_archive,inih,libinih.a))
else
$(B)/minidump-collector: $(B)/obj/collector/main.o $(call folder_archive,collector) \
		$(call folder_archive,coredump-pattern) $(library)
ifeq ($(SANITIZE),)
	$(call link,-static -Wl$(,)--fatal-warnings,$(call link_static_libraries,liblz4 inih))
else
	$(call link,-pie,$(call link_libraries,liblz4 inih))
endif
endif

$(B)/minidump-converter: $(B)/obj/converter/main.o $(call folder_archive,converter) \
		$(library) $(image_library)
	$(call link,-pie,$(call link_libraries,jansson nettle libacl liblz4 inih libelf))

$(B)/coredump-pattern: $(B)/obj/coredump-pattern/main.o $(call folder_archive,coredump-pattern) \
		$(library)
	$(call link,-pie,$(call link_libraries,jansson liblz4 inih))

$(B)/minidumpctl: $(B)/obj/minidumpctl/main.o $(call folder_archive,minidumpctl) \
		$(call folder_archive,coredump-pattern) $(library) $(image_library)
	$(call link,-pie,$(call link_libraries,jansson libacl liblz4 inih libelf))

# A program without a main.c yet is left out.
program_of_collector := minidump-collector
program_of_converter := minidump-converter
program_of_coredump-pattern := coredump-pattern
program_of_minidumpctl := minidumpctl
programs := $(foreach folder,$(program_folders),\
	$(if $(wildcard $(folder)/main.c),$(B)/$(program_of_$(folder))))
