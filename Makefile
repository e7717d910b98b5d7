# What the house can do: demo, test, test-long, bench, peers, docs, lock, clean. Needs python3 (3.11 or later), make and git only.

BIN := .venv/bin
STAMP := .venv/.made
PACK ?= opcw-2015-2019
REPLICATES ?= 1000
OUT ?= results/demo

# The first interpreter that starts, is new enough and can make an environment; looked for only when one is needed.
# The lock file is made on 3.11, so that comes first.
PYTHON ?= $(shell for name in python3.11 python3; do \
	if $$name -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)

.PHONY: help demo env test test-long bench peers docs lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo       set up, check a pack, run a sweep of its four scenarios, print a summary, write a draft"
	@echo "make env        set up only (.venv, from requirements.lock)"
	@echo "make test       lint, types and the tests: about twelve minutes"
	@echo "make test-long  the long tests, left out of make test"
	@echo "make bench      microseconds per mechanism and per simulated case"
	@echo "make peers      the sweep beside the EMA Workbench and Mesa's batch_run: a few minutes"
	@echo "make docs       write the generated parts of docs/ anew"
	@echo "make lock       write requirements.lock anew from pyproject.toml (make lock UPGRADE=--upgrade: newest releases)"
	@echo "make clean      remove the environment and the caches; results/ stays"

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	echo "No Python 3.11 or later that can make an environment (on Debian: apt-get install python3-venv)." >&2; exit 1; fi
	@echo "[set-up] installing the $$(grep -c '^[a-z]' requirements.lock) packages of requirements.lock in .venv (once; a minute or two) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	@echo "[1/4] checking the pack $(PACK) ..."
	@$(BIN)/quadrille check $(PACK)
	@echo "[2/4] sweep: $(REPLICATES) simulated cases per scenario and option (the first time the engine is compiled, about a minute) ..."
	@$(BIN)/quadrille sweep $(PACK) --replicates $(REPLICATES) --out $(OUT)
	@echo "[3/4] summary of $(OUT)"
	@$(BIN)/quadrille summary $(OUT)
	@echo "[4/4] writing the plan draft ..."
	@$(BIN)/quadrille draft $(OUT)
	@echo "Results are in $(OUT). Next, type:"
	@echo "  $(BIN)/quadrille dashboard $(OUT)    the four scenarios on screen"
	@echo "  $(BIN)/quadrille run $(PACK) --scenario mission-impossible --option continuation    one simulated case, told"
	@echo "  $(BIN)/quadrille --help    everything else"

# Two processes, each with whole files: fixtures are made once for a file, and the engine is compiled before they start.
# All three speak before the command ends, so that one run shows all there is to mend.
test: $(STAMP)
	@failed=0; \
	echo "ruff:"; $(BIN)/ruff check . || failed=1; \
	echo "mypy:"; $(BIN)/mypy || failed=1; \
	if [ $$failed = 1 ]; then echo "Lint or types FAILED (above); the tests follow."; fi; \
	$(BIN)/python -m pytest -n 2 --dist loadfile || failed=1; \
	exit $$failed

test-long: $(STAMP)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m long

bench: $(STAMP)
	@$(BIN)/python -m tests.bench

peers: $(STAMP)
	@$(BIN)/python -m tests.bench peers

docs: $(STAMP)
	@$(BIN)/python -m tests.docs
	@echo "the tables of effects: every measure is simulated, a minute or two ..."
	@$(BIN)/python -m tests.docs.effects

# pip-tools lives in an environment of its own. No index address, option or path may reach the file: a test says so.
lock:
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip install -qq --disable-pip-version-check pip-tools
	@CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile --quiet $(UPGRADE) --all-extras \
	--generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-emit-options --output-file requirements.lock pyproject.toml
	@echo "requirements.lock: $$(grep -c '^[a-z]' requirements.lock) packages"

clean:
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find simulation scenarios experiments dashboard tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "The environment and the caches are gone; results/ stays."
