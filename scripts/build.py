"""Build the dataset of this repository: `onrecord build`."""

import sys

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
