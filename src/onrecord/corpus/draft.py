"""What the machine alone makes of one scrape: an annotation nobody has reviewed."""

from collections.abc import Sequence

from onrecord.annotation import annotate
from onrecord.annotation.result import Annotations, Quote
from onrecord.cleaning.assemble import Cleaned, clean
from onrecord.cleaning.metadata import Found
from onrecord.cleaning.read import Layer, decode
from onrecord.cleaning.site import Site
from onrecord.corpus.annotations import (
    Anchor,
    AnchoredCaption,
    AnchoredMention,
    AnchoredParagraph,
    AnchoredQuote,
    Annotation,
    AnnotationLayer,
    LocalEntity,
    Metadata,
    article_id,
    source_of,
)
from onrecord.corpus.seeds import Scrape
from onrecord.errors import ScrapeError
from onrecord.records import Provenance, Role, Status
from onrecord.text import View, count_words, trimmed


def draft(
    scrape: Scrape,
    layer: str,
    encoding: str,
    machine: Provenance,
    decoded: Layer | None = None,
    site: Site | None = None,
) -> Annotation:
    """Clean and annotate a scrape.

    Args:
        scrape: the stored scrape.
        layer: its text layer.
        encoding: the encoding that layer was decoded from.
        machine: how the machine signs.
        decoded: what decoding the scrape gave, where it is at hand: the markup of an HTML page is
            evidence that the layer alone does not hold.
        site: what the corpus knows of its outlet's pages.

    Raises:
        ScrapeError: no article text was found in it.
    """
    told = scrape.provenance
    decoded = decoded or decode(scrape.data, scrape.path)
    cleaned = clean(layer, told.url if told else None, decoded.markup, site)
    if not cleaned.paragraphs:
        raise ScrapeError(
            "no article text was found",
            file=scrape.path,
            hint=f"look at what was stripped: onrecord view {scrape.path}",
        )
    source = source_of(scrape.data, layer, encoding, decoded.media_type)
    identifier = article_id(source.sha256)
    paragraphs = [
        AnchoredParagraph(**Anchor.of(layer, p.source_start, p.source_end).model_dump(), role=p.role)
        for p in cleaned.paragraphs
    ]
    metadata = _metadata(cleaned)
    if told and told.publisher:
        metadata = metadata.model_copy(update={"publisher": told.publisher})
    blank = Annotation(
        id=identifier,
        file=scrape.path.name,
        source=source,
        rights=scrape.rights,
        license=told.license if told else None,
        fictional=told.fictional if told else False,
        layers=[],
        status=Status.machine,
        provenance=machine,
        words=count_words(cleaned.text),
        metadata=metadata,
        blocks=cleaned.blocks,
        paragraphs=paragraphs,
    )
    return with_annotations(blank, layer, machine)


def with_annotations(annotation: Annotation, layer: str, machine: Provenance) -> Annotation:
    """Fill in by machine the quotes and mentions that an annotation does not hold whole.

    Quotes lean on mentions, so an annotation that lacks one of the two gets both from the machine.
    """
    if {AnnotationLayer.quotes, AnnotationLayer.mentions} <= set(annotation.layers):
        return annotation
    view = View((p.start, p.end) for p in annotation.paragraphs)
    units = [(piece.start, piece.end, Role(p.role)) for piece, p in zip(view.pieces, annotation.paragraphs)]
    found = annotate(view.text(layer), units)
    mentions = _mentions(found, annotation.id, view, layer)
    return annotation.model_copy(
        update={
            "completed_by": None if machine == annotation.provenance else machine,
            "entities": [
                LocalEntity(id=e.id, name=e.name, label=e.label, aliases=e.aliases) for e in found.entities
            ],
            "mentions": mentions,
            "quotes": _quotes(found, annotation.id, view, layer, mentions),
        }
    )


def _metadata(cleaned: Cleaned) -> Metadata:
    meta = cleaned.metadata

    def anchor(found: Found | None) -> Anchor | None:
        return Anchor.of(cleaned.layer, found.start, found.end) if found else None

    return Metadata(
        headline=anchor(meta.headline),
        deck=anchor(meta.deck),
        section=[anchor(found) for found in meta.section],
        keywords=[anchor(found) for found in meta.keywords],
        captions=[
            AnchoredCaption(text=anchor(photo.text), credit=anchor(photo.credit)) for photo in meta.captions
        ],
        authors=list(meta.authors),
        contributors=list(meta.contributors),
        published=meta.published.date if meta.published else None,
        published_time=meta.published.time if meta.published else None,
        updated=meta.updated.date if meta.updated else None,
        updated_time=meta.updated.time if meta.updated else None,
        publisher=meta.publisher,
        url=meta.url,
        language=meta.language,
        ambiguous=list(meta.ambiguous),
    )


def _anchor(view: View, layer: str, place: Sequence[int]) -> Anchor:
    source = view.to_source(*place)
    if source is None:
        raise ValueError(f"the annotator's span {tuple(place)} is not within one paragraph")
    start, end = trimmed(layer, *source)
    return Anchor.of(layer, start, end) if start < end else Anchor.of(layer, *source)


def _inside(quote: Quote, parent: Quote) -> bool:
    return all(any(a <= start and end <= b for a, b in parent.spans) for start, end in quote.spans)


def _mentions(found: Annotations, identifier: str, view: View, layer: str) -> list[AnchoredMention]:
    return [
        AnchoredMention(
            **_anchor(view, layer, (m.start, m.end)).model_dump(),
            id=f"{identifier}.m{number:03d}",
            label=m.label,
            form=m.form,
            entity=m.entity,
            link_reason=m.link_reason,
            link_probability=m.link_probability,
            probability=m.probability,
            status=Status.machine,
        )
        for number, m in enumerate(found.mentions, 1)
    ]


def _quotes(
    found: Annotations, identifier: str, view: View, layer: str, mentions: list[AnchoredMention]
) -> list[AnchoredQuote]:
    ids = [f"{identifier}.q{number:03d}" for number in range(1, len(found.quotes) + 1)]
    return [
        AnchoredQuote(
            id=identifier,
            kind=q.kind,
            attitude=q.attitude,
            spans=[_anchor(view, layer, s) for s in q.spans],
            verbatim=[_anchor(view, layer, s) for s in q.verbatim],
            cue=_anchor(view, layer, q.cue) if q.cue else None,
            speaker=_anchor(view, layer, q.speaker) if q.speaker else None,
            speaker_mention=mentions[q.speaker_mention].id if q.speaker_mention is not None else None,
            speaker_ids=q.speaker_ids,
            on_behalf_of=q.on_behalf_of,
            parent=ids[q.parent] if q.parent is not None and _inside(q, found.quotes[q.parent]) else None,
            probability=q.probability,
            status=Status.machine,
        )
        for identifier, q in zip(ids, found.quotes)
    ]
