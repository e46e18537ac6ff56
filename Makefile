# make rehearse and make test do all their own set-up. On Debian and Ubuntu, as root, what is
# missing is installed; elsewhere one line says what to install.
#
# Everything fetched for this checkout is in .venv and .setup; delete them to start over.

SHELL := /bin/bash
.DEFAULT_GOAL := help

SETUP := bash tests/setup
CARGO ?= cargo
# In CI what is tested is what Cargo.lock says.
LOCKED := $(if $(CI),--locked)
# The buildx plugin of tests/setup/buildx.sh, where the machine has none of its own.
WITH_BUILDX := [ ! -d .setup/docker ] || export DOCKER_CONFIG="$(CURDIR)/.setup/docker"
# The base images of tests/setup/base_images.sh. Where no musl is to be had for Rust, the program is
# static all the same.
STAND_INS = --network=host --build-arg RUST=foghorn-test/rust:trixie --build-arg DEBIAN=foghorn-test/debian:trixie-slim \
	$(if $(MUSL),,--build-arg LIBC=gnu) --build-arg PROFILE=$(PROFILE)
PROFILE ?= release
MUSL = $(wildcard $(shell rustc --print target-libdir --target $(shell uname -m)-unknown-linux-musl))
export PATH := $(CURDIR)/.setup/bin:$(CURDIR)/.venv/bin:$(CURDIR)/.setup/cargo/bin:$(PATH)

.PHONY: help
help: ## prints this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: rehearse
rehearse: setup-rehearse ## deploys examples/product-api to a simulated AWS; options in ARGS='...'
	@$(WITH_BUILDX); cd examples/product-api && \
	$(CARGO) run $(LOCKED) --manifest-path ../../Cargo.toml -- rehearse $(ARGS)

.PHONY: test
test: setup-test ## runs all tests
	@$(WITH_BUILDX); $(CARGO) test $(LOCKED) --workspace

.PHONY: lint
lint: setup-lint ## format, clippy, docs, licences, workflows, shell scripts
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(LOCKED) --workspace --no-deps --quiet
	cargo-deny --log-level error $(LOCKED) check bans licenses sources
	check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml workflows/github/*.yml
	check-jsonschema --builtin-schema vendor.github-actions action.yml install/action.yml
	check-jsonschema --builtin-schema vendor.gitlab-ci workflows/gitlab/deploy.yml
	sed -e '1,/^---$$/d' -e 's/\$$\[\[ inputs\.when \]\]/manual/' workflows/gitlab/component.yml | \
	check-jsonschema --default-filetype yaml --builtin-schema vendor.gitlab-ci -
	zizmor --offline --quiet --config .github/zizmor.yml .github/workflows/*.yml workflows/github/*.yml action.yml install/action.yml
	shellcheck --external-sources --source-path=SCRIPTDIR .ci/run tests/setup/*.sh release/*.sh install/*.sh
	shellcheck --shell=dash examples/*/*.sh

.PHONY: dist
dist: setup-dist ## builds the static program as a release does, in the Dockerfile, into dist; and the image
	@rm -rf dist
	@$(WITH_BUILDX); release/build.sh $(STAND_INS)
	@release/sums.sh
	@$(WITH_BUILDX); release/size.sh $(STAND_INS)

.PHONY: bench
bench: setup-bench ## plays every scenario 200 times, kills runs at every call, measures speed, size and copies, prints tables
	@$(CARGO) build $(LOCKED) --release
	@$(CARGO) build $(LOCKED) --release --package foghorn-image --example copy-image
	@$(CARGO) bench $(LOCKED) --quiet --bench matrix
	@FOGHORN_BOUNDARIES=all $(CARGO) test $(LOCKED) --quiet --test foghorn -- --nocapture rerun::killed
	@.venv/bin/python -B tests/bench/copies.py
	@$(WITH_BUILDX); .venv/bin/python -B tests/bench

.PHONY: setup-rehearse
setup-rehearse:
	@$(SETUP)/example.sh
	@$(SETUP)/builder.sh

.PHONY: setup-bench
setup-bench: setup-rehearse
	@$(SETUP)/python.sh
	@$(SETUP)/registry.sh
	@$(SETUP)/skopeo.sh

.PHONY: setup-dist
setup-dist:
	@$(SETUP)/docker.sh
	@$(SETUP)/buildx.sh
	@$(SETUP)/base_images.sh rust

.PHONY: setup-test
setup-test:
	@$(SETUP)/example.sh
	@$(SETUP)/docker.sh
	@$(SETUP)/buildx.sh
	@$(SETUP)/base_images.sh
	@$(SETUP)/buildah.sh
	@$(SETUP)/registry.sh
	@$(SETUP)/python.sh
	@$(SETUP)/ministack.sh
	@$(SETUP)/npm.sh
	@$(SETUP)/browser.sh

.PHONY: setup-lint
setup-lint:
	@$(SETUP)/python.sh
	@$(SETUP)/linters.sh
