# Everything runs from here. `make chat` and `make test` need Python 3.11+ and make, nothing else:
# each sets up .venv/ on its first call and again when a requirements file changes.
.PHONY: help chat test index evaluate evaluate-public bench bench-page screenshots attack setup setup-dev lock format clean
.DEFAULT_GOAL := help

# PYTHON names an interpreter to use; empty: the first fitting one on the PATH.
PYTHON ?=
CANDIDATES = $(or $(strip $(PYTHON)),python3.11 python3 python3.12 python3.13)
UV := .uv/bin/uv
RUN := .venv/bin/python

# Articles are UTF-8 whatever the locale says.
export PYTHONUTF8 := 1
# Trust what the machine trusts: company networks have certificate authorities of their own.
export UV_SYSTEM_CERTS := 1
# .venv/ comes without bytecode; a shell that forbids to keep it would pay for it at every start.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F'\t' '{ printf "  make %-15s %s\n", $$1, $$2 }'

chat: index ## Set up, index seeds/, serve the chat page
	$(RUN) -m app

test: setup-dev ## Set up, then every check, every test, and the evaluation against its baseline
	$(RUN) -m ruff format --check
	$(RUN) -m ruff check
	$(RUN) -m mypy
	$(RUN) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile
	$(RUN) -m evaluation --check

index: setup ## Set up and bring the index in line with seeds/
	$(RUN) -m index

evaluate: setup ## Set up and score the fixed questions
	$(RUN) -m evaluation

# SETS is the folder with clapnq_dev/ and squad2_dev_cs224n/, each a corpus.jsonl and a questions.jsonl.
SETS ?= ../shared/evaluation
evaluate-public: setup ## Set up and score the public sets in SETS=PATH; the part that nothing was fitted on stands by itself
	$(RUN) -m evaluation.public $(SETS)

bench: setup-dev ## Set up and measure speed against plain llama-index + Chroma
	$(RUN) -m evaluation.bench

bench-page: setup-dev ## Set up and measure the page's speed in Chromium
	$(RUN) -m tests.page_speed

# OUT is a folder.
OUT ?= screenshots
screenshots: setup-dev ## Set up and write a picture of each view of the page to OUT=PATH
	$(RUN) -m tests.screenshots $(OUT)

attack: setup-dev ## Set up and play every injected instruction through a model that obeys it
	$(RUN) -m tests.attacks

setup: .venv/.installed ## Install what the program needs (once)

setup-dev: .venv/.installed-dev ## Install what the tests and the bench need too (once)

lock: .uv/.installed ## Lock pyproject.toml's pins, with hashes, into both requirements files (UPGRADE=1: anew)
	$(UV) $(COMPILE) --output-file requirements.txt
	$(UV) $(COMPILE) --output-file requirements-dev.txt --group dev --constraints requirements.txt

format: setup-dev ## Format the code and mend what ruff can mend
	$(RUN) -m ruff format
	$(RUN) -m ruff check --fix

clean: ## Remove the environment and the caches (an index in .citewire/ stays)
	rm -rf .venv .uv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# One environment serves both lists. requirements-dev.txt holds all of requirements.txt, so once it is
# installed it stays: going from `make test` to `make chat` and back installs nothing.
.venv/.installed: requirements.txt .uv/.installed
	@if [ -e .venv/.installed-dev ]; then $(call install,requirements-dev.txt); else $(call install,requirements.txt); fi
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements.txt .uv/.installed
	@$(call install,requirements-dev.txt)
	@touch .venv/.installed $@

# uv installs in seconds what takes pip minutes. It comes as a package, at the version and hashes that
# requirements-dev.txt locks; where there is no such package, pip does its work.
.uv/.installed: requirements-dev.txt
	@mkdir -p .uv && sed -n '/^uv==/,/# via/p' requirements-dev.txt >.uv/requirements.txt
	@$(find_python); \
	if ! grep -q "^uv==$$($(UV) --version 2>/dev/null | cut -d' ' -f2) " .uv/requirements.txt; then \
		echo "Setting up: the installer, uv, into .uv/"; \
		rm -rf .uv/bin; \
		"$$python" -m pip install -qq --disable-pip-version-check --target .uv --upgrade --no-deps \
			--only-binary :all: --require-hashes -r .uv/requirements.txt \
		|| echo "uv can't be installed here; going on with pip, which takes longer"; \
	fi
	@touch $@

# $(call install,FILE): .venv/ holds exactly what FILE lists (pip, the fallback, leaves extra packages).
define install
	$(find_python); \
	start=$$(date +%s); \
	echo "Setting up: $$("$$python" -V) and the packages of $(1) into .venv/ (once)"; \
	if [ -x $(UV) ]; then \
		quiet=--quiet; if [ -t 2 ]; then quiet=; fi; \
		$(RUN) -c '' 2>/dev/null || $(UV) venv --quiet --clear --python "$$python" .venv || exit 1; \
		$(UV) pip sync $$quiet --python .venv --require-hashes $(1) || exit 1; \
	else \
		$(RUN) -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear .venv || exit 1; \
		$(RUN) -m pip install --disable-pip-version-check --no-deps --require-hashes -r $(1) || exit 1; \
	fi; \
	echo "Setting up: done in $$(( $$(date +%s) - start )) s"
endef

# Leaves the path of the first candidate that fits in $$python.
define find_python
	python=; \
	for candidate in $(CANDIDATES); do \
		python=$$("$$candidate" -c "$$fits" 2>/dev/null) && break; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11, 3.12 or 3.13 is needed (tried: $(CANDIDATES)); name one: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi
endef
export fits := import sys; print(sys.executable); sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
