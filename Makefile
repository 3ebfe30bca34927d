# 'make run' and 'make test' do their own set-up; nothing but Python 3.11 is needed.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# tests on both cores; the tests of one file share what they set up
CORES  := -n 2 --dist loadfile
STAMP  := $(VENV)/.installed

.PHONY: run test test-all test-long check bench coverage mutation docs clean

run: $(STAMP)
	$(BIN)/openasylum compare as_enacted without_mpp --out runs/first

test: $(STAMP)
	$(BIN)/python -m pytest $(CORES) -m "not slow and not browser and not long"

test-all: $(STAMP)
	$(BIN)/python -m pytest $(CORES) -m "not slow and not browser and not long"
	$(BIN)/python -m pytest $(CORES) -m "slow and not browser and not long"
	$(BIN)/python -m pytest -m "browser and not long"

test-long: $(STAMP)
	$(BIN)/python -m pytest -m long

check: $(STAMP)
	$(BIN)/ruff format --check src tests scripts validation
	$(BIN)/ruff check src tests scripts validation
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[peers]"
	$(BIN)/python validation/benchmarks.py
	$(BIN)/python validation/full_scale.py
	$(BIN)/python validation/ensembles.py
	$(BIN)/python validation/app_speed.py

coverage: $(STAMP)
	$(BIN)/python scripts/measure_coverage.py

mutation: $(STAMP)
	$(BIN)/python validation/mutation.py law
	$(BIN)/python validation/mutation.py kernel
	$(BIN)/python validation/mutation.py --page

docs: $(STAMP)
	$(BIN)/python scripts/build_law_docs.py
	$(BIN)/python scripts/build_projection_docs.py
	$(BIN)/python scripts/build_statistics.py --docs
	$(BIN)/python scripts/build_model_docs.py
	$(BIN)/python -m openasylum.claims.page docs/claims.md
	$(BIN)/python scripts/build_api_docs.py
	$(BIN)/python scripts/build_tutorial.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) runs .pytest_cache .mypy_cache .ruff_cache
