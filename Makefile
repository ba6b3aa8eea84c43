# Each target is a line or a script; docker/install comes first and is done at once when nothing is missing.
SHELL := bash
python := .venv/bin/python
# What Python has compiled is kept, even where the environment says no: the next process need not do it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install install-for-tests run test check check-code check-front check-service check-unit bench screenshots format clean

help:
	@echo "make run     install what is missing and start Trunkline with a demo centre"
	@echo "make test    install what tests need and run them all"
	@echo "make check   formatting, lint, types, import contracts and the fast tests"
	@echo "make bench   the benchmarks of docs/benchmarks.md (as root)"
	@echo "make screenshots   every page as a picture, into docs/screenshots"
	@echo "make format  put every file into the project's format"
	@echo "make clean   remove .venv and caches; the state folder stays"

install:
	@docker/install

install-for-tests:
	@docker/install --test

run: install
	@exec .venv/bin/trunkline run

# Two workers, a file as a whole to one of them. What starts whole centres and waits for them comes first, so that the many
# short tests fill both workers to the end.
test: install-for-tests
	@$(python) -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder tests/integration tests/browser tests

# Two at a time, on two cores. Each part of the tests is one process: what it imports, reads and makes ready is paid for once.
# The tests that serve pages and the API cost as much as all others here, and wait for `make test`.
check: install-for-tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-code check-service check-unit check-front

check-code:
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@.venv/bin/lint-imports

check-front: install-for-tests
	@PATH="$$PWD/.venv/bin:$$PATH" npm run --silent --prefix workspace_web/frontend check

check-service:
	@TESTS=quick $(python) -m pytest tests/service --ignore=tests/service/web

check-unit:
	@TESTS=quick $(python) -m pytest tests/unit tests/architecture

bench: install-for-tests
	@$(python) tests/load/bench.py
	@$(python) -m tests.load.channel_bench
	@$(python) -m tests.load.page_bench

screenshots: install-for-tests
	@$(python) -m tests.browser.screenshots

format: install-for-tests
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	@find . -path ./var -prune -o -name __pycache__ -type d -exec rm -rf {} +
