"""From a page's text to its article: the whole of cleaning in one pure function."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord.cleaning import blocks as cutting
from onrecord.cleaning import (
    headlines,
    html,
    metadata,
    page_metadata,
    roles,
    titled,
)
from onrecord.cleaning.markup import Marked
from onrecord.cleaning.metadata import Metadata
from onrecord.cleaning.page import Found, Page
from onrecord.cleaning.page_data import PageData
from onrecord.cleaning.roles import Label, Unlabelled
from onrecord.cleaning.rows import changeable, column
from onrecord.cleaning.site import Site
from onrecord.labels import Reason, Role
from onrecord.text import View, trimmed

if TYPE_CHECKING:
    from onrecord.records import Block

# So many characters of pages, and so many pages, are cleaned together: what is gained by more is
# lost where the arrays outgrow the processor's memory.
TOGETHER, MOST_TOGETHER = 400_000, 64
# No larger piece of memory (in bytes) teaches the C library how much to keep.
_LARGEST_KEPT = 31 << 20


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
        reading: what all else is read from, when it is asked for.
    """

    layer: str
    cut: Sequence[cutting.Block] = field(repr=False)
    reading: "_Reading" = field(repr=False, compare=False)

    @cached_property
    def paragraphs(self) -> list[CleanParagraph]:
        """What of the page is the article's text, in order."""
        page = self.reading.right_of_text()
        starts, ends = column(self.cut, "content_start"), column(self.cut, "content_end")
        found = []
        for i in page.body:
            start, end = trimmed(self.layer, starts[i], ends[i])
            if start < end:
                found.append(CleanParagraph(start, end, page.roles[i]))
        return found

    @cached_property
    def metadata(self) -> Metadata:
        """What the page says about the article."""
        return self.reading.metadata()

    @cached_property
    def labels(self) -> Sequence[Label]:
        """What each block is."""
        return self.reading.labels_by(self.metadata)

    @cached_property
    def blocks(self) -> "list[Block]":
        """All of the page as records: each block with its role and, if stripped, the reason."""
        # A tenth of a second to import, and no part of the JSON.
        from onrecord.records import Block

        return [
            Block(
                start=block.start,
                end=block.end,
                role=label.role,
                reason=label.reason,
                duplicate_of=None if label.duplicate_of is None else self.cut[label.duplicate_of].start,
            )
            for block, label in zip(self.cut, self.labels, strict=True)
        ]

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
            "blocks": self._blocks_json(),
        }

    def _blocks_json(self) -> list[dict[str, Any]]:
        starts, ends = column(self.cut, "start"), column(self.cut, "end")
        shown: list[dict[str, Any]] = []
        for start, end, (role, reason, origin, _) in zip(starts, ends, self.labels, strict=True):
            # Not `value`: there are many blocks, and that looks it up every time.
            reason = reason and reason._value_
            shown.append({"start": start, "end": end, "role": role._value_, "reason": reason})
            if origin is not None:
                shown[-1]["duplicate_of"] = starts[origin]
        return shown


@dataclass(frozen=True, slots=True)
class Source:
    """A page to be cleaned.

    Attributes:
        text: the page's text layer.
        url: the page's address, where it is known: evidence of title, date and outlet.
        markup: for an HTML page what stands behind that layer; more evidence for the same work.
        site: what is known of the outlet's pages, where anything is.
    """

    text: str
    url: str | None = None
    markup: html.Rendered | None = None
    site: Site | None = None


def clean(
    text: str,
    url: str | None = None,
    markup: html.Rendered | None = None,
    site: Site | None = None,
) -> Cleaned:
    """Find the article in the text of a page; the arguments are those of `Source`."""
    return _clean_together([Source(text, url, markup, site)])[0]


def clean_html(document: str, url: str | None = None, site: Site | None = None) -> Cleaned:
    """Find the article in an HTML document; the result is anchored in its rendered text layer."""
    rendered = html.render(document)
    return clean(rendered.text, url, rendered, site)


def clean_many(pages: Iterable[Source]) -> Iterator[Cleaned | Exception]:
    """Find the articles of many pages, in their order: the same as page by page, in less time.

    A page that cannot be cleaned gives its error in its place. Pages are taken, and held in memory,
    a few at a time.
    """
    _keep_memory()
    group: list[Source] = []
    size = 0
    for page in pages:
        group.append(page)
        size += len(page.text)
        if size >= TOGETHER or len(group) == MOST_TOGETHER:
            yield from _each(group)
            group, size = [], 0
    yield from _each(group)


@functools.cache
def _keep_memory() -> None:
    """Have the memory of one group of pages kept for the next one: a tenth of the time goes into
    giving it back to the system and asking for it again.
    """
    # The C library of Linux keeps so much as the largest piece was that it was ever given back.
    np.empty(_LARGEST_KEPT, dtype=np.uint8)


