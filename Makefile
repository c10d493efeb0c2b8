# One-line verbs. `make run` and `make test` are all that a newcomer needs.
.PHONY: run test test-postgres check fix coverage shape shots bench bench-serve setup lock wheel clean

PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.complete
LINTED := src bench scripts conftest.py

run: $(SETUP) ## serve the site on 127.0.0.1:8000 (PORT=… overrides), with a demonstration list
	@$(BIN)/ranklore demo
	@exec $(BIN)/ranklore serve

test: $(SETUP) ## every test, browser tests included, on SQLite
	@$(BIN)/python -m pytest -n auto --dist worksteal

# Text, parser, engine and what a browser shows do not depend on the database: their tests run on SQLite alone.
test-postgres: $(SETUP) ## the tests on the PostgreSQL server of DATABASE_URL
	@DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} $(BIN)/python -m pytest -n auto --dist worksteal \
	  $(addprefix --ignore src/ranklore/,text parsing ranking site/tests/browser site/tests/test_valid_html.py)

check: $(SETUP) ## lint, types, import rules, templates, security, migrations
	@$(BIN)/ruff check $(LINTED) && $(BIN)/ruff format --check $(LINTED)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@git ls-files -z '*.html' ':!*/tests/*' ':!*/jinja2/*' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/bandit -q -c pyproject.toml -r src
	@$(BIN)/ranklore makemigrations --check --dry-run

fix: $(SETUP) ## what tools can mend by themselves
	@$(BIN)/ruff check --fix $(LINTED); $(BIN)/ruff format $(LINTED)
	@git ls-files -z '*.html' ':!*/tests/*' ':!*/jinja2/*' | xargs -0 $(BIN)/djade --target-version 5.2

coverage: $(SETUP) ## every test on SQLite, with the branches of each module that no test reached
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-branch --cov-report=
	@$(BIN)/python -m coverage report --precision=2 --skip-covered

shape: $(SETUP) ## sizes of modules, entries of folders, forms and views outside their rooms
	@$(BIN)/python scripts/shape.py

shots: $(SETUP) ## pictures of the main pages, phone and desktop, light and dark, into shots/
	@$(BIN)/python -m ranklore.site.tests.screenshots

bench: $(SETUP) ## the engine beside other programs, and in simulated lists (BENCH=--quick for a short look)
	@$(BIN)/python bench/engine.py $(BENCH) && $(BIN)/python bench/fairness.py $(BENCH) && $(BIN)/python bench/resistance.py $(BENCH)

bench-serve: $(SETUP) ## pages and votes of a whole site through the real server (BENCH=--quick for a short look)
	@command -v wrk >/dev/null || { echo 'Install wrk first (Debian, Ubuntu: apt install wrk).' >&2; exit 1; }
	@$(BIN)/python bench/serve.py $(BENCH)

setup: $(SETUP) ## the environment in .venv

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ranklore needs Python 3.11 or newer: set PYTHON=python3.11 (or newer).")'
	@$(PYTHON) -m venv .venv || { echo 'Install the venv module first (Debian, Ubuntu: apt install python3-venv), then try again.' >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## write requirements.lock again from pyproject.toml
	@$(BIN)/uv lock --quiet && $(BIN)/uv export --quiet --no-emit-project --all-groups --no-header --format requirements-txt --output-file requirements.lock; rm -f uv.lock

wheel: $(SETUP) ## dist/ranklore-*.whl
	@$(BIN)/python -m hatchling build --target wheel

clean: ## remove the environment and what was built; the data stays
	@rm -rf .venv dist shots .mypy_cache .ruff_cache .pytest_cache
