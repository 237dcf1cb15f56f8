# make site: set up, build, check and write site/.   make test: set up and run all tests.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
SITE ?= site

.PHONY: site test lint check bench clean

site: $(VENV)/.installed
	@$(BIN)/renkei publish $(SITE)

test: $(VENV)/.installed-dev
	@$(BIN)/python tests/prepare.py
	@$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: $(VENV)/.installed
	@$(BIN)/renkei check

bench: $(VENV)/.installed-dev
	@$(BIN)/python benchmarks/load.py

$(VENV)/bin/python $(VENV)/Scripts/python.exe:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python$(if $(filter Windows_NT,$(OS)),.exe)
	@echo "installing renkei into $(VENV) (first run only)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[all]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@echo "installing the test tools into $(VENV) (first run only)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) $(SITE) build dist
