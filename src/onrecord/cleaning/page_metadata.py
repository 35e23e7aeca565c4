"""Metadata of an HTML page: what its data say for machines, held against what it shows to readers."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice
from operator import truediv

from onrecord.cleaning import bylines, dates, headlines, publishers
from onrecord.cleaning.html import NO_PARENT, Rendered
from onrecord.cleaning.markup import line_of, plain
from onrecord.cleaning.metadata import Metadata, Moment
from onrecord.cleaning.page import Page
from onrecord.cleaning.page_data import PageData, moment
from onrecord.cleaning.wording import blanked

LONGEST_TITLE = 400
_ENOUGH_LIKE_A_TITLE = 1.6
# What it counts that the page's text speaks for a block.
_SHOWN = 0.6
# A line shares so much of its words, and of a title's, where it may be the title.
_ALIKE = 0.3
_WORD = re.compile(r"\w+")
_BETWEEN_WORDS = re.compile(r"[^\w\n]+")
_NO_NAME = re.compile(
    r"https?:|www\.|[@#<>{}\d]|\.(?:com|org|net)\b|^\W*$|^[,;:|/.&-]|\bminutes?\b|\bview all\b|\badmin\b", re.IGNORECASE
)
_ONE_WORD = re.compile(r"[a-zA-Z][\w&-]{1,49}")
_BEFORE_NAME = re.compile(r"^(?:by|author|posted by|written by|von|par|por|di|af|av|door)\s*:?\s+", re.IGNORECASE)
_BEHIND_NAME = re.compile(
    r"\s*(?:\([^()]*\)|,\s*\S+\.[a-z]{2,3}|[/|]\s*[^/|]*|,\s*[^,]*\b(?:staff|correspondent|editor|reporter|writer)\b.*)$",
    re.IGNORECASE,
)


def refine(shown: Metadata, rendered: Rendered, data: PageData) -> Metadata:
    """What the page's text says, bettered by the page's data.

    Dates, authors and outlet are taken from the data where they have them; a day that the
    page shows wins over the same moment in another time zone.
    """
    published = _published(shown, rendered, data)
    updated = _updated(shown, data, published)
    publisher = next(iter(data.publisher), None) or shown.publisher
    settled = {name for name, found in (("published", published), ("updated", updated)) if found}
    return replace(
        shown,
        published=published,
        updated=updated,
        authors=_authors(shown, data, publisher),
        publisher=publisher,
        url=shown.url or data.url,
        ambiguous=tuple(name for name in shown.ambiguous if name not in settled),
    )


# --- title ----------------------------------------------------------------------------------------


def headline(
    shown: Callable[[], int | None], rendered: Rendered, page: Page, data: PageData
) -> int | None:
    """The block most like what the data give as title, main headings first; where none is, that
    which `shown` finds: the one that the page's text speaks for. It is asked only where it matters.
    """
    scores = _like_titles(rendered, page, data, range(len(page.lines)))
    if len(scores) == 1 and not data.titles and not data.doc_title:
        # The only main heading, and no data to hold it against.
        return next(iter(scores))
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] > _ENOUGH_LIKE_A_TITLE:
        others = max((score for place, score in scores.items() if place != best), default=0.0)
        if others + _SHOWN < scores[best]:
            return _without_path(page, best, scores)
    found = shown()
    if found in scores:
        scores[found] += _SHOWN
    best = max(scores, key=scores.__getitem__, default=None)
    if best is None or scores[best] <= _ENOUGH_LIKE_A_TITLE:
        return found
    return _without_path(page, best, scores)


def _without_path(page: Page, place: int, among: Iterable[int]) -> int:
    end = headlines.end_of_path(page, place, sorted(among))
    return place if end is None else end


def may_be_in_text(rendered: Rendered, page: Page, data: PageData) -> bool:
    """Whether one of the blocks that are labelled as text may be the title that the data give."""
    return bool(_like_titles(rendered, page, data, page.body))


def _like_titles(
    rendered: Rendered, page: Page, data: PageData, places: Sequence[int]
) -> dict[int, float]:
    """How much those of the blocks at `places` that may be the title are like one that the data give."""
    titles = [*data.titles, *filter(None, [data.doc_title])]
    wanted = list(dict.fromkeys(map(_words, titles)))
    all_wanted = frozenset().union(*wanted)
    in_main_heading = _inside(rendered, "h1")
    scores: dict[int, float] = {}
    lines = line_of(rendered, page.blocks).tolist()
    for place, listed in zip(places, _words_of([page.lines[place] for place in places]), strict=True):
        line = lines[place]
        in_heading = in_main_heading[line]
        if not listed or (not in_heading and all_wanted.isdisjoint(listed)):
            continue
        own = set(listed)
        # Fewer words in common with all titles are too few in common with any.
        if not in_heading and len(own & all_wanted) < _ALIKE * len(own):
            continue
        common = [len(own & other) for other in wanted]
        unions = [len(own) + len(other) - both for other, both in zip(wanted, common, strict=True)]
        alike = max(map(truediv, common, unions), default=0.0)
        within = max(common, default=0) / len(own)
        is_alike = alike >= _ALIKE or (within > 0.7 and len(own) >= 3)
        if not is_alike and not in_heading:
            continue
        level = heading_level(rendered, line)
        owned = page.lines[place].startswith("©")
        if (is_alike or level == 1) and not owned:
            weight = {1: 1.0, 2: 0.3}.get(level, 0.0)
            scores[place] = 2 * alike + within + weight - 0.7 * (len(own) < 3)
    return scores


def _inside(rendered: Rendered, tag: str) -> list[int]:
    """How many elements of this tag are around each line."""
    elements = rendered.elements
    changes = [0] * (len(rendered.lines.start) + 1)
    element = -1
    for _ in range(elements.tag.count(tag)):
        element = elements.tag.index(tag, element + 1)
        changes[elements.first_line[element]] += 1
        changes[elements.end_line[element]] -= 1
    return list(accumulate(changes))


def _words_of(lines: Sequence[str]) -> Iterator[list[str]]:
    """The words of each line that is no longer than a title."""
    joined = "\n".join([line if len(line) <= LONGEST_TITLE else "" for line in lines])
    parted = blanked(joined, kept="_\n", case=str.casefold)
    if parted is None:
        parted = _BETWEEN_WORDS.sub(" ", joined.casefold())
    return map(str.split, islice(parted.split("\n"), len(lines)))


def _words(text: str) -> frozenset[str]:
    parted = blanked(text, kept="_", case=str.casefold)
    return frozenset(_WORD.findall(text.casefold()) if parted is None else parted.split())


def heading_level(rendered: Rendered, line: int, highest: int = 8) -> int:
    """1 to 6 for a line inside such a heading, 0 elsewhere."""
    element = rendered.lines.element[line]
    for _ in range(highest):
        if element == NO_PARENT:
            return 0
        tag = rendered.elements.tag[element]
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            return int(tag[1])
        element = rendered.elements.parent[element]
    return 0


# --- dates ----------------------------------------------------------------------------------------

_MIDDAY = 12


def _published(shown: Metadata, rendered: Rendered, data: PageData) -> Moment | None:
    told = [found for written in data.published if (found := moment(written))]
    marked = [found for written, _ in rendered.head.times if (found := moment(written))]
    if not told:
        perhaps = sorted(found for written in data.perhaps_published if (found := moment(written)))
        changed = [found for written in data.updated if (found := moment(written))]
        others = [*marked[:1], *perhaps[:1], *changed[:1]]
        return shown.published or _as_moment(others) or shown.updated
    first = told[0]
    local = _elsewhere(first, [*told[1:], *marked])
    if local:
        return Moment(*local)
    if shown.published and (
        _may_be_same_moment(first, shown.published.date)
        or _is_day_in_universal_time(first, shown.published.date, [*told[1:], *marked])
    ):
        return shown.published if shown.published.time else Moment(shown.published.date)
    # A day alone may be that of the printed paper: a moment that the page states and its address win.
    stated = [*marked, *([(shown.published.date, shown.published.time)] if shown.published else [])]
    named = dates.in_address(shown.url or data.url)
    if first[1] is None and named:
        timed = (Moment(*other) for other in stated if other[1])
        return next((m for m in timed if (m.date.year, m.date.month, m.date.day) == named), Moment(*first))
    return Moment(*first)


def _updated(shown: Metadata, data: PageData, published: Moment | None) -> Moment | None:
    told = [found for written in data.updated if (found := moment(written))]
    if not told:
        return shown.updated
    if shown.updated and _may_be_same_moment(told[0], shown.updated.date):
        return shown.updated
    found = Moment(*told[0])
    return None if published and found.date < published.date else found


def _as_moment(found: Sequence[tuple[datetime.date, str | None]]) -> Moment | None:
    return Moment(*found[0]) if found else None


def _elsewhere(
    first: tuple[datetime.date, str | None], others: Sequence[tuple[datetime.date, str | None]]
) -> tuple[datetime.date, str | None] | None:
    """The same moment in the outlet's own time zone, where `first` is in universal time."""
    instant = _instant(first)
    if instant is None or not _is_universal(first):
        return None
    for other in others:
        same = _instant(other)
        if same and not _is_universal(other) and abs((same - instant).total_seconds()) < 120:
            return other
    return None


