"""Print how to cite the dataset that was built.

Before the first release this is the working version, marked unreleased; its content hash says
which records were meant.

Example:
  onrecord cite --format bibtex
"""

import argparse
import datetime

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from onrecord.release.cite import FORMATS

    root_argument(parser)
    parser.add_argument("--format", choices=FORMATS, default="apa", help="default: apa")
    parser.add_argument("--json", action="store_true", help="the same as --format csl-json")


def run(args: argparse.Namespace) -> int:
    """Print the citation."""
    from onrecord.dataset import manifest as manifests
    from onrecord.release.cite import Citation

    path = find(args.root).corpus / manifests.NAME
    manifest = manifests.read(path)
    built = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    citation = Citation(manifest["version"], built.year, released=False, content_hash=manifest["content_hash"])
    print(citation.text("csl-json" if args.json else args.format))
    return 0
