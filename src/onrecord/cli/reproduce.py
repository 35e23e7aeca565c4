"""Reproduce: make a release again from its tag and compare it byte by byte.

Uses the code of the tag and the packages at hand. Names each file that came out otherwise, and what
it was made from or with that is not as it was.

Example:
  onrecord reproduce 0.1.0
"""

import argparse
import json
from pathlib import Path

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("version", metavar="VERSION", help="a released version")
    parser.add_argument("--out", type=Path, help="folder to leave the result in")
    parser.add_argument(
        "--json", action="store_true", help="print what was found as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Make it again and tell."""
    from dataclasses import asdict

    from onrecord.release.reproduce import reproduce
    from onrecord.release.version import Version

    found = reproduce(find(args.root), Version.parse(args.version), args.out)
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    elif found.same:
        print(f"{args.version}: all {found.files} files came out byte for byte")
    else:
        print("\n".join(found.differing))
        print(
            "\n".join(
                [
                    "what is not as it was:",
                    *(found.inputs or ["nothing that the manifest knows of: the code"]),
                ]
            )
        )
    return 0 if found.same else 1