def _instant(found: tuple[datetime.date, str | None]) -> datetime.datetime | None:
    date, time = found
    if time is None or not re.search(r"Z$|[+-]\d{2}:\d{2}$", time):
        return None
    try:
        return datetime.datetime.fromisoformat(f"{date.isoformat()}T{time}")
    except ValueError:
        return None


def _is_universal(found: tuple[datetime.date, str | None]) -> bool:
    return (found[1] or "").endswith(("Z", "+00:00", "-00:00"))


def _is_day_in_universal_time(
    first: tuple[datetime.date, str | None],
    day: datetime.date,
    others: Sequence[tuple[datetime.date, str | None]],
) -> bool:
    """Whether `first` is a day alone, in universal time, of a moment that is of `day` by the clock
    of the outlet.
    """
    if first[1] is not None:
        return False
    instants = [_instant(other) for other in others if other[0] == day]
    return any(found and found.astimezone(datetime.UTC).date() == first[0] for found in instants)


def _may_be_same_moment(found: tuple[datetime.date, str | None], day: datetime.date) -> bool:
    """Whether a day shown to readers can be the day of a moment in universal time."""
    apart = (day - found[0]).days
    if apart == 0:
        return True
    if not _is_universal(found) or abs(apart) > 1:
        return False
    hour = int((found[1] or "0:")[:2])
    return hour >= _MIDDAY - 2 if apart == 1 else hour < _MIDDAY


