# make run: the main job on a fresh machine. make test: everything that is checked. make help: the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_FOLDER ?= data
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check golden render docs screenshots bench bench-peers fuzz lock clean help
.DEFAULT_GOAL := help

run: $(VENV)/.installed  ## Read the sample articles into ./data and say what to ask next
	$(BIN)/wirehouse run seeds/articles --home $(HOME_FOLDER)

test: check  ## All tests: what `check` runs, then golden pairs, invariants, whole runs, the quality gate
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/golden tests/property tests/integration tests/browser tests/gate

check: $(VENV)/.installed-dev  ## The fast part: lint, types, rendered files, unit tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/contract tests/unit

golden: $(VENV)/.installed-dev  ## Write the expected rows of the sample articles anew (then read the diff)
	$(BIN)/python -m pytest tests/golden --regenerate

render: $(VENV)/.installed  ## Render DDL, dbt sources, staging models and the data dictionary from schemas/, scores from the gate
	$(BIN)/python -m flows.render
	$(BIN)/python docs/scores.py

docs: $(VENV)/.installed-dev  ## Build the documentation as a site, into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

screenshots: $(VENV)/.installed-dev  ## Take the pictures of the dashboard in docs/images/ anew (needs Chromium)
	$(BIN)/python docs/screenshots.py

bench: $(VENV)/.installed-dev  ## What everything around the language pipeline costs, as a ratio
	$(BIN)/python benchmarks/overhead.py

fuzz: $(VENV)/.installed-dev  ## Fuzz cleaning for a quarter of an hour, guided by coverage (atheris, in an environment of its own)
	test -x .fuzz/bin/python || $(BIN)/python -m venv --system-site-packages .fuzz
	.fuzz/bin/pip install --quiet atheris
	PYTHONPATH=$$($(BIN)/python -c "import site; print(site.getsitepackages()[0])") .fuzz/bin/python benchmarks/fuzz_cleaning.py .fuzz/corpus -max_total_time=900

bench-peers: $(VENV)/.installed-dev  ## Other libraries on the same texts: how fast, how right (in an environment of its own)
	test -x .peers/bin/python || $(PYTHON) -m venv .peers
	.peers/bin/pip install --quiet --no-deps --requirement benchmarks/requirements-peers.txt
	PYTHONPATH=$$PWD:$$($(BIN)/python -c "import site; print(site.getsitepackages()[0])") .peers/bin/python -m benchmarks.peers

# The locks pin everything, so the resolver has nothing to decide (--no-deps) and every file is checked (--require-hashes).
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Wirehouse needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@

lock:  ## Resolve the locks anew from pyproject.toml (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## Remove the environment and the warehouse
	rm -rf $(VENV) $(HOME_FOLDER)

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10
