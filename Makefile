# Every goal does the set-up it needs itself; `make` alone lists the goals.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
export PATH := $(CURDIR)/.tools/node/bin:$(CURDIR)/.tools/bin:$(PATH)

.PHONY: help setup setup-test demo check test clean

help:
	@echo "make demo    a pipeline on this machine, from an assignment to a graded submission"
	@echo "make test    every check and every test"
	@echo "make check   types, lint, formatting, dead code"
	@echo "make setup   what the others do first, and nothing else"
	@echo "make clean   removes what runs left behind; what set-up fetched stays"

setup:
	@scripts/setup --for demo

setup-test:
	@scripts/setup --for test

demo: setup
	@node --disable-warning=ExperimentalWarning scripts/demo.ts

# Silent when all is well, everything when it is not.
check: setup-test
	@echo "check types, lint, formatting and dead code"
	@findings=$$(npm run --silent check 2>&1) || { printf '%s\n' "$$findings" "make check: 'npm run check' found the above" >&2; exit 1; }

# vitest itself rather than npx, which may print a notice after the closing line.
test: check
	@node_modules/.bin/vitest run

# A stack that is still up is stopped first: its process ids are in what is removed.
clean:
	@for home in .assay/demo .assay; do if [ -d "$$home" ]; then ASSAY_HOME="$$home" ./assay down; fi; done
	@rm -rf .assay dist cdk.out coverage
