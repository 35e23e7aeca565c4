"""Learn what recurs on an outlet's pages, and list what is known of each outlet.

`onrecord sites` lists the profiles (roles of lines by pattern, written by hand) and the memories
(lines that recur on several articles' pages) in corpus/sites/. `onrecord sites learn` reads the
scrapes in seeds/ and writes a memory for each outlet with two articles or more; what a memory says
is evidence when pages are drafted from then on. Nothing is learned unless this is called, and what is
frozen stays as it is. The outlet of a page is told by `url` or `publisher` in its provenance file.

Example:
  onrecord sites learn
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find
from onrecord.errors import OnrecordError
from onrecord.view.plain import printable

if TYPE_CHECKING:
    from onrecord.corpus.folder import Folder
    from onrecord.corpus.sites import Sites


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action", nargs="?", choices=("list", "learn"), default="list", help="(default: list)"
    )
    root_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object an outlet")


def run(args: argparse.Namespace) -> int:
    """List, or learn and then list; 1 where a scrape, a profile or a memory cannot be read."""
    from onrecord.corpus import sites

    folder = find(args.root)
    problems: list[OnrecordError] = []
    if args.action == "learn":
        _learn(folder, problems)
    known = sites.read(folder.sites, problems)
    rows = [_row(known, name) for name in sites.names(known)]
    if args.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif not rows:
        print("nothing is known of any outlet; docs/sites.md says how to change that")
    else:
        _table(rows)
    for problem in problems:
        print(printable(f"onrecord sites: {problem}"), file=sys.stderr)
    return 1 if problems else 0


def _learn(folder: "Folder", problems: list[OnrecordError]) -> None:
    from onrecord.cleaning.read import decode
    from onrecord.corpus import sites
    from onrecord.corpus.seeds import read_scrape, scrape_paths

    pages = []
    for path in scrape_paths(folder.seeds):
        try:
            scrape = read_scrape(path)
            pages.append((scrape, decode(scrape.data, scrape.path).text))
        except OnrecordError as error:
            problems.append(error)
    # A memory that is damaged is learned anew; what still is afterwards is told by who reads it.
    known = sites.read(folder.sites, [])
    learned = sites.learn(pages, known)
    for name, memory in sorted(learned.items()):
        if known.memories.get(name) != memory:
            sites.write_memory(folder.sites, name, memory)
    if not learned:
        told = sum(sites.outlet_of(scrape) is not None for scrape, _ in pages)
        print(
            "onrecord sites: nothing was learned, since no outlet has the pages of two articles; "
            f"of {len(pages)} scrapes {told} say by url or publisher whose they are",
            file=sys.stderr,
        )


def _row(known: "Sites", name: str) -> dict[str, str | int | None]:
    profile, memory = known.profiles.get(name), known.memories.get(name)
    return {
        "site": name,
        "rules": len(profile.rule) if profile else 0,
        "memory": memory.version if memory else None,
        "pages": len(memory.pages) if memory else 0,
        "articles": memory.articles if memory else 0,
        "lines": len(memory.lines) if memory else 0,
    }


def _table(rows: list[dict[str, str | int | None]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="left" if name == "site" else "right")
    for row in rows:
        table.add_row(*("-" if value is None else str(value) for value in row.values()))
    Console(soft_wrap=True).print(table)
