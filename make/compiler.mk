# SPDX-License-Identifier: GPL-2.0-or-later
# The tools and flags of a build. What the user sets in CFLAGS and LDFLAGS comes last and wins.

ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
ifeq ($(origin AR),default)
AR := $(CROSS_COMPILE)ar
endif
HOSTCC ?= gcc
CLANG ?= $(firstword $(shell command -v clang-14 clang) clang)

warning_flags := -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes \
	-Wformat=2 -Wimplicit-fallthrough -Wpointer-arith -Wundef $(if $(WERROR),-Werror)

ifeq ($(SANITIZE),)
# _FORTIFY_SOURCE needs an optimizing compiler, and glibc warns without one.
hardening_flags := -fstack-protector-strong \
	$(if $(filter -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
else
hardening_flags := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
link_sanitize_flags := -fsanitize=$(SANITIZE)
endif

language_flags := -std=gnu11 -D_GNU_SOURCE -I. -I$(B)
compile_flags = $(language_flags) $(warning_flags) $(hardening_flags) -fPIE $(CFLAGS)
link_flags = $(link_sanitize_flags) -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed $(LDFLAGS)

# The libraries that sources include and programs link, as pkg-config knows them.
library_modules := liblz4 inih jansson nettle libelf zlib libacl

# pkg-config runs when the first recipe needs it, never while the Makefile is read: `make deps` must
# work before pkg-config is there.
ask_library_flags = $(shell $(PKG_CONFIG) --cflags $(library_modules))
library_flags = $(eval library_flags := $(ask_library_flags))$(library_flags)
link_libraries = $(shell $(PKG_CONFIG) --libs $(1))
link_static_libraries = $(shell $(PKG_CONFIG) --static --libs $(1))
