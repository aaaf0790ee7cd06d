# Every command of the project. CI calls `make test` and nothing else.
.DEFAULT_GOAL := help
.NOTPARALLEL:

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

PYTHON := .venv/bin/python
# Two cores run two of everything; more of them run more.
JOBS := $(shell nproc 2>/dev/null || echo 2)
# Rules about models and migrations need no database with anything in it.
NO_DATABASE := DATABASE_URL=sqlite://:memory:
# `make unit ARGS="-k fund"` hands on what it is given.
ARGS :=

.PHONY: help
help: ## List the commands
	@echo "Commands (make <command>; HOST=$(HOST) PORT=$(PORT) can be given with setup and run):"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- A site on this machine -----------------------------------------------------------------------------------

.PHONY: environment
environment:
	@scripts/bootstrap.sh run

.PHONY: setup
setup: environment ## Make everything ready: packages, database, demo content
	@mkdir -p "$${VAR_DIR:-var}"
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_demo

.PHONY: run
run: setup ## Start the site and the sandbox processor
	@exec $(PYTHON) manage.py serve

# --- Tests and checks -----------------------------------------------------------------------------------------

.PHONY: tools
tools:
	@scripts/bootstrap.sh test

.PHONY: test
test: lint types unit unit-postgres attack-short e2e ## Everything CI runs, in its order

.PHONY: lint
lint: tools ## Style of code and templates, direction of imports, Django's checks, missing migrations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	.venv/bin/djhtml --check --tabwidth 2 templates
	.venv/bin/lint-imports --no-cache
	$(NO_DATABASE) $(PYTHON) manage.py check --fail-level WARNING
	$(NO_DATABASE) $(PYTHON) manage.py makemigrations --check --dry-run

.PHONY: format
format: tools ## Rewrite code and templates in the project's style
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	.venv/bin/djhtml --tabwidth 2 templates

.PHONY: types
types: tools ## Types: strict for giving, privacy and the settings
	.venv/bin/mypy

.PHONY: unit
unit: tools ## Tests without a browser, on SQLite
	env -u TEST_DATABASE_URL $(PYTHON) -m pytest -m "not e2e and not long" -n $(JOBS) $(ARGS)

.PHONY: unit-postgres
unit-postgres: tools ## The same tests on PostgreSQL (TEST_DATABASE_URL, or one of its own)
	$(PYTHON) -m tests.postgres $(PYTHON) -m pytest -m "not e2e and not long" -n $(JOBS) $(ARGS)

.PHONY: attack
attack: tools ## Every known way past the gate, by everybody, on SQLite (5 minutes; GATE_OFF=1 for the control)
	env -u TEST_DATABASE_URL $(PYTHON) -m pytest tests/attack -n $(JOBS) $(ARGS)

.PHONY: attack-postgres
attack-postgres: tools ## The same attacks on PostgreSQL
	$(PYTHON) -m tests.postgres $(PYTHON) -m pytest tests/attack -n $(JOBS) $(ARGS)

.PHONY: attack-short
attack-short: tools ## Each of those ways once, and a shorter search for what leaked (GATE_OFF=1 for the control)
	env -u TEST_DATABASE_URL ATTACK=short $(PYTHON) -m pytest tests/attack -n $(JOBS) $(ARGS)

.PHONY: long
long: tools ## The long proofs that `make test` runs in a short form
	env -u TEST_DATABASE_URL $(PYTHON) -m pytest -m "long and not e2e" --ignore tests/attack $(ARGS)

.PHONY: browser
browser: tools
	@$(PYTHON) -m tests.chromium

.PHONY: e2e
e2e: browser ## Journeys through the running site in a real browser
	env -u TEST_DATABASE_URL $(PYTHON) -m pytest -m e2e -p no:randomly $(ARGS)

.PHONY: coverage
coverage: tools ## Which lines the tests of `make unit` run
	$(PYTHON) -m coverage run -m pytest -m "not e2e" $(ARGS)
	$(PYTHON) -m coverage report

.PHONY: screenshots
screenshots: browser ## Pictures of every page: phone and desktop, light and dark (var/screenshots)
	$(PYTHON) -m tests.screenshots

# --- Benchmarks ---------------------------------------------------------------------------------------------

.PHONY: bench-evidence
bench-evidence: tools ## How many faces and identifying sentences the evidence finds (fetches sample pictures)
	$(PYTHON) -m bench.evidence

.PHONY: bench-map
bench-map: browser ## Our story map beside a peer's on a slow phone (PEER_URL=…; `python -m bench.map.peer` serves one)
	$(PYTHON) -m bench.map

# --- Maintenance ----------------------------------------------------------------------------------------------

COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--custom-compile-command "make requirements" $(ARGS)

.PHONY: requirements
requirements: tools ## Pin the packages of pyproject.toml with hashes (ARGS=--upgrade for newer ones)
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --group dev --constraints requirements.txt --output-file requirements-dev.txt
