"""What is known of a page for all who show it, and in the form that clean and annotate write."""

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.cleaning.evidence import Evidence
from onrecord.corpus.annotations import Anchor, AnchoredQuote, Annotation
from onrecord.records import Block
from onrecord.text import View
from onrecord.view import why


def as_json(
    annotation: Annotation, layer: str, evidence: Mapping[int, Evidence] | None = None
) -> dict[str, Any]:
    """One JSON object with all that is known of a page.

    The keys of the batch form of cleaning, then those of annotating; `file`, `status` and
    `provenance` say what was looked at and who made it. Blocks are ranges of the text layer, all
    else is ranges of the clean text.

    Args:
        annotation: what is known of the page.
        layer: the page's text layer.
        evidence: what decided the role of each block, by its start; goes into the blocks.
    """
    meta = annotation.metadata
    evidence = evidence or {}
    view = View((p.start, p.end) for p in annotation.paragraphs)

    def words(anchor: Anchor | None) -> str | None:
        return " ".join(layer[anchor.start : anchor.end].split()) if anchor else None

    def place(anchor: Anchor | None) -> list[int] | None:
        found = view.from_source(anchor.start, anchor.end) if anchor else None
        return list(found) if found else None

    def quote(one: AnchoredQuote) -> dict[str, Any]:
        return {
            "id": one.id,
            "spans": [place(span) for span in one.spans],
            "kind": one.kind,
            "cue": place(one.cue),
            "verbatim": [place(span) for span in one.verbatim],
            "speaker": place(one.speaker),
            "speaker_ids": one.speaker_ids,
            "on_behalf_of": one.on_behalf_of,
            "attitude": one.attitude,
            "parent": one.parent,
            "probability": one.probability,
            "status": one.status,
        }

    return {
        "id": annotation.id,
        "file": annotation.file,
        "status": annotation.status,
        "provenance": annotation.provenance.model_dump(mode="json"),
        "text": view.text(layer),
        "headline": words(meta.headline),
        "deck": words(meta.deck),
        "authors": meta.authors,
        "contributors": meta.contributors,
        "published": moment(meta.published, meta.published_time),
        "updated": moment(meta.updated, meta.updated_time),
        "publisher": meta.publisher,
        "section": [words(part) for part in meta.section],
        "keywords": [words(word) for word in meta.keywords],
        "captions": [{"text": words(c.text), "credit": words(c.credit)} for c in meta.captions],
        "language": meta.language,
        "ambiguous": meta.ambiguous,
        "layer": layer,
        "paragraphs": [
            {"start": piece.start, "end": piece.end, "role": paragraph.role}
            for piece, paragraph in zip(view.pieces, annotation.paragraphs, strict=True)
        ],
        "blocks": [
            block.model_dump(mode="json")
            | ({"evidence": why.as_json(evidence[block.start])} if block.start in evidence else {})
            for block in annotation.blocks
        ],
        "quotes": [quote(one) for one in annotation.quotes],
        "mentions": [
            dict(zip(("start", "end"), place(m) or (None, None), strict=True))
            | {"id": m.id, "label": m.label, "form": m.form, "entity": m.entity, "status": m.status}
            for m in annotation.mentions
        ],
        "entities": [entity.model_dump(mode="json") for entity in annotation.entities],
    }


def moment(day: object, time: str | None) -> str | None:
    """An ISO date, or a date-time where the time of day is known; None without a day."""
    if day is None:
        return None
    return f"{day}T{time}" if time else str(day)


def line_numbers(layer: str, blocks: Sequence[Block]) -> dict[int, int]:
    """1-based number of the line on which each block begins to show something, by its start."""
    numbers, number, counted = {}, 1, 0
    for block in blocks:
        words = layer[block.start : block.end]
        shown = block.start + len(words) - len(words.lstrip())
        number += layer.count("\n", counted, shown)
        counted = shown
        numbers[block.start] = number
    return numbers


def why_stripped(block: Block, line_at: Mapping[int, int]) -> str | None:
    """The reason of a stripped block in words, None for one that is kept."""
    if block.duplicate_of is not None:
        return f"repeats line {line_at.get(block.duplicate_of, '?')}"
    return block.reason.replace("_", " ") if block.reason else None
