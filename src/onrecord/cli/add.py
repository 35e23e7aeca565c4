"""Add a scrape: copy it into seeds/, describe it, and show how it was understood.

The copy is the same bytes. Without --open the scrape is reserved: built for you, never published, and
git does not see it. With --open LICENSE it goes to seeds/open/, whose words a release publishes.

Example:
  onrecord add page.txt --publisher "The Example Herald" --url https://example.org/page
"""

import argparse
import datetime
import hashlib
from pathlib import Path

from onrecord.cli import validate
from onrecord.cli.common import UsageError, root_argument
from onrecord.corpus.folder import find
from onrecord.disk import write_whole


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("path", type=Path, metavar="FILE", help="the scrape")
    parser.add_argument("--open", metavar="LICENSE", help="its words may be published, under this SPDX licence")
    parser.add_argument("--fictional", action="store_true", help="outlet, people and events are invented")
    parser.add_argument("--source", help="how it was come by")
    parser.add_argument("--publisher", help="the outlet")
    parser.add_argument("--url", help="where the page was")
    parser.add_argument("--retrieved", type=datetime.date.fromisoformat, metavar="DATE", help="when, YYYY-MM-DD")
    parser.add_argument("--citation", help="how its publisher wants it cited")
    parser.add_argument("--json", action="store_true", help="print findings as JSON lines")


def run(args: argparse.Namespace) -> int:
    """Copy, describe, validate."""
    from onrecord.corpus.seeds import ScrapeProvenance, dump_provenance, is_scrape, provenance_path

    if not args.path.is_file():
        raise UsageError(f"there is no file {args.path}")
    if not is_scrape(args.path):
        raise UsageError(f"{args.path.name} cannot be the name of a scrape; rename it")
    folder = find(args.root)
    target = (folder.seeds / "open" if args.open else folder.seeds) / args.path.name
    data = args.path.read_bytes()
    if target.exists() and target.read_bytes() != data:
        raise UsageError(f"{target} is there already with other bytes; rename the new one")
    provenance = ScrapeProvenance(
        sha256=hashlib.sha256(data).hexdigest(),
        rights="open" if args.open else "reserved",
        license=args.open,
        fictional=args.fictional,
        source=args.source,
        publisher=args.publisher,
        url=args.url,
        retrieved=args.retrieved,
        citation=args.citation,
    )
    write_whole(provenance_path(target), dump_provenance(provenance).encode())
    if not target.exists():
        write_whole(target, data)
    if not args.json:
        print(f"added {target.relative_to(folder.root)}; when it is understood rightly: onrecord freeze")
    return validate.run(argparse.Namespace(paths=[target], jobs=1, json=args.json))
