# SPDX-License-Identifier: GPL-2.0-or-later
# minidumpd. `make help` lists the targets. Everything that is made lands under build/.

VERSION := 0.1.0

O ?= build
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
DESTDIR ?=
PKG_CONFIG ?= pkg-config
HOST_PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
LDFLAGS ?=
CROSS_COMPILE ?=
SANITIZE ?=
WERROR ?=
V ?=

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

# B: the folder of this build. A sanitized build lives beside the normal one.
B := $(O)$(if $(SANITIZE),/sanitize)
QUIET := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

include make/compiler.mk
include make/sources.mk
include make/rules.mk
include make/generated.mk
include make/musl.mk
include make/programs.mk
include make/install.mk
include make/check.mk
include make/tools.mk

.PHONY: all
all: $(programs) $(folder_archives) $(library) $(image_library) ## build every program (the default)
