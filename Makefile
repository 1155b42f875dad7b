# The two commands are `make demo` and `make test`; both make and use their own .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: install demo test bench check
.DELETE_ON_ERROR:

install: .venv/.product

demo: install
	$(BIN)/kontor demo

test: .venv/.development
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: .venv/.development
	$(BIN)/kontor bench

check: .venv/.development
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest tests/architecture tests/unit

.venv/.product: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.development: requirements-dev.lock .venv/.product
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@
