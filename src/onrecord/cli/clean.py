"""Clean scrapes: the article, its fields, and for every line of the page why it was kept or not.

PATHs are scrapes: text or HTML in any encoding, web archives (WARC), folders, patterns; each page
gives one JSON object with the file's name as its id (in an archive the record's id), or a readable
form on a terminal. In a pipe, --jsonl reads objects {"id", "text", "url"?} or {"id", "html",
"url"?} and gives for each, in the same order, one object with the keys id, text, headline, deck,
authors, contributors, published, updated, publisher, section, keywords, captions, language,
ambiguous, layer, paragraphs (ranges of the clean text) and blocks (ranges of the scrape, which
they cover). Offsets are half-open and count Unicode code points. What is missing is null.

A line that fails gives {"id", "line", "error"}, the others go on, and the exit code is 1. Blank
lines are passed over; an id may occur twice, and may be a string or a whole number; an empty text
is an empty article. Where the page was not read as given (HTML, a file not in UTF-8, lone
surrogates), `layer` is the text that the offsets of the blocks count in. corpus/annotations/ is
never consulted. --sites takes a folder of profiles and memories of outlets, such as corpus/sites/,
as further evidence for the pages whose url says whose they are, or the provenance file beside them.

Example:
  onrecord clean --jsonl pages.jsonl --out articles.jsonl --jobs 2
"""

import argparse
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli import batch
from onrecord.cli.common import UsageError
from onrecord.errors import ProvenanceError

if TYPE_CHECKING:
    from onrecord.cleaning.assemble import Cleaned
    from onrecord.cleaning.site import Site
    from onrecord.corpus.sites import Sites


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    batch.configure(parser)
    parser.add_argument("--sites", type=Path, metavar="DIR", help="what is known of the outlets")


def run(args: argparse.Namespace) -> int:
    """Clean every line or file."""
    if args.sites is None:
        return batch.run(args, answers, tell)
    if not args.sites.is_dir():
        raise UsageError(f"--sites {args.sites} is no folder")
    _sites(args.sites)
    return batch.run(args, functools.partial(answers, sites=args.sites), tell)


def answers(
    pages: Sequence[batch.Page], sites: Path | None = None
) -> Iterator[Callable[[], dict[str, Any]]]:
    """What cleaning makes of pages, in the batch form."""
    from onrecord.cleaning.assemble import Source, clean_many

    known = _sites(sites) if sites else None
    found = [_site(page, known) if known else None for page in pages]
    sources = (
        Source(page.text, page.url, page.markup, None if isinstance(site, Exception) else site)
        for page, site in zip(pages, found, strict=True)
    )
    for page, site, cleaned in zip(pages, found, clean_many(sources), strict=True):
        yield functools.partial(_answer, page, site if isinstance(site, Exception) else cleaned)


def _answer(page: batch.Page, cleaned: "Cleaned | Exception") -> dict[str, Any]:
    if isinstance(cleaned, Exception):
        raise cleaned
    return cleaned.as_json(page.id) | {"layer": page.text if page.differs else None}


def _site(page: batch.Page, known: "Sites") -> "Site | ProvenanceError | None":
    """What is known of a page's outlet; the error where the file that says whose it is is wrong."""
    from onrecord.corpus.seeds import provenance_path, read_provenance

    beside = provenance_path(page.path) if page.path else None
    if beside is None or not beside.is_file():
        return known.of(page.url, None)
    try:
        told = read_provenance(beside)
    except ProvenanceError as error:
        return error
    return known.of(told.url, told.publisher)


@functools.cache
def _sites(folder: Path) -> "Sites":
    from onrecord.corpus import sites

    return sites.read(folder)


def tell(page: batch.Page, cleaned: dict[str, Any]) -> str:
    """The same in a form to read: fields, clean text, and what was stripped."""
    from onrecord.view.plain import printable

    dates = [cleaned["published"], cleaned["updated"] and f"updated {cleaned['updated']}"]
    told = [
        f"── {page.id}",
        cleaned["headline"],
        cleaned["deck"],
        " · ".join(filter(None, [", ".join(cleaned["authors"]), *dates, cleaned["publisher"]])),
        f"\n{cleaned['text']}\n" if cleaned["text"] else "no article text was found",
        _stripped(cleaned["blocks"]),
    ]
    return printable("\n".join(filter(None, told)))


def _stripped(blocks: list[dict[str, Any]]) -> str:
    reasons = Counter(block["reason"].replace("_", " ") for block in blocks if block["reason"])
    if not reasons:
        return f"all {len(blocks)} lines kept"
    counted = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"stripped {reasons.total()} of {len(blocks)} lines: {counted}"
