# `make demo` and `make test` need Python 3.11, git and make; everything else they set up.
#
#   make demo [SCALE=1]   set up, make a Scotland up, run the main job on it (into ./data)
#   make test             set up, run all tests
#   make lint types docs  what .ci/run asks besides
#   make bench            figures of speed, as ratios; asserts nothing
#   make prove NAME       the long proofs, figures into docs/figures (NAME: oracle, pollock, leaks, fuzz)
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export DAGSTER_DISABLE_TELEMETRY = 1
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: setup demo test lint types docs docs-check bench prove graph-snapshot lock clean

setup: .setup-done

# Made anew whenever the lock or the package's own metadata changes. Compiled on installation: an
# environment without bytecode doubles every import.
.setup-done: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock (about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/pace demo $(if $(SCALE),--scale $(SCALE))

test: setup
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	cd dbt_project && ../$(BIN)/sqlfluff lint --disable-progress-bar models tests

types: setup
	$(BIN)/mypy

# What is generated from the vocabulary and the mapping language.
docs: setup
	$(BIN)/python -m pipelines.contract.seeds
	$(BIN)/python -m pipelines.authorities.schema

docs-check: docs
	git diff --exit-code -- dbt_project/seeds docs

bench: setup
	$(BIN)/python -m benchmarks

prove: setup
	$(BIN)/python -m tests.prove $(filter-out prove,$(MAKECMDGOALS))

# `make prove oracle`: the second word is the proof's name, not a target.
ifeq (prove,$(firstword $(MAKECMDGOALS)))
$(eval $(filter-out prove,$(MAKECMDGOALS)):;@:)
endif

graph-snapshot: setup
	$(BIN)/python -m tests.unit.orchestration.test_asset_graph

# Names, versions and hashes; no addresses. Needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: --quiet --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .setup-done dbt_project/target