# --- authors --------------------------------------------------------------------------------------


def _authors(shown: Metadata, data: PageData, publisher: str | None) -> tuple[str, ...]:
    outlets = {plain(name) for name in [*data.publisher, *filter(None, [publisher, shown.publisher])]}
    hosts = publishers.host_names(shown.url or data.url)
    signers = tuple(bylines.without_outlet(name, publisher) for name in shown.authors)
    signed = {plain(name) for name in signers}
    first: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    for told in data.authors:
        names = list(dict.fromkeys(name for written in told for name in _names(written)))
        people = tuple(
            name for name in names if plain(name) not in outlets and not _is_host(name, hosts)
        )
        # Data also name who edited, photographed or checked; a byline that agrees names the authors.
        if signed.intersection(map(plain, people)):
            return signers
        first = first or people
        fallback = fallback or tuple(names)
    return first or signers or fallback


def _is_host(name: str, hosts: set[str]) -> bool:
    """Whether what may be an author's name is that of the outlet, by its address."""
    return publishers.squeezed(name) in hosts and not bylines.is_name(name)


def _names(written: str) -> list[str]:
    """The names in one entry: an entry may list several, with titles and what announces them."""
    written = _BEHIND_NAME.sub("", _BEFORE_NAME.sub("", " ".join(written.split())))
    if _NO_NAME.search(written) or len(written) > 200:
        return []
    # A name by which somebody is known on a site.
    if _ONE_WORD.fullmatch(written):
        return [written]
    listed = bylines.announced(f"By: {written}")
    if listed:
        return listed
    return [written] if len(written) <= 50 and written.count(" ") <= 5 else []
