# Two commands do everything on a machine that has Python (3.11 or later) and make:
#   make run     opens the course
#   make test    runs its tests (15 minutes at most on two cores)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace
CLASSROOM ?= classroom
HUB ?= hub
RUN_OPTIONS ?=

.PHONY: env dev run workshop hub lint test test-all pages rest all-people all-rest bench pictures build check requirements clean

env: $(VENV)/.installed
dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Passerelles needs Python 3.11 or later; try: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: env
	@test -e $(CLASSROOM)/passerelles.yml || $(BIN)/passerelles classroom init $(CLASSROOM)
	$(BIN)/passerelles serve --workspace $(WORKSPACE) --classroom $(CLASSROOM) $(RUN_OPTIONS)

# Many learners on one machine: its folder is HUB, its settings HUB/hub.yml.
$(VENV)/.installed-hub: $(VENV)/.installed requirements-hub.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-hub.txt
	touch $@

# A training room on this laptop; needs no internet.
workshop: env
	$(BIN)/passerelles workshop $(RUN_OPTIONS)

hub: $(VENV)/.installed-hub
	$(BIN)/passerelles hub --dir $(HUB)

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Pages in a browser on one core, everything else on the other.
test: lint
	$(MAKE) --no-print-directory -j2 --output-sync=line pages rest

pages: dev
	$(BIN)/pytest -m "browser and not slow"

rest: dev
	$(BIN)/pytest -m "not browser and not slow"

# Everything: people at work on one core, everything else on the other; then, alone, the faults of
# the system, which are provoked best without company.
test-all: lint
	$(MAKE) --no-print-directory -j2 --output-sync=line all-people all-rest
	$(BIN)/pytest tests/hostile

all-people: dev
	$(BIN)/pytest tests/browser tests/hub

all-rest: dev
	$(BIN)/pytest --ignore=tests/browser --ignore=tests/hub --ignore=tests/hostile

bench: dev
	@for file in benchmarks/bench_*.py; do $(BIN)/python $$file; done

# The pictures of the guides, taken again from the real pages; look at them before committing.
pictures: dev
	$(BIN)/python -m tests.pictures

build: env
	$(BIN)/passerelles build

check: env
	$(BIN)/passerelles build --check
	$(BIN)/passerelles check

# Pins every package with its hashes, for every platform; needs uv.
requirements:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra hub -c requirements.txt pyproject.toml -o requirements-hub.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev --no-emit-package passerelles -c requirements.txt -c requirements-hub.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
