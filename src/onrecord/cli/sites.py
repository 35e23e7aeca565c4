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
from typing import TYPE_CHECKING

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find

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
    """List, or learn and then list."""
    from onrecord.corpus import sites

    folder = find(args.root)
    if args.action == "learn":
        _learn(folder)
    known = sites.read(folder.sites)
    rows = [_row(known, name) for name in sites.names(known)]
    if args.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    elif not rows:
        print("nothing is known of any outlet; docs/sites.md says how to change that")
    else:
        _table(rows)
    return 0


def _learn(folder: "Folder") -> None:
    from onrecord.cleaning.read import decode
    from onrecord.corpus import sites
    from onrecord.corpus.seeds import read_scrape, scrape_paths

    scrapes = [read_scrape(path) for path in scrape_paths(folder.seeds)]
    known = sites.read(folder.sites)
    pages = ((scrape, decode(scrape.data, scrape.path).text) for scrape in scrapes)
    for name, memory in sorted(sites.learn(pages, known).items()):
        if known.memories.get(name) != memory:
            sites.write_memory(folder.sites, name, memory)


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
