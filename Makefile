# make demo: set everything up and clean the sample. make test: set everything up and run the tests.
.PHONY: demo test bench lint clean

PYTHON ?= $(firstword $(foreach v,3.13 3.12 3.11,$(shell python$(v) -c 'print("python$(v)")' 2>/dev/null)) python3)
BIN := .venv/bin

.venv/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("cleanup needs Python 3.11 to 3.13; name one with make PYTHON=...") if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/cleanup setup
	@touch $@

demo: .venv/ready
	@folder=$$(mktemp -d) && $(BIN)/cleanup fix samples/kremlin/input.txt --out $$folder && echo "written to $$folder"

test: .venv/ready
	$(BIN)/python -m pytest

bench: .venv/ready
	$(BIN)/python -m bench

lint: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@if command -v npx >/dev/null; then npx --yes eslint@9 src; else echo "npx is missing: the scripts are not checked"; fi

clean:
	rm -rf .venv dist build
