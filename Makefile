# Two commands on a fresh machine: `make build` sets up and builds the dataset, `make test` sets up and tests.
# Needed: Python 3.11 or newer, make, and a package registry that pip reaches.

VENV := .venv
READY := $(VENV)/.ready

.PHONY: build test docs test-examples test-servers lock clean

build: $(READY)
	@$(VENV)/bin/onrecord build --jobs 2

test: $(READY)
	@$(VENV)/bin/python -m pytest

# The handbook, into site/: read it from site/index.html.
docs: $(VENV)/.docs
	@$(VENV)/bin/python -m sphinx -E --fail-on-warning --nitpicky --keep-going --quiet docs site

$(VENV)/.docs: $(READY)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[docs]'
	@touch $@

# What the examples need beyond the package is 2 GB, most of it torch: not part of `make test` either.
test-examples: $(VENV)/.examples
	@$(VENV)/bin/python -m pytest tests/examples

$(VENV)/.examples: $(READY)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[examples]'
	@touch $@

# Slower, not part of `make test`: real servers (a hub, an S3 store), and the validators of other projects' formats.
test-servers: $(VENV)/.servers
	@ONRECORD_SERVERS=$(CURDIR)/$(VENV)/servers/bin $(VENV)/bin/python -m pytest tests/servers tests/release/test_metadata.py

$(VENV)/.servers: $(READY)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[servers]'
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps cffconvert
	@$(VENV)/bin/python -m venv $(VENV)/servers
	@$(VENV)/servers/bin/python -m pip install --quiet --disable-pip-version-check olah
	@touch $@

$(READY): requirements.txt pyproject.toml setup.py scripts/setup.sh $(wildcard src/onrecord/cleaning/compiled/*.pyx)
	@sh scripts/setup.sh $(VENV)
	@touch $@

# For maintainers: pin the newest versions that pyproject.toml allows (needs uv).
lock:
	uv pip compile pyproject.toml --extra setup --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt

clean:
	rm -rf $(VENV) corpus/data corpus/README.md corpus/manifest.json
