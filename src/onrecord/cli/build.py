"""Build the dataset of a corpus: clean, annotate, validate, split, write.

Reads seeds/ and corpus/annotations/, runs the models on what is not annotated yet, and writes
corpus/data/, the card and the manifest, all at once or not at all. What cannot be read is
named in a line each and left out; the exit code is then 1.

Example:
  onrecord build --jobs 2
"""

import argparse
import json
import sys
from pathlib import Path

from onrecord.cli.common import positive, progress_bar, root_argument
from onrecord.corpus.folder import Folder, find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("--out", type=Path, help="folder to write the dataset to (default: corpus/)")
    parser.add_argument("--jobs", type=positive, default=1, help="processes to work with (default: 1)")
    parser.add_argument("--json", action="store_true", help="print what was made as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Build and tell what was made."""
    from onrecord.dataset.make import make

    folder = find(args.root) if args.root == Path(".") else Folder(args.root.resolve())
    out = args.out or folder.corpus
    with progress_bar("articles") as progress:
        made = make(folder, out, jobs=args.jobs, progress=progress)
    for finding in made.findings:
        print(finding.line_of_text(), file=sys.stderr)
    if args.json:
        print(json.dumps(made.summary(), ensure_ascii=False))
    else:
        print(made.report())
    return 1 if made.problems else 0
