"""Validate the corpus of this repository, or what is named: `python scripts/validate.py [PATH…]`."""

import sys

from onrecord.cli import main

sys.exit(main(["validate", *sys.argv[1:]]))
