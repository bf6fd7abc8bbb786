# `make run` and `make test` are all you need; both make their own environment from the locked dependencies.
.DEFAULT_GOAL := help
.PHONY: help run test test-all bench faults check format contract audit lock clean
BIN := .venv/bin
PORT ?= 8000
# Or each process that a test starts compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
SPREAD := -n 2 --dist loadfile --no-loadscope-reorder

help: ## say what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

.venv/run: requirements.lock pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: export TRACKER_BASE_URL ?= http://127.0.0.1:$(PORT)
run: export TRACKER_DECLARATIONS ?= true
run: .venv/run ## serve the three example records on http://127.0.0.1:8000
	@$(BIN)/assembly-tracker migrate
	@$(BIN)/assembly-tracker demo
	@exec $(BIN)/assembly-tracker serve --port $(PORT)

test: .venv/dev ## run the suite, on SQLite and on PostgreSQL
	$(BIN)/pytest $(SPREAD)

test-all: .venv/dev ## also what takes long, and everything on PostgreSQL
	$(BIN)/pytest $(SPREAD) --all

bench: .venv/dev ## measure how fast it is beside others, and write the tables into the guide (wants wrk, nginx)
	$(BIN)/python -m tests.benchmarks.run --write

faults: .venv/dev ## kill it, fill its disk, take its database away, and write what it survived into the guide (wants root)
	$(BIN)/python -m tests.faults.run --write

check: .venv/dev ## format, lint, types, directions of imports, migrations, contract, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.check_migrations
	$(BIN)/assembly-tracker openapi | diff -u openapi/openapi.json -
	$(BIN)/pytest $(SPREAD)

format: .venv/dev ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

contract: .venv/dev ## write openapi/openapi.json anew
	$(BIN)/assembly-tracker openapi > openapi/openapi.json

audit: .venv/dev ## look at what other sites embed with axe, and note the day
	$(BIN)/python -m tests.browser.audit

lock: ## lock the dependencies anew, without addresses (needs uv)
	uv pip compile pyproject.toml --group build --generate-hashes --no-header --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --generate-hashes --no-header --python-version 3.11 \
		-c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and the demonstration
	rm -rf .venv .bench .demo-keys assembly-tracker.sqlite3*
