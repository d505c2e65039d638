# make run and make test are all a newcomer needs; both prepare .venv by themselves.
BIN := .venv/bin
CODE := fieldlog sync_server tests tools $(wildcard bench)
COMPILE_LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --system-certs --cache-dir .venv/cache/uv $(UPGRADE)

# Tests of the screens wait now and then for a key to be acted on; one more worker than cores uses that time.
WORKERS = $$($(BIN)/python -c 'import os; print(1 + (os.cpu_count() or 1))')

export PYTHON

.PHONY: run test format messages lock bench pictures simulate clean
.NOTPARALLEL:

run: ## practice territory in the folder practice/
	@tools/environment.sh run
	@$(BIN)/fieldlog --home practice demo

test: ## formatting, lint, types, import contracts, tests
	@tools/environment.sh test
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -rs

format: ## rewrite the code in the house style
	@tools/environment.sh test
	$(BIN)/ruff check --fix --exit-zero $(CODE)
	$(BIN)/ruff format $(CODE)

messages: ## collect the sentences of the code into the catalogues and compile them
	@tools/environment.sh test
	$(BIN)/python -m tools.messages

lock: ## pin the dependencies again (UPGRADE=--upgrade for the newest ones)
	@tools/environment.sh lock
	$(COMPILE_LOCK) pyproject.toml --group build --output-file requirements/run.txt
	$(COMPILE_LOCK) pyproject.toml --extra server --group build --group test --constraint requirements/run.txt \
		--output-file requirements/test.txt
	$(COMPILE_LOCK) pyproject.toml --extra server --group build --constraint requirements/test.txt \
		--output-file requirements/server.txt
	$(COMPILE_LOCK) --group lock --output-file requirements/lock.txt

bench: ## every benchmark, one after the other, and the table of the README
	@tools/environment.sh test
	@set -e; for name in save overdue rules memory screens push pull small laptops pages hand_over demo table; do echo "== $$name"; $(BIN)/python -m bench.$$name; done

simulate: ## a crash before every statement of a sync; laptops and server under every fault, with new seeds for SECONDS=60 (FIRST=0 is the first of them)
	@tools/environment.sh test
	FIELDLOG_EVERY_CRASH=1 $(BIN)/python -m pytest -q tests/sync/test_crashes.py
	$(BIN)/python -m tests.simulation --seconds $(or $(SECONDS),60) --first $(or $(FIRST),0)

pictures: ## the pictures of the README
	@tools/environment.sh test
	$(BIN)/python -m tools.pictures
	$(BIN)/python -m tools.screen_pictures
	$(BIN)/python -m tools.page_pictures

clean: ## remove everything that make made, the practice territory too
	rm -rf .venv practice build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
