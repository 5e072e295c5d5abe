# Everything a user or a developer types. The first two are all that a new machine needs.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# uv where it is there: the same packages with the same hashes, in a fifth of the time
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
INSTALL := $(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet) --require-hashes

.PHONY: run test lint bench lock messages

run: .venv/ready  ## set up and serve the registry on http://127.0.0.1:$(PORT)
	@$(BIN)/python manage.py start --port $(PORT)

test: .venv/ready-for-tests  ## set up and run the whole test suite
	@$(BIN)/python -m pytest -n auto tests

lint: .venv/ready-for-tests  ## style of code and templates, types, and that no migration is missing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/djlint --check templates
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python manage.py makemigrations --check --dry-run >/dev/null

bench: .venv/ready-for-tests  ## how quick the registry is, in ratios (README, "Quick")
	@$(BIN)/python -m tests.bench

lock:  ## pin requirements.txt and tests/requirements.txt anew (needs uv)
	.ci/lock

messages: .venv/ready-for-tests  ## collect and compile the interface’s texts (needs gettext)
	@$(BIN)/python .ci/messages

.venv/ready: requirements.txt
	@echo "Setting up .venv and installing the packages$(if $(UV), with uv) …"
	@$(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready tests/requirements.txt
	@$(INSTALL) -r tests/requirements.txt
	@touch $@
