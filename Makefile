# Every tool runs from the environment that main.py sets up.
PYTHON ?= python3
PY ?= .venv/bin/python
LOCK_PYTHON ?= python3.11

.DEFAULT_GOAL := help
.PHONY: help setup test check format screenshots bench replay storm soak lock clean

help: ## Show these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: ## Set up the environment with the packages for development
	@$(PYTHON) main.py setup --develop

test: ## Run the tests
	@$(PYTHON) main.py test

check: ## Check formatting, lint, types, import directions and sizes
	@bash .ci/run check

format: setup ## Format the code and sort the imports
	$(PY) -m ruff check --fix-only --select I .
	$(PY) -m ruff format .

screenshots: setup ## Draw the pictures for the documentation
	$(PY) -m tests.tools.screenshots

bench: setup ## Print the benchmark figures
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -m bench -s tests/benchmarks

replay: setup ## Replay the recorded week through the desk and compare its figures (REPLAY="--speed 60")
	$(PY) -m tests.tools.replay_week $(REPLAY)

storm: setup ## Let many desks work while lines and servers break (STORM="--desks 12 --seconds 300 --seed 7")
	$(PY) -m tests.chaos $(STORM)

soak: setup ## Let one desk follow 20 changes a second for half an hour (SECONDS=1800), and print what it costs
	$(PY) -m tests.chaos.soak --seconds $(or $(SECONDS),1800)

lock: ## Renew resources/locks from pyproject.toml with Python 3.11 (LOCK_OPTIONS=--upgrade for newer versions)
	rm -rf build/lock && $(LOCK_PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet 'pip-tools>=7.6,<8'
	for name in run develop; do \
	  test $$name = develop && extra='--extra develop' || extra=; \
	  build/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host $(LOCK_OPTIONS) $$extra \
	    --output-file resources/locks/$$name.txt pyproject.toml || exit 1; \
	done
	rm -rf build/lock

clean: ## Delete the environment, caches and builds
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
