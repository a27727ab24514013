# The entry points of the project. The steps are in scripts/; cmake and ninja build in build/.
.PHONY: help build demo test lint format docs bench install package wheel clean
.DEFAULT_GOAL := build

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## *\(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target meaning; do \
	  printf '  make %-8s  %s\n' "$$target" "$$meaning"; done

build:  ## the program at build/bin/millrace
	@scripts/build

demo: build  ## two weeks of generated traffic through the whole cycle, to dashboards
	@build/bin/millrace demo

test:  ## the same set-up, then every test
	@scripts/test

lint:  ## formatting and clang-tidy
	@scripts/test format lint
	@scripts/web check

format:  ## writes the formatting
	@scripts/setup
	@scripts/sources | xargs clang-format-16 -i
	@scripts/web format

docs: build  ## writes the generated pages below docs/reference
	@build/bin/millrace docs docs/reference

bench: build  ## measures speed and memory, prints one table (takes minutes)
	@bench/run

install: build  ## PREFIX=/usr/local: program, C library, libraries, data and documentation, movable as one folder
	@cmake --install build --prefix "$(or $(PREFIX),/usr/local)"

package: build  ## build/package/millrace-VERSION-linux-ARCH.tar.gz: all of this with every library that it needs
	@scripts/package build

wheel: build  ## build/wheel/millrace-VERSION-py3-none-manylinux_2_34_ARCH.whl: the Python package with the program
	@scripts/wheel build

clean:  ## removes what was built, keeps the downloaded parts
	@find build -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} +
