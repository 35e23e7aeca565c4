"""Make a release: `onrecord release`, for maintainers. See RELEASING.md."""

import sys

from onrecord.cli import main

if __name__ == "__main__":
    sys.exit(main(["release", *sys.argv[1:]]))