def _each(pages: Sequence[Source]) -> list[Cleaned | Exception]:
    try:
        return [*_clean_together(pages)]
    except Exception as error:
        if len(pages) == 1:
            return [error]
        # Whichever page it was, it fails alone.
        return [found for page in pages for found in _each([page])]


def _clean_together(pages: Sequence[Source]) -> list[Cleaned]:
    begun = [_Begun.of(page) for page in pages]
    labels = roles.label_pages([page.unlabelled for page in begun])
    return [page.cleaned(own) for page, own in zip(begun, labels, strict=True)]


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page that is cut and waits for the roles of its blocks."""

    source: Source
    unlabelled: Unlabelled
    site: Site
    data: PageData | None

    @classmethod
    def of(cls, source: Source) -> "_Begun":
        """Cut the page, and read what its data say."""
        text, markup = source.text, source.markup
        cut = cutting.split(text)
        site = source.site or Site()
        data = marked = None
        if markup is not None:
            data = PageData(markup.head)
            marked = Marked(markup, cut, data.body, data.titles)
        return cls(source, Unlabelled(text, cut, marked, partial(site.weigh, text, cut)), site, data)

    def cleaned(self, labels: Sequence[Label]) -> Cleaned:
        """The article, by the roles of the blocks."""
        text, cut, site = self.source.text, self.unlabelled.blocks, self.site
        url = self.source.url or (self.data and self.data.url)
        page = Page(text, cut, labels, url, self.unlabelled.lines)
        page = page.relabelled(site.refine(text, cut, titled.signed(page)))
        return Cleaned(text, cut, _Reading(page, site, self.source.markup, self.data))


# Roles by which a block was stripped with so little reason that metadata knows better.
_UNSURE = frozenset({Role.navigation, Role.related, Role.footer})


@dataclass(frozen=True)
class _Reading:
    """A page whose blocks have their roles, and what else can be read from it.

    Whoever wants the text alone does not wait for the rest, which changes nothing of it.
    """

    untitled: Page
    site: Site
    markup: html.Rendered | None
    data: PageData | None

    @cached_property
    def headline(self) -> int | None:
        """The block that holds the title: what the outlet's rules call so, and else none that they
        call otherwise.
        """
        page = self.untitled
        ruled = self.site.ruled(page.text, page.blocks)
        if ruled:
            told = [i for i, rule in ruled.items() if rule.role is Role.headline]
            if told:
                return told[0]
            lines = ["" if i in ruled else line for i, line in enumerate(page.lines)]
            page = Page(page.text, page.blocks, page.labels, page.url, lines)
        shown = partial(headlines.find, page)
        if self.markup is None or self.data is None:
            return shown()
        return page_metadata.headline(shown, self.markup, page, self.data)

    @cached_property
    def page(self) -> Page:
        """The page with the labels that its title gives."""
        return self._with(titled.settle(self.untitled, self.untitled.labels, self.headline))

    @property
    def labels(self) -> Sequence[Label]:
        """What each block is."""
        return self.page.labels

    def right_of_text(self) -> Page:
        """The page with labels that are right of the text, if not of the rest: those by the title only
        where this may be one of the lines of the text.
        """
        if "page" in self.__dict__ or self._data_may_name_text():
            return self.page
        labels = titled.of_any_title(self.untitled)
        return self.page if labels is None else self._with(labels)

    def _data_may_name_text(self) -> bool:
        if self.markup is None or self.data is None:
            return False
        return page_metadata.may_be_in_text(self.markup, self.untitled, self.data)

    def metadata(self) -> Metadata:
        """What the page says about its article, to readers and, in HTML, to machines."""
        shown = metadata.read_below(self.page, self.headline, self.data and self.data.language)
        if self.markup is None or self.data is None:
            return shown
        return page_metadata.refine(shown, self.markup, self.data)

    def labels_by(self, meta: Metadata) -> Sequence[Label]:
        """The labels made to agree with what metadata was read from: byline, deck, dates and so on.

        The reading of metadata sees more than the roles do: the address, who signs, what repeats.
        What the roles keep as text stays text.
        """
        settled = changeable(self.labels)
        for i, role in meta.read_from.items():
            if role is not Role.headline and settled[i].role in _UNSURE:
                reason = None if role.is_content else Reason.topic_list
                settled[i] = settled[i]._replace(role=role, reason=reason)
        return self._with(settled).labels

    def _with(self, labels: Sequence[Label]) -> Page:
        """The page with these labels, as far as the outlet's rules leave them."""
        page = self.untitled
        return page.relabelled(self.site.refine(page.text, page.blocks, labels))


def _words(found: Found | None) -> str | None:
    return found.text if found else None

