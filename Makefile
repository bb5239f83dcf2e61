# Every target does its own set-up with nothing but Python (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready

# What each command runs, by the markers of the tests: `test` and `check` have no test in common, and leave out the long.
QUICK := not (family or night or clocked or long)
CLOCKED := clocked and not long
SLOWER := (family or night) and not (clocked or long)
WHOLE := family or clocked or long

# Most tests wait more than they work, so pytest starts two processes a processor; the environment may forbid Python
# to keep what it compiled, which they would all have to do again.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
MANY := --numprocesses auto --dist worksteal -q

.PHONY: demo test check battery fuzz lint bench clean

demo: $(RUNS)
	$(BIN)/pubcrawl demo

test: $(READY) lint
	$(PYTEST) $(MANY) -m '$(QUICK)' --closing 'What takes longer: make check (the battery, kills, whole nights).'

check: $(READY)
	$(PYTEST) -q -m '$(CLOCKED)'
	$(PYTEST) $(MANY) -m '$(SLOWER)' --closing 'Every case in its full length, for hours: make battery.'

battery: RESULT := docs/reference/reliability.json
battery: $(READY)
	$(PYTEST) -m '$(WHOLE)' --battery-result $(RESULT); code=$$?; \
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
	$(BIN)/lint-imports --no-cache

bench: RESULT := docs/reference/performance.json
bench: $(READY)
	$(BIN)/python -m benchmarks --result $(RESULT); code=$$?; \
	$(BIN)/python -m tests.documents && exit $$code

clean:
	rm -rf $(VENV) .bench

define VENV_OF_A_NEW_PYTHON
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
echo "Python 3.11 or newer is needed, and $(PYTHON) says: $$($(PYTHON) --version 2>&1)." \
"Name another, as in: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
$(PYTHON) -m venv $(VENV)
endef

# What running needs is half of what the tests need. Either may come first; both go into the same folder.
$(RUNS): pyproject.toml
	$(VENV_OF_A_NEW_PYTHON)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(READY): pyproject.toml
	$(VENV_OF_A_NEW_PYTHON)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(RUNS) $@
