# Two commands on a fresh machine: `make build` sets up and builds the dataset, `make test` sets up and tests.
# Needed: Python 3.11 or newer, make, and a package registry that pip reaches.

VENV := .venv
READY := $(VENV)/.ready

.PHONY: build test lock clean

build: $(READY)
	@$(VENV)/bin/onrecord build --jobs 2

test: $(READY)
	@$(VENV)/bin/python -m pytest

$(READY): requirements.txt pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh $(VENV)
	@touch $@

# For maintainers: pin the newest versions that pyproject.toml allows (needs uv).
lock:
	uv pip compile pyproject.toml --extra setup --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt

clean:
	rm -rf $(VENV) corpus/data corpus/README.md corpus/manifest.json
