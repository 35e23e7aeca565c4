"""Add a scrape: copy it into seeds/, describe it, and show how it was understood.

The copy is the same bytes. Without --open the scrape is reserved: built for you, never published, and
git does not see it. With --open LICENSE it goes to seeds/open/, whose words a release publishes.

Example:
  onrecord add page.txt --publisher "The Example Herald" --url https://example.org/page
"""

import argparse
import hashlib
from pathlib import Path

from onrecord.cli import validate
from onrecord.cli.common import UsageError, day, root_argument
from onrecord.corpus.folder import find
from onrecord.disk import write_whole
from onrecord.errors import ScrapeError

_TOLD = ("fictional", "source", "publisher", "url", "retrieved", "citation")
"""The arguments that describe a scrape wherever it lies."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("path", type=Path, metavar="FILE", help="the scrape")
    parser.add_argument("--open", metavar="LICENSE", help="its words may be published, under this SPDX licence")
    parser.add_argument("--fictional", action="store_true", help="outlet, people and events are invented")
    parser.add_argument("--source", help="how it was come by")
    parser.add_argument("--publisher", help="the outlet")
    parser.add_argument("--url", help="where the page was")
    parser.add_argument("--retrieved", type=day, metavar="DATE", help="when, YYYY-MM-DD")
    parser.add_argument("--citation", help="how its publisher wants it cited")
    parser.add_argument("--json", action="store_true", help="print findings as JSON lines")


def run(args: argparse.Namespace) -> int:
    """Copy, describe, validate."""
    from onrecord.cleaning.read import decode
    from onrecord.corpus.seeds import (
        ScrapeProvenance,
        dump_provenance,
        is_scrape,
        name_can_be_kept,
        provenance_path,
        read_provenance,
    )

    if args.path.is_dir():
        raise UsageError(f"{args.path} is a folder; name one file in it")
    if not args.path.is_file():
        raise UsageError(f"there is no file {args.path}")
    if not (is_scrape(args.path) and name_can_be_kept(args.path)):
        raise UsageError(f"{args.path.name} cannot be the name of a scrape; rename it")
    folder = find(args.root)
    data = args.path.read_bytes()
    try:
        decode(data, args.path)
    except ScrapeError:
        # What nobody can read is not worth a place; why, the check says.
        return validate.run(argparse.Namespace(paths=[args.path], jobs=1, json=args.json))
    target = (folder.seeds / "open" if args.open else folder.seeds) / args.path.name
    if target.exists() and target.read_bytes() != data:
        raise UsageError(f"{target} is there already with other bytes; rename the new one")
    described = provenance_path(target)
    # What was said of it before stays, unless something else is said now.
    before = read_provenance(described).model_dump() if described.exists() else None
    told = {name: value for name in _TOLD if (value := getattr(args, name))}
    if args.open:
        told |= {"rights": "open", "license": args.open}
    sha256 = hashlib.sha256(data).hexdigest()
    provenance = ScrapeProvenance(**{"rights": "reserved", **(before or {}), **told, "sha256": sha256})
    describe = provenance.model_dump() != before
    shown = target.relative_to(folder.root)
    done = f"added {shown}"
    if target.exists():
        done = f"{shown} was there already, {'described anew' if describe else 'nothing changed'}"
    if describe:
        write_whole(described, dump_provenance(provenance).encode())
    if not target.exists():
        write_whole(target, data)
    if args.json:
        return validate.run(argparse.Namespace(paths=[target], jobs=1, json=True))
    print(f"{done}; when it is understood rightly: onrecord freeze")
    code = validate.run(argparse.Namespace(paths=[target], jobs=1, json=False))
    if code == 0:
        print(
            f"if it is not: onrecord view {shown} shows each line; then write a profile of the outlet (docs/sites.md), "
            "or read the page yourself (docs/how-to/review.md, onrecord review)"
        )
    return code
