"""From a page's text to its article: the whole of cleaning in one pure function."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from onrecord.cleaning import blocks as cutting
from onrecord.cleaning import html, metadata, page_data, page_metadata, roles
from onrecord.cleaning.markup import Markup, measure
from onrecord.cleaning.metadata import Metadata
from onrecord.cleaning.page import Found
from onrecord.cleaning.page_data import PageData
from onrecord.cleaning.roles import Label
from onrecord.cleaning.site import Site
from onrecord.cleaning.wording import folded
from onrecord.cleaning.words import Words
from onrecord.records import TEXT_ROLES, Block, Reason, Role
from onrecord.text import View, trimmed


@dataclass(frozen=True, slots=True)
class CleanParagraph:
    """A unit of the clean text, `[source_start, source_end)` of the text layer in code points."""

    source_start: int
    source_end: int
    role: Role


@dataclass(frozen=True)
class Cleaned:
    """A page's article, anchored in the page.

    Attributes:
        layer: the page's text, as given.
        cut: all of it, block by block.
        labels: what each block is.
        paragraphs: what of it is the article's text, in order.
        metadata: what the page says about the article.
    """

    layer: str
    cut: Sequence[cutting.Block] = field(repr=False)
    labels: Sequence[Label] = field(repr=False)
    paragraphs: list[CleanParagraph]
    metadata: Metadata = field(repr=False)

    @cached_property
    def blocks(self) -> list[Block]:
        """All of the page as records: each block with its role and, if stripped, the reason."""
        return [Block(**fields) for fields in self._block_fields()]

    def _block_fields(self) -> Iterator[dict[str, Any]]:
        for block, label in zip(self.cut, self.labels, strict=True):
            origin = label.duplicate_of
            yield {
                "start": block.start,
                "end": block.end,
                "role": label.role,
                "reason": label.reason,
                "duplicate_of": None if origin is None else self.cut[origin].start,
            }

    @cached_property
    def view(self) -> View:
        """The clean text's map to the text layer."""
        return View((p.source_start, p.source_end) for p in self.paragraphs)

    @property
    def text(self) -> str:
        """The clean text: paragraphs, headings, list items, block quotes, a blank line between."""
        return self.view.text(self.layer)

    def as_json(self, id: object) -> dict[str, Any]:
        """The object that `onrecord clean --jsonl` writes for the page with this id."""
        meta = self.metadata
        return {
            "id": id,
            "text": self.text,
            "headline": _words(meta.headline),
            "deck": _words(meta.deck),
            "authors": list(meta.authors),
            "contributors": list(meta.contributors),
            "published": meta.published.iso if meta.published else None,
            "updated": meta.updated.iso if meta.updated else None,
            "publisher": meta.publisher,
            "section": [part.text for part in meta.section],
            "keywords": [part.text for part in meta.keywords],
            "captions": [
                {"text": _words(photo.text), "credit": _words(photo.credit)}
                for photo in meta.captions
            ],
            "language": meta.language,
            "ambiguous": list(meta.ambiguous),
            "layer": None,
            "paragraphs": [
                {"start": piece.start, "end": piece.end, "role": str(paragraph.role)}
                for paragraph, piece in zip(self.paragraphs, self.view.pieces, strict=True)
            ],
            "blocks": [_block_json(fields) for fields in self._block_fields()],
        }


def clean(
    text: str,
    url: str | None = None,
    markup: html.Rendered | None = None,
    site: Site | None = None,
) -> Cleaned:
    """Find the article in the text of a page.

    Args:
        text: the page's text layer.
        url: the page's address, where it is known: evidence of title, date and outlet.
        markup: for an HTML page what stands behind that layer; more evidence for the same work.
        site: what is known of the outlet's pages, where anything is.
    """
    cut = cutting.split(text)
    site = site or Site()
    weigh = partial(site.weigh, text, cut)
    if markup is None:
        labels = site.refine(text, cut, roles.label(text, cut, weigh=weigh))
        meta = metadata.read(text, cut, labels, url)
    else:
        data = page_data.read(markup.head)
        look = partial(_look, markup, cut, data)
        labels = site.refine(text, cut, roles.label(text, cut, look, weigh))
        meta = metadata.read(text, cut, labels, url or data.url)
        meta = page_metadata.refine(meta, markup, cut, data)
    labels = site.refine(text, cut, _agreeing(text, cut, labels, meta))
    paragraphs = [
        CleanParagraph(*trimmed(text, block.content_start, block.content_end), label.role)
        for block, label in zip(cut, labels, strict=True)
        if label.role in TEXT_ROLES
    ]
    return Cleaned(
        layer=text,
        cut=cut,
        labels=labels,
        paragraphs=[p for p in paragraphs if p.source_start < p.source_end],
        metadata=meta,
    )


def clean_html(document: str, url: str | None = None, site: Site | None = None) -> Cleaned:
    """Find the article in an HTML document; the result is anchored in its rendered text layer."""
    rendered = html.render(document)
    return clean(rendered.text, url, rendered, site)


def _look(
    markup: html.Rendered, cut: Sequence[cutting.Block], data: PageData, words: Words
) -> Markup:
    return measure(markup, cut, words, data.body, data.titles)


# Roles by which a block was stripped with so little reason that metadata knows better.
_UNSURE = frozenset({Role.navigation, Role.related, Role.footer})


def _agreeing(
    text: str, cut: Sequence[cutting.Block], labels: Sequence[Label], meta: Metadata
) -> list[Label]:
    """The labels made to agree with what metadata was read from: one headline, its deck, its
    byline. What the roles keep as text stays text.

    The reading of metadata sees more than the roles do: the address, who signs, what repeats.
    """
    settled = list(labels)
    for i, role in meta.read_from.items():
        if role is Role.headline:
            _settle_headline(text, cut, settled, i)
        elif settled[i].role in _UNSURE:
            reason = None if role.is_content else Reason.topic_list
            settled[i] = replace(settled[i], role=role, reason=reason)
    return settled


def _settle_headline(
    text: str, cut: Sequence[cutting.Block], labels: list[Label], place: int
) -> None:
    """Make the block at `place` the only headline; repeats of it become duplicates."""

    def title_of(i: int) -> str:
        return folded(text[cut[i].content_start : cut[i].content_end])

    for i, label in enumerate(labels):
        if i == place:
            labels[i] = replace(label, role=Role.headline, reason=None, duplicate_of=None)
        elif label.role is Role.headline or label.duplicate_of == place:
            if title_of(i) == title_of(place):
                repeat = {"reason": Reason.repeat, "duplicate_of": place}
                labels[i] = replace(label, role=Role.duplicate, **repeat)
            else:
                reason = Reason.before_article if i < place else Reason.not_prose
                labels[i] = replace(label, role=Role.navigation, reason=reason, duplicate_of=None)


def _words(found: Found | None) -> str | None:
    return found.text if found else None


def _block_json(fields: dict[str, Any]) -> dict[str, Any]:
    shown = {**fields, "role": fields["role"].value}
    shown["reason"] = fields["reason"] and fields["reason"].value
    if shown["duplicate_of"] is None:
        del shown["duplicate_of"]
    return shown
