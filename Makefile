# `make demo` and `make test` need Python 3.11, git and make; everything else they set up.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export DAGSTER_DISABLE_TELEMETRY = 1
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: setup demo test lint types docs bench clean

setup: .setup-done

# Reinstalled whenever the lock or the package metadata changes.
.setup-done: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	$(BIN)/pace demo $(if $(SCALE),--scale $(SCALE)) $(if $(HOME_DIR),--home $(HOME_DIR))

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && $(BIN)/sqlfluff lint dbt_project/models dbt_project/tests

types: setup
	$(BIN)/mypy
