"""From an annotation, with or without its scrape's text, to records."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.corpus.annotations import Anchor, AnchoredQuote, Annotation, Metadata
from onrecord.records import (
    AnchoredField,
    Article,
    ArticleCounts,
    Caption,
    FieldAnchor,
    MakerKind,
    Mention,
    Paragraph,
    Provenance,
    Quote,
    Role,
    Span,
    Status,
)
from onrecord.text import View

DECIDED = "a reviewer's decision"
"""Why a mention is linked that a reviewer moved."""
_MARKS = "\"'“”„‟«»‹›‘’‚‛`´「」『』"


def compose(
    annotation: Annotation,
    layer: str | None,
    *,
    story: str | None,
    entity_ids: Mapping[str, str],
    machine: Provenance,
) -> tuple[Article, list[Quote], list[Mention]]:
    """The records of one article.

    Args:
        annotation: what is known of it.
        layer: the text layer of its scrape, None where the scrape is absent or its words are to be withheld.
        story: id of its story.
        entity_ids: corpus-wide id of each entity of the annotation, and of each mention that a reviewer moved
            away from its entity.
        machine: the maker of what no reader has reviewed, where the annotation does not say.
    """
    view = View((p.start, p.end) for p in annotation.paragraphs)
    withheld = layer is None

    def span(anchor: Anchor) -> Span:
        placed = view.from_source(anchor.start, anchor.end)
        if placed is None:
            raise ValueError(f"{annotation.id}: {anchor.start}–{anchor.end} is not within one paragraph")
        return Span(
            start=placed[0],
            end=placed[1],
            source_start=anchor.start,
            source_end=anchor.end,
            hash=anchor.hash,
            surface=None if layer is None else layer[anchor.start : anchor.end],
        )

    def ranges(quote: AnchoredQuote) -> list[tuple[int, int]]:
        return [(a.start, a.end) for a in quote.spans]

    local_of = {m.id: m.entity for m in annotation.mentions}

    def speakers(quote: AnchoredQuote) -> list[str]:
        # A quote goes where a reviewer moved the mention that speaks it.
        moved = entity_ids.get(quote.speaker_mention or "")
        local = local_of.get(quote.speaker_mention or "")
        return [moved if moved and e == local else entity_ids[e] for e in quote.speaker_ids]

    # What was frozen stays signed by the version that made it.
    by_machine = annotation.completed_by or (
        annotation.provenance if annotation.status is Status.machine else machine
    )

    def maker(status: Status) -> Provenance:
        return by_machine if status is Status.machine else annotation.provenance

    mentions = [
        Mention(
            id=m.id,
            article_id=annotation.id,
            withheld=withheld,
            span=span(m),
            label=m.label,
            form=m.form,
            entity_id=entity_ids.get(m.id, entity_ids[m.entity]) if m.entity else None,
            link_reason=DECIDED if m.id in entity_ids else m.link_reason,
            link_probability=None if m.id in entity_ids else m.link_probability,
            probability=m.probability,
            status=m.status,
            provenance=maker(m.status),
        )
        for m in annotation.mentions
    ]
    quotes = [
        Quote(
            id=q.id,
            article_id=annotation.id,
            withheld=withheld,
            kind=q.kind,
            attitude=q.attitude,
            text=None if layer is None else content(layer, ranges(q), view),
            surface=None if layer is None else surface(layer, ranges(q), view),
            spans=[span(a) for a in q.spans],
            verbatim=[span(a) for a in q.verbatim],
            cue=span(q.cue) if q.cue else None,
            speaker=span(q.speaker) if q.speaker else None,
            speaker_mention_id=q.speaker_mention,
            speaker_ids=speakers(q),
            on_behalf_of=entity_ids[q.on_behalf_of] if q.on_behalf_of else None,
            parent=q.parent,
            phenomena=q.phenomena,
            probability=q.probability,
            status=q.status,
            provenance=maker(q.status),
        )
        for q in annotation.quotes
    ]
    return _article(annotation, layer, view, story), quotes, mentions


def _article(
    annotation: Annotation, layer: str | None, view: View, story: str | None
) -> Article:
    meta = annotation.metadata
    anchors = list(_field_anchors(meta))
    words = {} if layer is None else field_words(anchors, layer)
    return Article(
        id=annotation.id,
        **words,
        text=None if layer is None else view.text(layer),
        withheld=layer is None,
        fictional=annotation.fictional,
        authors=meta.authors,
        contributors=meta.contributors,
        published=meta.published,
        published_time=meta.published_time,
        updated=meta.updated,
        updated_time=meta.updated_time,
        publisher=meta.publisher,
        url=meta.url,
        ambiguous=meta.ambiguous,
        anchors=anchors,
        paragraphs=[
            Paragraph(
                start=piece.start,
                end=piece.end,
                source_start=p.start,
                source_end=p.end,
                role=Role(p.role),
                hash=p.hash,
            )
            for p, piece in zip(annotation.paragraphs, view.pieces)
        ],
        blocks=annotation.blocks,
        language=meta.language,
        story=story,
        rights=annotation.rights,
        license=annotation.license,
        counts=ArticleCounts(
            words=annotation.words,
            paragraphs=len(annotation.paragraphs),
            quotes=len(annotation.quotes),
            mentions=len(annotation.mentions),
        ),
        source=annotation.source,
        status=annotation.status,
        provenance=annotation.provenance,
    )


def _field_anchors(meta: Metadata) -> Iterator[FieldAnchor]:
    def anchored(field: AnchoredField, index: int, anchor: Anchor | None) -> Iterator[FieldAnchor]:
        if anchor is not None:
            yield FieldAnchor(
                field=field,
                index=index,
                source_start=anchor.start,
                source_end=anchor.end,
                hash=anchor.hash,
            )

    yield from anchored(AnchoredField.headline, 0, meta.headline)
    yield from anchored(AnchoredField.deck, 0, meta.deck)
    for field, anchors in ((AnchoredField.section, meta.section), (AnchoredField.keyword, meta.keywords)):
        for i, anchor in enumerate(anchors):
            yield from anchored(field, i, anchor)
    for i, caption in enumerate(meta.captions):
        yield from anchored(AnchoredField.caption, i, caption.text)
        yield from anchored(AnchoredField.caption_credit, i, caption.credit)


def field_words(anchors: Sequence[FieldAnchor], layer: str) -> dict[str, Any]:
    """The fields of an article that hold words of its page outside the clean text."""
    found: dict[AnchoredField, dict[int, str]] = {field: {} for field in AnchoredField}
    for anchor in anchors:
        words = " ".join(layer[anchor.source_start : anchor.source_end].split())
        found[anchor.field][anchor.index] = words
    texts, credits = found[AnchoredField.caption], found[AnchoredField.caption_credit]
    return {
        "headline": found[AnchoredField.headline].get(0),
        "deck": found[AnchoredField.deck].get(0),
        "section": list(found[AnchoredField.section].values()),
        "keywords": list(found[AnchoredField.keyword].values()),
        "captions": [
            Caption(text=texts.get(i), credit=credits.get(i)) for i in sorted(texts.keys() | credits.keys())
        ],
    }


def surface(layer: str, spans: Sequence[tuple[int, int]], view: View) -> str:
    """Some ranges of the layer as they stand, pieces joined by a blank, paragraphs by a line break."""
    return _joined([layer[start:end] for start, end in spans], spans, view)


def content(layer: str, spans: Sequence[tuple[int, int]], view: View) -> str:
    """The words of a quote without the marks around its pieces, joined likewise."""
    bare = [layer[start:end].strip().strip(_MARKS).strip() for start, end in spans]
    return _joined(bare, spans, view) or surface(layer, spans, view)


def _joined(texts: list[str], spans: Sequence[tuple[int, int]], view: View) -> str:
    joined, last = "", None
    for text, (start, end) in zip(texts, spans):
        placed = view.from_source(start, end)
        piece = view.piece_at(*placed) if placed else None
        joined += text if last is None else ("\n" if piece != last else " ") + text
        last = piece
    return joined


OWN_RULES = "onrecord"
"""Name under which the package's own rules and models sign their records."""


def machine_provenance(version: str, kind: MakerKind = MakerKind.model) -> Provenance:
    """The provenance of what this version of the package makes by itself."""
    return Provenance(kind=kind, name=OWN_RULES, version=version)
