"""Freeze: write down what the machine made of each scrape, so that a release can run no model.

Each article without an annotation gets one in corpus/annotations/, marked machine; ids, stories
and splits are allotted in corpus/ledger/ for good; the figures in DATASHEET.md are brought up to
date from what may be published. Reviewed annotations are not touched.

Example:
  onrecord freeze
"""

import argparse
import sys

from onrecord.cli.common import positive, progress_bar, root_argument
from onrecord.corpus.folder import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("--jobs", type=positive, default=1, help="processes to work with (default: 1)")


def run(args: argparse.Namespace) -> int:
    """Freeze and tell what was written."""
    import onrecord
    from onrecord.checks.finding import from_error
    from onrecord.corpus.compose import machine_provenance
    from onrecord.corpus.freeze import freeze
    from onrecord.dataset import datasheet

    folder = find(args.root)
    with progress_bar("articles") as progress:
        frozen = freeze(folder, machine_provenance(onrecord.__version__), jobs=args.jobs, progress=progress)
    datasheet.update(folder.root / "DATASHEET.md", frozen.corpus)
    for problem in frozen.gathered.problems:
        print(from_error(problem, str(folder.root)).line_of_text(), file=sys.stderr)
    print(
        f"frozen: {len(frozen.corpus.articles)} articles, {len(frozen.written)} written just now; "
        "commit corpus/annotations, corpus/ledger and DATASHEET.md"
    )
    return 1 if frozen.gathered.problems else 0
