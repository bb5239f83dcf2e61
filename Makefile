# Every target does its own set-up with nothing but Python (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test battery fuzz lint bench clean

demo: $(READY)
	$(BIN)/pubcrawl demo

test: $(READY) lint
	$(BIN)/python -m pytest

battery: RESULT := docs/reference/reliability.json
battery: $(READY)
	$(BIN)/python -m pytest -m 'family or long' --battery-result $(RESULT); code=$$?; \
	$(BIN)/python -m tests.battery.stock $(RESULT) && \
	$(BIN)/python -m tests.documents && exit $$code

fuzz: SECONDS ?= 60
fuzz: $(READY)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.release
	$(BIN)/python -m benchmarks.crawl

clean:
	rm -rf $(VENV)

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
