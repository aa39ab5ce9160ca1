# Everything that a newcomer needs: `make run` and `make test`. CONTRIBUTING.md tells about the rest.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export DEBUG ?= true
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: run test test-scaled-out lint format lock messages demo clean

run: $(VENV)/runtime.stamp
	@exec $(PY) manage.py serve

test: $(VENV)/development.stamp
	@$(PY) -m pytest -n logical --dist loadscope --no-loadscope-reorder

demo: $(VENV)/runtime.stamp
	@exec $(PY) manage.py demo $(if $(BASE_URL),--base-url "$(BASE_URL)") $(if $(LOCALE),--locale "$(LOCALE)")

# Through PgBouncer and on a Redis Cluster (docs/scaling.md).
test-scaled-out: $(VENV)/development.stamp
	@$(PY) tools/test_scaled_out.py

lint: $(VENV)/development.stamp
	@PY="$(PY)" sh tools/lint.sh

format: $(VENV)/development.stamp
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format .

# Freezes requirements.in and requirements-dev.in, with hashes, for every Python from 3.11.
lock: $(VENV)/development.stamp
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-emit-index-url --custom-compile-command "make lock" requirements.in -o requirements.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-emit-index-url --custom-compile-command "make lock" requirements-dev.in -c requirements.txt \
	  -o requirements-dev.txt

# Brings locale/ in step with the sentences of the pages and scripts.
messages: $(VENV)/development.stamp
	@$(PY) tools/messages.py

clean:
	@rm -rf $(VENV) .data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks staticfiles

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Solacore needs Python 3.11 or later; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements.txt | $(PY)
	@echo "Installing what Solacore needs into $(VENV) (about a minute, once) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	@echo "Installing what its tests and checks need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
