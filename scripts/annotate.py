"""Annotate clean texts: `onrecord annotate`, for those who work in the repository."""

import sys

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["annotate", *sys.argv[1:]]))
