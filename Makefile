# Everything a developer or a new user runs. Needs git, make and Python 3.11 or newer with pip and
# venv; nothing else has to be installed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv-peers
# More than there are cores: a test of the interface waits for its screen half of its time.
WORKERS ?= 3
# Every save waits for the disk to have it. What the tests save may stand in memory, where there is room.
SCRATCH := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print "TMPDIR=/dev/shm" }')

.DEFAULT_GOAL := help
.PHONY: help run test slow check bench pins clean

help:
	@echo "make run     open rewatch on the sample watchlist"
	@echo "make test    run the checks and the tests (not those marked slow)"
	@echo "make slow    run the tests marked slow: faults, storms of keys, office programs"
	@echo "make check   run the checks only: ruff, mypy, import contracts, shipped data"
	@echo "make bench   print all benchmarks, beside peers that it installs in environments of their own"
	@echo "make pins    renew constraints.txt"
	@echo "make clean   remove .venv and every cache"

# The stamp is newer than what decides the environment's contents, so a second call does nothing.
$(READY): pyproject.toml constraints.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "rewatch needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: $(READY)
	@$(BIN)/rewatch sample

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/rewatch check

test: check
	$(SCRATCH) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

# Of some folders only: make slow SLOW="tests/tui tests/web"
SLOW ?= tests

slow: $(READY)
	$(SCRATCH) $(BIN)/python -m pytest -n 2 --dist worksteal -m slow -x $(SLOW)

# The peers are a dependency group of pyproject.toml and stay out of constraints.txt.
.venv/.peers: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group peers
	@touch $@

# Programs that the interface is measured beside; no two agree on one toolkit. One that cannot be
# installed is left out, and its line in the benchmark says so.
$(PEERS)/.ready: | $(READY)
	@for peer in "posting tree-sitter<0.26" harlequin visidata; do \
		set -- $$peer; \
		"$(PYTHON)" -m venv $(PEERS)/$$1 && \
		$(PEERS)/$$1/bin/python -m pip install --quiet --disable-pip-version-check "$$@" || \
			{ echo "$$1 could not be installed and is left out"; failed=1; }; \
	done; [ "$$failed" ] || touch $@

# All of them, whatever target one misses; then it says by its exit code whether all were met.
bench: .venv/.peers $(PEERS)/.ready
	@met=0; for one in startup "tui --peers $(PEERS)" robustness screening export reliability; do \
		echo "== python -m benchmarks.$$one"; \
		$(BIN)/python -m benchmarks.$$one || met=1; \
	done; exit $$met

# Resolved for every platform and every Python that pyproject.toml allows; names, versions and
# hashes only, so that the file says nothing about where its writer downloads from.
pins:
	"$(PYTHON)" -m venv .venv-pins
	.venv-pins/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv-pins/bin/uv pip compile --quiet --upgrade --universal --all-extras --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--output-file constraints.txt pyproject.toml

clean:
	rm -rf .venv .venv-pins $(PEERS) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
