# The verbs of the project; what they do is in CMakePresets.json and in the program `postern`.
#   make run ARGS="--max-admin-token-lifetime=24h"   options by flag, or by environment
SHELL := /bin/sh
comma := ,
.DEFAULT_GOAL := help

# Debian packages, each with what it is for.
define PACKAGES
g++ compiler
cmake build
ninja-build build
pkg-config build
libfcgi-dev FastCGI
libboost-json1.81-dev JSON
libabsl-dev flags, errors, strings
libpq-dev PostgreSQL client
libyaml-cpp-dev options in YAML
libre2-dev regular expressions
libssl-dev hashes
libspdlog-dev logs
prometheus-cpp-dev metrics
libgtest-dev tests
libgmock-dev tests
libcurl4-openssl-dev HTTP client
postgresql database
nginx-light web server
python3 coverage table
python3-jsonschema checks answers against openapi.json
curl requests of the tour
endef
define BENCH_PACKAGES
wrk load
endef
define DEPLOY_PACKAGES
mmdebstrap makes the machines that tests install on
podman runs containers
runc starts them, whatever the kernel's control groups
netavark their networks
aardvark-dns their names
iptables their ports
iproute2 their loopback
busybox-static the least container there can be
python3-yaml reads compose.yaml
procps looks for processes
endef
export PACKAGES BENCH_PACKAGES DEPLOY_PACKAGES

# The programs are named here, so that nothing but them is built for `run`.
PROGRAMS := postern $(patsubst handlers/%/CMakeLists.txt,postern-%,$(wildcard handlers/*/CMakeLists.txt))
SOURCES := CMakeLists.txt CMakePresets.json common docker/package docker/systemd docs/openapi.json handlers nginx
# Where `make install` puts things: DESTDIR, if there is one, stands before it.
PREFIX ?= /usr/local
# ccache is careful about precompiled headers unless it is told that ours are as good as any.
CACHE := $(if $(shell command -v ccache),-DCMAKE_CXX_COMPILER_LAUNCHER=env;CCACHE_SLOPPINESS=pch_defines$(comma)time_macros;ccache)

help: ## this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s  %s\n", $$1, $$2}' Makefile

deps: ## install the Debian packages that are missing
	@.ci/install "$$PACKAGES"

# Two at once from one checkout take turns. Nothing is said when nothing is to do.
build: deps ## build the programs (release)
	@mkdir -p build && exec flock build/.lock .ci/build release "$(CACHE)" "$(SOURCES)" $(PROGRAMS)

run: build ## start everything here; stays until Ctrl-C
	@exec env $(ADDRESS) POSTERN_DATA_DIR="$${POSTERN_DATA_DIR:-data}" build/release/bin/postern up $(ARGS)

# Where nobody said anything of an address.
ADDRESS = $(if $(CODER_HTTP_ADDRESS)$(CODER_ADDRESS)$(CODER_CONFIG_PATH)$(filter -c% --config% -a% --address%,$(ARGS)),,CODER_HTTP_ADDRESS=127.0.0.1:8080)

test: deps ## build and run all tests (release)
	@exec .ci/test release "$(CACHE)"

test-asan: deps ## the same under address and undefined behaviour sanitizers
	@exec .ci/test asan "$(CACHE)"

test-tsan: deps ## the same under the thread sanitizer
	@exec .ci/test tsan "$(CACHE)"

# The files of an installation, laid out.
STAGE := build/package/tree
staged: build
	@mkdir -p build/package && exec flock build/.lock docker/package/stage build/release $(STAGE)

install: staged ## put programs, units and pages below PREFIX (/usr/local)
	@exec docker/package/put $(STAGE) "$(DESTDIR)" "$(PREFIX)"

package: staged ## write build/package/postern-VERSION-ARCHITECTURE.tar.gz, the same as one archive
	@exec docker/package/pack $(STAGE) build/package

run-installed: ## as run, from the files below PREFIX, put there by make install
	@exec env $(ADDRESS) POSTERN_DATA_DIR="$${POSTERN_DATA_DIR:-data}" $(PREFIX)/bin/postern up $(ARGS)

test-deploy: deps ## put it into each of its places and ask it twenty things: as root, in containers of its own
	@.ci/install "$$DEPLOY_PACKAGES"
	@exec timeout 1200 tests/deploy/run

coverage: ## write docs/contract-coverage.md from the names of the tests (after make test)
	@python3 tests/contract/coverage build/release

openapi: build ## write docs/openapi.json from the route lists and the option table
	@ninja -C build/release openapi_document
	@python3 tests/contract/openapi build/release

tour: build ## write docs/tour.md: every example request of the reference, run
	@python3 tests/contract/tour build/release

bench: build ## measure; writes docs/benchmarks.md
	@.ci/install "$$BENCH_PACKAGES"
	@exec tests/bench/run

# By docker or podman, whichever is there. BASE=, IMAGES_FROM=packaged, TAG=, ENGINE=: see docker/images.
images: ## build a container image for each program, for nginx and for migrations
	@exec docker/images

format: ## put all sources into the project's format
	@find common handlers tests -name '*.cc' -o -name '*.h' | xargs clang-format -i

clean: ## remove what was built; data stays
	@rm -rf build

.PHONY: help deps build run run-installed staged test test-asan test-tsan test-deploy install package images coverage openapi tour bench format clean
