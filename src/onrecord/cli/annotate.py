"""Annotate clean texts: quotes with cue and speaker, mentions, entities.

PATHs are files whose text is clean already; each gives one JSON object with the file's name as its
id, or a readable form on a terminal. In a pipe, --jsonl reads objects {"id", "text"}, such as
`onrecord clean` gives, and answers each, in the same order, with one object: id, quotes (id, spans,
kind, cue, verbatim, speaker, speaker_ids, on_behalf_of, attitude, parent, probability), mentions
(start, end, label, form, entity) and entities (id, name, label, aliases). All offsets are half-open
ranges of that line's `text`, counted in Unicode code points; the ids q1, e1 hold within the line.

A line that fails gives {"id", "line", "error"}, the others go on, and the exit code is 1. Blank
lines are passed over; an id may occur twice, and may be a string or a whole number; an empty text
has no quotes. corpus/annotations/ is never consulted.

Example:
  onrecord clean page.txt | onrecord annotate --jsonl - --out quotes.jsonl
"""

import argparse
from typing import TYPE_CHECKING, Any

from onrecord.cli import batch
from onrecord.errors import ScrapeError

if TYPE_CHECKING:
    from onrecord.annotation.result import Annotations, Quote, Range

_LONGEST_TOLD = 160


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    batch.configure(parser)


def run(args: argparse.Namespace) -> int:
    """Annotate every line or file."""
    return batch.run(args, batch.each(answer), tell)


def answer(page: batch.Page) -> dict[str, Any]:
    """What annotation finds in a clean text, in the batch form."""
    from onrecord.annotation import annotate

    if page.markup is not None:
        raise ScrapeError("this is HTML, not clean text", hint="clean it first: onrecord clean")
    return {"id": page.id} | as_json(annotate(page.text))


def as_json(found: "Annotations") -> dict[str, Any]:
    """Quotes, mentions and entities as the batch form writes them."""
    return {
        "quotes": [_quote(number, quote) for number, quote in enumerate(found.quotes, 1)],
        "mentions": [
            {"start": m.start, "end": m.end, "label": m.label, "form": m.form, "entity": m.entity}
            for m in found.mentions
        ],
        "entities": [
            {"id": e.id, "name": e.name, "label": e.label, "aliases": list(e.aliases)}
            for e in found.entities
        ],
    }


def _quote(number: int, quote: "Quote") -> dict[str, Any]:
    return {
        "id": f"q{number}",
        "spans": [list(span) for span in quote.spans],
        "kind": quote.kind,
        "cue": _range(quote.cue),
        "verbatim": [list(span) for span in quote.verbatim],
        "speaker": _range(quote.speaker),
        "speaker_ids": list(quote.speaker_ids),
        "on_behalf_of": quote.on_behalf_of,
        "attitude": quote.attitude,
        "parent": None if quote.parent is None else f"q{quote.parent + 1}",
        "probability": quote.probability,
    }


def _range(place: "Range | None") -> list[int] | None:
    return None if place is None else list(place)


def tell(page: batch.Page, found: dict[str, Any]) -> str:
    """The same in a form to read: a line for each quote, then the entities."""
    from onrecord.view.plain import printable, shortened

    names = {entity["id"]: entity["name"] for entity in found["entities"]}
    told = [f"── {page.id}"]
    for quote in found["quotes"]:
        words = " … ".join(page.text[start:end] for start, end in quote["spans"])
        speaker = page.text[slice(*quote["speaker"])] if quote["speaker"] else "nobody named"
        known = ", ".join(names[i] for i in quote["speaker_ids"])
        who = f"{speaker} ({known})" if known and known != speaker else speaker
        told.append(f"{quote['id']} {quote['kind']}, {who}: {shortened(words, _LONGEST_TOLD)}")
    told.append(
        ", ".join(f"{e['name']} ({e['label']})" for e in found["entities"]) or "no entities"
    )
    return printable("\n".join(told))
