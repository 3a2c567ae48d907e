# Every command a developer needs; CI runs the same ones. Nothing here needs root or an activated venv.
#
#   make demo       sets up and shows the main job, from definitions to applied schedules, in a scratch folder
#   make setup      makes .venv from the pinned, hash-checked requirements
#   make check      the gates without the tests
#   make test       the gates and the quick tests
#   make test-deep  crash, zombie, fault, race, fuzz, server and browser suites
#   make bench      what durability costs, how long a state takes to load, and a plan of series
#   make javascript what some deep tests compare with, in tests/javascript (needs npm)
#   make test-wheel the built wheel, installed away from the source
#   make decisions  writes docs/what-a-plan-decides.md from the decision table in tools/decisions
#   make format     rewrites the code the way the format gate wants it
#   make lock       compiles requirements/ anew (needs uv; UPGRADE=1 takes newer versions)

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo setup check test test-deep bench javascript test-wheel decisions format lock clean

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.setup-done
JAVASCRIPT := tests/javascript/node_modules/.setup-done
WORKERS ?= 2
# A test that hangs takes its worker with it and is reported; an alarm in it might be caught and the test go on.
XDIST := -q -n $(WORKERS) -o timeout_method=thread

# Their many examples take twice as long where lines are counted, and no line is theirs alone.
PROPERTIES = $$(grep -rl --include='test_*.py' hypothesis tests/unit)

help:
	@sed -n 's/^#   //p' Makefile

setup: $(STAMP)

# The stamp lives inside the venv, so that deleting the venv is enough to start over.
$(STAMP): requirements/dev.txt pyproject.toml braze_gitops/__init__.py tools/setup_venv.sh
	@sh tools/setup_venv.sh $(VENV)
	@touch $@

# The exact versions are those of package.json; there is no lock file, since it would hold download addresses.
javascript: $(JAVASCRIPT)

$(JAVASCRIPT): tests/javascript/package.json tests/javascript/.npmrc
	@echo "setup: installing what tests/javascript/package.json names"
	@cd tests/javascript && npm install --silent
	@touch $@

demo: setup
	@$(PY) tools/demo.py

check: setup
	@$(PY) tools/check.py

test: check
	@echo "tests: pure rooms, with coverage"
	@$(PY) -m pytest tests/unit $(XDIST) -m "not deep and not hypothesis" --cov --cov-report=term
	@echo "tests: properties of the pure rooms"
	@$(PY) -m pytest $(PROPERTIES) $(XDIST) -m "not deep and hypothesis"
	@echo "tests: the rest of the quick ones"
	@$(PY) -m pytest $(XDIST) -n $$(($(WORKERS) + 1)) --ignore=tests/unit

test-deep: setup
	@echo "tests: the deep ones"
	@$(PY) -m pytest $(XDIST) --dist worksteal -m deep

# All run, whatever the others say.
bench: setup
	@$(PY) benchmarks/throughput.py; first=$$?; $(PY) benchmarks/replay.py; second=$$?; \
	$(PY) benchmarks/series.py && exit $$((first > second ? first : second))

test-wheel: setup
	@sh tools/test_wheel.sh

decisions: setup
	@$(PY) tools/decisions_page.py

format: setup
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format --quiet .

lock:
	@sh tools/lock.sh

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* dist build
