# SPDX-License-Identifier: GPL-2.0-or-later
# Targets for people: help, format, lint, clean, ...

.PHONY: help clean compile_commands.json
help: ## print this list
	@sed -n 's/^\([a-z][a-z0-9_.-]*\):.*## /\1\t/p' Makefile make/*.mk | sort | \
		awk -F '\t' '{ printf "  %-22s %s\n", $$1, $$2 }'

compile_commands.json: $(B)/compile_commands.json ## write build/compile_commands.json for clangd
$(B)/compile_commands.json: all
	@{ echo '['; find $(B) -name '*.o.json' | sort | xargs cat | sed '$$!s/$$/,/'; \
		echo ']'; } >$@

clean: ## remove everything that was built, but not the cache
	@rm -rf $(filter-out $(O)/cache $(O)/tools,$(wildcard $(O)/*))
