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
never consulted.

Example:
  onrecord clean --jsonl pages.jsonl --out articles.jsonl --jobs 2
"""

import argparse
from collections import Counter
from typing import Any

from onrecord.cli import batch


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    batch.configure(parser)


def run(args: argparse.Namespace) -> int:
    """Clean every line or file."""
    return batch.run(args, answer, tell)


def answer(page: batch.Page) -> dict[str, Any]:
    """What cleaning makes of a page, in the batch form."""
    from onrecord.cleaning.assemble import clean

    cleaned = clean(page.text, page.url, page.markup).as_json(page.id)
    return cleaned | {"layer": page.text if page.differs else None}


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
