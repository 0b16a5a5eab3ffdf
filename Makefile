# `make demo` and `make test` need Python 3.11, git and make; everything else they set up.
#
#   make demo [SCALE=1]   set up, make a Scotland up, run the main job on it (into ./data)
#   make test             set up, run all tests
#   make lint types docs  what .ci/run asks besides
#   make dbt-docs         dbt's pages of models and lineage as one file (WAREHOUSE=FILE)
#   make bench            figures of speed, as ratios; asserts nothing
#   make prove NAME       the long proofs, figures into docs/figures
#                         (NAME: oracle, large, truth, metamorphic, mutants, pollock, leaks, fuzz,
#                         mutator, clean, marks, kills, scotlands, formulas, calibration, releases, days,
#                         tauargus)
#   make spark            the models on Spark too, compared row by row (docs/spark.md); needs Java 17
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SPARK_VENV := .venv-spark
WORKERS ?= 2
export DAGSTER_DISABLE_TELEMETRY = 1
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: setup demo test lint types docs docs-check dbt-docs worked-example bench prove spark graph-snapshot lock clean

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
	$(BIN)/python -m pipelines.contract.dictionary
	$(BIN)/python -m pipelines.contract.checks_page

docs-check: docs
	git diff --exit-code -- dbt_project/seeds docs expectations/README.md

# dbt's own pages of a warehouse, in one file that opens without a network. A copy is read, for dbt
# writes in what it opens. The page names tables and columns; it holds no row.
WAREHOUSE ?= data/warehouse.duckdb
dbt-docs: setup
	@test -f $(WAREHOUSE) || { echo "No warehouse at $(WAREHOUSE): make demo, or WAREHOUSE=…"; exit 1; }
	@mkdir -p dbt_project/target && cp $(WAREHOUSE) dbt_project/target/docs.duckdb
	cd dbt_project && PACE_CANDIDATE=target/docs.duckdb ../$(BIN)/dbt --quiet docs generate --static --profiles-dir .
	@rm dbt_project/target/docs.duckdb
	@echo "dbt_project/target/static_index.html"

# The page that follows one invented child from its rows to a released cell, from the demonstration.
worked-example: setup
	$(BIN)/python -m tests.acceptance.worked_example data

bench: setup
	$(BIN)/python -m benchmarks

prove: setup
	$(BIN)/python -m tests.prove $(filter-out prove,$(MAKECMDGOALS))

# `make prove oracle`: the second word is the proof's name, not a target.
ifeq (prove,$(firstword $(MAKECMDGOALS)))
$(eval $(filter-out prove,$(MAKECMDGOALS)):;@:)
endif

# Spark has an environment of its own: its adapter and DuckDB's never meet. Spark 3.5 runs on Java 8, 11
# and 17, and is tried with 17.
spark: setup
	@if java -version 2>&1 | grep -q 'version "17'; \
	then $(MAKE) --no-print-directory .spark-setup-done && $(BIN)/python -m tests.engines; \
	else echo "Skipped: Spark 3.5 is tried with Java 17, and \`java -version\` does not say 17."; fi

# pyspark is published as a source archive only (no compiler needed: it holds jars and Python), so it is
# the one package that is not a wheel, and is made one with the setuptools of the lock.
.spark-setup-done: requirements-spark.lock
	@echo "Setting up $(SPARK_VENV) from requirements-spark.lock (300 MB) …"
	@test -x $(SPARK_VENV)/bin/python || $(PYTHON) -m venv $(SPARK_VENV)
	@awk '/^[^ ]/ {is_wheel = !/^pyspark==/} is_wheel' requirements-spark.lock > $(SPARK_VENV)/wheels.txt
	@$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r $(SPARK_VENV)/wheels.txt
	@$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r requirements-spark.lock
	@touch $@

graph-snapshot: setup
	$(BIN)/python -m tests.unit.orchestration.test_asset_graph

# Names, versions and hashes; no addresses. Needs uv.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: --quiet --extra dev --output-file requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: --no-binary pyspark --quiet --output-file requirements-spark.lock requirements-spark.in

clean:
	rm -rf $(VENV) .setup-done $(SPARK_VENV) .spark-setup-done dbt_project/target
