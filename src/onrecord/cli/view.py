"""View a page: each line with its role and reason, its article, who said what, what was dropped.

TARGET is a scrape's file or the id of an article of the corpus. Where a reader has reviewed the
page, or its annotation is frozen in corpus/annotations/, that is shown, and of each entity the id
by which `onrecord entities show` tells more; --machine shows what the machine alone makes of it
now. Without colour (in a pipe, or with NO_COLOR set) quotes stand in brackets.

Below each line of an HTML page stands what decided its role: how likely the model holds it, which
groups of evidence moved it there, the elements around it, and what corpus/sites/ knows of such
lines. --evidence shows the same for text, --no-evidence leaves it out. --html writes all of it as a
page that stands alone.

Example:
  onrecord view seeds/page.txt
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.common import UsageError, root_argument
from onrecord.corpus.folder import Folder, find
from onrecord.disk import write_whole
from onrecord.errors import BuildError, ScrapeError

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.cleaning.read import Layer
    from onrecord.cleaning.site import Site
    from onrecord.corpus.annotations import Annotation
    from onrecord.corpus.seeds import Scrape

_ARTICLE_ID = re.compile(r"a-[0-9a-f]{12}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("target", metavar="ID|FILE", help="an article's id, or a scrape")
    root_argument(parser)
    parser.add_argument("--machine", action="store_true", help="what the machine alone makes of it")
    parser.add_argument(
        "--evidence",
        action=argparse.BooleanOptionalAction,
        help="what decided each line's role (default: for HTML)",
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--html", type=Path, metavar="OUT", help="write a page that stands alone")
    shape.add_argument("--json", action="store_true", help="print all of it as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Show the page."""
    from onrecord.cleaning.read import decode
    from onrecord.view import article_page, data, terminal, why

    if args.html and args.html.is_dir():
        raise UsageError(f"--html {args.html} is a folder; name a file in it")
    folder = _folder(args.root)
    scrape = _scrape(args.target, folder)
    layer = decode(scrape.data, scrape.path)
    wanted = layer.markup is not None if args.evidence is None else args.evidence
    known = None if args.machine or folder is None else _known(scrape, folder)
    # What is known already was not drafted just now, with what is known of the outlet.
    site = None if args.machine or folder is None or known else _site(scrape, folder)
    try:
        annotation = _annotation(scrape, layer, known, site)
    except ScrapeError as error:
        if args.json:
            raise
        _show_stripped(_console(), scrape, layer, site, wanted)
        print(f"onrecord: {error.file}: {error.message}", file=sys.stderr)
        return 1
    evidence = why.of(layer, annotation.blocks, site) if wanted else {}
    if args.json:
        print(json.dumps(data.as_json(annotation, layer.text, evidence), ensure_ascii=False))
        return 0
    ids = {} if args.machine else _entity_ids(annotation, folder)
    if args.html:
        made = article_page.article_page(annotation, layer.text, ids, evidence)
        write_whole(args.html, made.encode("utf-8", "replace"))
        print(f"written {args.html}")
    else:
        terminal.show(_console(), annotation, layer.text, ids, evidence)
    return 0


def _folder(root: Path) -> Folder | None:
    """The corpus around `root`; a page may be looked at without one."""
    try:
        return find(root)
    except BuildError:
        return None


def _scrape(target: str, folder: Folder | None) -> "Scrape":
    """The scrape that the command line means.

    Raises:
        UsageError: it is neither a file nor an id.
        ScrapeError: the scrape of that id is not at hand.
    """
    from onrecord.corpus import annotations as store
    from onrecord.corpus.seeds import read_scrape, scrape_paths

    path = Path(target)
    if path.is_dir():
        raise UsageError(f"{target} is a folder; name one file in it")
    if path.exists():
        return read_scrape(path)
    if not _ARTICLE_ID.fullmatch(target):
        raise UsageError(f"{target} is neither a file nor the id of an article")
    if folder is None:
        raise UsageError(f"there is no corpus here in which {target} could be")
    for path in scrape_paths(folder.seeds):
        if _gives(path, target):
            return read_scrape(path)
    known = folder.annotation_path(target)
    if known.is_file():
        file = store.read(known).file
        raise ScrapeError(
            f"its scrape {file} is not in seeds/", file=target, hint="put it there to see its words"
        )
    raise ScrapeError("no scrape in seeds/ has this id", file=target, hint="name its file instead")


def _gives(path: Path, identifier: str) -> bool:
    """Whether a file is the scrape of an article; what is wrong with another one is no matter here."""
    from onrecord.corpus.annotations import article_id
    from onrecord.dataset.manifest import sha256_of

    try:
        return path.is_file() and article_id(sha256_of(path)) == identifier
    except OSError:
        return False


def _known(scrape: "Scrape", folder: Folder) -> Path | None:
    """The annotation of a scrape that lies in the folder, if one does."""
    from onrecord.corpus import annotations as store

    path = folder.annotation_path(store.article_id(scrape.sha256))
    return path if path.is_file() else None


def _site(scrape: "Scrape", folder: Folder) -> "Site | None":
    """What the folder knows of the outlet of a scrape."""
    from onrecord.corpus import sites

    return sites.read(folder.sites).of_scrape(scrape)


def _annotation(
    scrape: "Scrape", layer: "Layer", known: Path | None, site: "Site | None"
) -> "Annotation":
    """What is known of a scrape: what lies in the folder, completed or all made by the machine."""
    import onrecord
    from onrecord.corpus import annotations as store
    from onrecord.corpus.compose import machine_provenance
    from onrecord.corpus.draft import draft, with_annotations

    machine = machine_provenance(onrecord.__version__)
    if known is None:
        return draft(scrape, layer.text, layer.encoding, machine, layer, site)
    annotation = store.read(known)
    store.check_against(annotation, scrape.data, layer.text, known)
    return with_annotations(annotation, layer.text, machine)


def _entity_ids(annotation: "Annotation", folder: Folder | None) -> dict[str, str]:
    """Which entity of the corpus each entity of the page is, as far as the ledger holds them."""
    from onrecord.corpus import ledger as ledgers

    if folder is None:
        return {}
    known = ledgers.read(folder.ledger).entity_of()
    return {
        entity.id: known[member]
        for entity in annotation.entities
        if (member := f"{annotation.id}#{entity.id}") in known
    }


def _show_stripped(
    console: "Console", scrape: "Scrape", layer: "Layer", site: "Site | None", evidence: bool
) -> None:
    """All lines of a page in which no article was found."""
    from onrecord.cleaning.assemble import clean
    from onrecord.view import terminal, why

    url = scrape.provenance.url if scrape.provenance else None
    blocks = clean(layer.text, url, layer.markup, site).blocks
    told = why.of(layer, blocks, site) if evidence else {}
    console.print(terminal.page(layer.text, blocks, told))


def _console() -> "Console":
    from rich.console import Console

    from onrecord.view.terminal import WIDEST

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console
