"""Diff: what changed from one dataset to another, record by record.

A and B are each a released version, the folder of a dataset, a corpus folder (what is frozen in
it), an address, or a git revision of the corpus. Prints how many records were added, removed,
edited, moved between splits, and which version that asks for; --records lists each of them.

Example:
  onrecord diff 0.1.0 .
"""

import argparse
import json

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find
from onrecord.errors import BuildError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("before", metavar="A", help="the older one")
    parser.add_argument("after", metavar="B", help="the newer one")
    parser.add_argument("--records", action="store_true", help="list every record that differs")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line: each change, then the summary"
    )


def run(args: argparse.Namespace) -> int:
    """Compare and print; 0 if nothing differs, 1 if something does."""
    from onrecord.release.compare import side
    from onrecord.release.difference import Summary, difference

    try:
        corpus = find(args.root)
    except BuildError:
        corpus = None
    summary = Summary()
    with side(args.before, corpus) as before, side(args.after, corpus) as after:
        for change in difference(before, after):
            summary.add(change)
            if args.json:
                print(json.dumps(change.json(), ensure_ascii=False))
            elif args.records:
                print(change)
    if args.json:
        print(json.dumps({"summary": summary.json()}, ensure_ascii=False))
    else:
        print("\n".join([*summary.lines(), _verdict(summary.counts != {}, summary.level.name)]))
    return 1 if summary.counts else 0


def _verdict(differs: bool, level: str) -> str:
    return f"this is {level}" if differs else "no record differs"
