# `make run` and `make test` are all a new machine needs (Python 3.11 or later, and make).

.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV ?= .venv
BIN := $(VENV)/bin
REPLICATES ?= 100
BASE := scenarios/baseline.toml
REMEDIES := scenarios/flexible_rota.toml scenarios/more_hours.toml \
  scenarios/better_leadership.toml scenarios/proportionate_regulation.toml \
  scenarios/all_remedies.toml

# The folder is named by what goes into the result: a second `make run` finds the first one's
# work and goes on from it; edited scenarios or rules get a folder of their own.
INPUTS := $(shell { find carehome_sim scenarios -name '*.py' -o -name '*.toml' | LC_ALL=C sort \
  | xargs cat; echo $(REPLICATES); } | cksum | cut -d ' ' -f 1)
OUT ?= results/headline-$(INPUTS)

# The first Python on the path that is new enough; PYTHON=... chooses another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo $$p; break; }; done)

# Pins hold for what is installed and for what builds this package.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
INSTALL := $(BIN)/python -m pip install --quiet
# With extras, pins hold for what is installed, not for what others' packages build themselves with.
INSTALL_ALL := env -u PIP_CONSTRAINT -u PIP_BUILD_CONSTRAINT $(INSTALL) \
  --constraint constraints.txt --editable

.PHONY: help run test check install bench clean

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/core.installed  ## Compare the baseline with the headline remedies; write the report
	@$(BIN)/carehome compare $(BASE) $(REMEDIES) \
	  --replicates $(REPLICATES) --out $(OUT) --resume
	@echo "For more commands: source $(VENV)/bin/activate, then carehome --help"

test: $(VENV)/test.installed  ## Everything that must hold: tests, style, direction of imports
	@echo "Compiling the rules (one to two minutes the first time) ..."
	@$(BIN)/python -c "from carehome_sim.home import warm_up_compiler; warm_up_compiler()"
	$(BIN)/python -m pytest -n 2 $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

check: $(VENV)/test.installed  ## Style, direction of imports and types, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(INSTALL) mypy pandas-stubs types-openpyxl
	$(BIN)/mypy

install: $(VENV)/core.installed  ## carehome with every extra (about 1.4 GB)
	$(INSTALL_ALL) '.[trials,cluster,explore,dev]'

bench: $(VENV)/core.installed  ## Speed and memory as ratios (several minutes; needs gcc)
	@$(BIN)/python benchmarks/bench.py $(BENCH)

clean:  ## Remove the virtual environment (results stay)
	rm -rf $(VENV)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found on the path." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Could not make $(VENV): does this Python have venv? (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }

$(VENV)/core.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing carehome into $(VENV) (about half a minute) ..."
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/test.installed: pyproject.toml constraints.txt $(VENV)/core.installed
	@echo "Installing what the tests need ..."
	@$(INSTALL_ALL) '.[test]' ruff
	@touch $@
