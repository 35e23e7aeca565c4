"""Clean scrapes: `onrecord clean`, for those who work in the repository."""

import sys

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["clean", *sys.argv[1:]]))
