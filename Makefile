# make site         set up, build the graph, check it, write the pages into site/ (the default)
# make test         set up and run all tests
# make lint         ruff and mypy
# make check        only check the graph
# make bench        measure against rivals, with lists of ROWS rows (benchmarks/)
# make constraints  renew the pinned versions in constraints.txt
# make clean        take away what make made
#
# Needs Python 3.11 or newer; PYTHON=... names another one. SITE=... names another folder for the pages.

SITE ?= site
ROWS ?= 20000
VENV := .venv
ifeq ($(OS),Windows_NT)
PYTHON ?= py -3
BIN := $(VENV)/Scripts
VENV_PYTHON := $(BIN)/python.exe
else
# The first that is new enough: python3 may be an older one where python3.12 stands beside it.
PYTHON ?= $(or $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null))),python3)
BIN := $(VENV)/bin
VENV_PYTHON := $(BIN)/python
endif

PIP := $(VENV_PYTHON) -m pip --quiet --disable-pip-version-check
TOUCH := $(VENV_PYTHON) -c "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
REMOVE := $(PYTHON) -c "import shutil, sys; [shutil.rmtree(p, ignore_errors=True) for p in sys.argv[1:]]"

# The build backend is pinned like everything else: older pip reads the first, newer pip the second.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt

.PHONY: site test lint check bench constraints clean

site: $(VENV)/.installed
	@$(BIN)/renkei publish $(SITE)

test: $(VENV)/.installed-dev
	@$(VENV_PYTHON) tests/prepare.py
	@$(VENV_PYTHON) -m pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: $(VENV)/.installed
	@$(BIN)/renkei check

bench: $(VENV)/.installed-dev
	@$(VENV_PYTHON) benchmarks/all.py --rows $(ROWS)

$(VENV_PYTHON):
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || (\
		echo "renkei needs Python 3.11 or newer. Install it, or name one: make PYTHON=/path/to/python3" && \
		echo "renkei には Python 3.11 以降が必要です。インストールするか、make PYTHON=/path/to/python3 のように指定してください。" && \
		exit 1)
	@$(PYTHON) -c "import ensurepip, venv" || (\
		echo "This Python lacks the venv module. On Debian and Ubuntu: apt install python3-venv" && \
		echo "この Python には venv モジュールがありません。Debian と Ubuntu では: apt install python3-venv" && \
		exit 1)
	@echo "making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV_PYTHON)
	@echo "installing renkei into $(VENV) (once)"
	@$(PIP) install --editable ".[all]"
	@$(TOUCH) $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "installing the tools for tests into $(VENV) (once)"
	@$(PIP) install --requirement requirements-dev.txt
	@$(TOUCH) $@

constraints: export PIP_CONSTRAINT :=
constraints: export PIP_BUILD_CONSTRAINT :=
constraints:
	@$(REMOVE) build/renew
	@$(PYTHON) -m venv build/renew
	@$(subst $(VENV)/,build/renew/,$(PIP)) install ".[all]" --requirement requirements-dev.txt
	@$(subst $(VENV)/,build/renew/,$(VENV_PYTHON)) -c "import pathlib, subprocess, sys; \
		found = subprocess.run([sys.executable, '-m', 'pip', 'freeze', '--exclude', 'renkei'], capture_output=True, text=True, check=True); \
		head = '# Pinned versions of everything that make installs. Renew with: make constraints\n'; \
		pathlib.Path('constraints.txt').write_text(head + found.stdout, encoding='utf-8', newline='\n')"
	@$(REMOVE) build/renew

clean:
	@$(REMOVE) $(VENV) $(SITE) build dist
