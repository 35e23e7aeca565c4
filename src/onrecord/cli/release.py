"""Release: make a version that can be cited, proved and loaded.

Takes what is frozen and runs no model. Says what changed since the last version, record by record,
and which number that asks for; refuses a smaller one. Writes dist/onrecord-VERSION/, which is a hub
dataset repository as it stands, corpus/releases/VERSION.json, CITATION.cff and the changelog
entry, commits and tags. Without VERSION it takes the least that the difference allows.

Example:
  onrecord release --dry-run
"""

import argparse
import json

from onrecord.cli.common import UsageError, day, root_argument
from onrecord.corpus.folder import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument(
        "version", nargs="?", metavar="VERSION", help="three numbers, such as 0.2.0"
    )
    parser.add_argument("--dry-run", action="store_true", help="show all of it, write nothing")
    parser.add_argument(
        "--date", type=day, help="day of the release, as 2026-01-31 (default: today)"
    )
    parser.add_argument(
        "--reason", help="why records are removed, where some are; kept in their tombstones"
    )
    parser.add_argument(
        "--no-tag", action="store_true", help="write the files, but neither commit nor tag"
    )
    parser.add_argument(
        "--json", action="store_true", help="print what was made as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Plan, and unless it is a dry run, carry it out."""
    from onrecord.release.release import carry_out, plan

    if args.reason is not None and not args.reason.strip():
        raise UsageError("--reason is empty")
    planned = plan(find(args.root), args.version, day=args.date, reason=args.reason)
    out = None if args.dry_run else carry_out(planned, tag=not args.no_tag)
    if args.json:
        print(json.dumps(planned.json() | {"out": str(out) if out else None}, ensure_ascii=False))
        return 0
    print("\n".join(planned.report()))
    if out is None:
        print(f"would write dist/onrecord-{planned.version}/ and {', '.join(sorted(planned.kept))}")
    else:
        print(f"released: {out}")
        print(f"next: git push --follow-tags; onrecord publish {planned.version} --to …")
    return 0
