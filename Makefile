# Anlan 安澜. `make help` lists what there is.
#
# Nothing is needed but Python 3.11 or newer: no Node, no database. The portal is built by
# the package's build hook, which brings its own Node when the machine has none.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= .anlan/demo
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Compiled modules are kept: every command starts twice as fast.
unexport PYTHONDONTWRITEBYTECODE
PORTAL := $(shell find portal -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: demo
demo: $(VENV)/.installed ## an invented city, played forward; prints the address of the portal
	@$(BIN)/anlan demo --home $(HOME_DIR)

.PHONY: test
test: $(VENV)/.installed ## all tests, the browser journey included
	@tools/test-machine.sh
	@if command -v java >/dev/null 2>&1; then $(MAKE) --no-print-directory $(VENV)/.spark; \
	    else echo "No Java here: the run on Spark is not tested"; fi
	$(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: check
check: $(VENV)/.installed ## format, lint, types, import contract, laws, reference, portal
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/anlan pack lint
	$(BIN)/python tools/make_docs.py --check
	$(BIN)/python -m pytest tests/laws
	@if command -v npm >/dev/null 2>&1; then tools/check-portal.sh; \
	    else echo "The portal's own checks need npm; it is not here, so they are left out"; fi

.PHONY: bench
bench: $(VENV)/.installed ## speed and memory, printed beside what is promised
	$(BIN)/python -m bench

.PHONY: docs
docs: $(VENV)/.installed ## write docs/reference from the declarations and --help
	$(BIN)/python tools/make_docs.py

.PHONY: lock
lock: $(VENV)/.locked ## pin every dependency with its hash, naming no registry
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --extra postgres --group dev \
	    pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --extra spark \
	    --constraint requirements.lock pyproject.toml -o requirements-spark.lock

.PHONY: clean
clean: ## forget the environment and everything built; your data in .anlan stays
	rm -rf $(VENV) build dist portal/node_modules portal/dist src/anlan/web/static
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Each step leaves a stamp, and is done again when what it is made from changes.

$(BIN)/python:
	@python=$$(tools/find-python.sh) && echo "Making $(VENV) with $$python" && $$python -m venv $(VENV)

$(VENV)/.locked: requirements.lock | $(BIN)/python
	@echo "Installing the locked dependencies (a few minutes the first time)"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

# Spark is half a gigabyte, which only its tests need.
$(VENV)/.spark: requirements-spark.lock $(VENV)/.locked
	@echo "Installing Spark for the tests (a few minutes the first time)"
	@$(PIP) install --require-hashes -r requirements-spark.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml $(wildcard hatch_build.py) $(PORTAL)
	@echo "Installing Anlan and building its portal"
	@$(PIP) install --no-deps --editable .
	@touch $@
