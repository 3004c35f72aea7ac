# SPDX-License-Identifier: GPL-2.0-or-later
# Targets for people: demo, bench, lint, format, ...

.PHONY: demo bench lint format deps help clean compile_commands.json

demo: ## crash a program and show the minidump that comes out (root)
	@tests/demo/run can-run
	@tests/support/install_deps build demo
	+@$(MAKE) --no-print-directory demo-programs
	@tests/support/give_back $(O)
	@MINIDUMPD_BUILD=$(abspath $(B)) tests/demo/run
.PHONY: demo-programs
demo-programs: all $(filter $(B)/tests/demo/%,$(tool_programs))

bench: ## measure what a crash costs, beside other handlers (root)
	@tests/support/install_deps build bench
	+@$(MAKE) --no-print-directory bench-programs
	@tests/support/give_back $(O)
	@MINIDUMPD_BUILD=$(abspath $(B)) tests/bench/run
.PHONY: bench-programs
bench-programs: all $(test_programs)

deps: ## install the packages that building and testing need (root, Debian)
	@tests/support/install_deps build unit check demo bench

lints := $(filter-out %.py %__pycache__,$(sort $(wildcard tests/lint/*))) \
	tests/support/run_tests_selftest
lint: ## check the rules of the house that a program can check
	@tests/support/run_tests --label lint --timeout 300 $(lints)

clang_format := $(firstword $(shell command -v clang-format-14 clang-format) clang-format)
format: ## lay out all C sources as .clang-format says
	@$(clang_format) -i $$(tests/lint/project.py .c .h)

compile_commands.json: $(B)/compile_commands.json ## write build/compile_commands.json for clangd
$(B)/compile_commands.json: all
	@{ echo '['; find $(B) -name '*.o.json' | sort | xargs cat | sed '$$!s/$$/,/'; \
		echo ']'; } >$@

help: ## print this list
	@sed -n 's/^\([a-z][a-z0-9_.-]*\):.*## /\1\t/p' Makefile make/*.mk | sort | \
		awk -F '\t' '{ printf "  %-22s %s\n", $$1, $$2 }'

clean: ## remove everything that was built, but not what was downloaded
	@rm -rf $(filter-out $(O)/cache $(O)/tools,$(wildcard $(O)/*))
