"""What a page says of its article for machines: JSON-LD, OpenGraph and other meta elements."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from onrecord.cleaning import dates
from onrecord.cleaning.html import Head, unescape
from onrecord.cleaning.wording import folded, words

_ARTICLE = re.compile(r"article|blogposting|^report|reportage|liveblog|^review$|^recipe$|posting$", re.I)
_PAGE = re.compile(r"webpage$|^creativework$|itempage$|videoobject$", re.I)
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|/\*\s*\]\]>\s*\*/)\s*+;?\s*+$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
# In JSON that is none, for want of a quotation mark or comma somewhere.
_TELLING = re.compile(
    r'"(?P<key>@type|headline|datePublished|dateModified)"\s*:\s*"?(?P<value>[^"\s][^"\n]{0,300}?)"?\s*(?:[,}\n]|$)'
)
_NAMED_AUTHOR = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]{0,300}?"name"\s*:\s*"(?P<name>[^"\n]{1,100})"')
_TAGS = re.compile(r"<[^>]{0,300}>")
_LARGEST = 2_000_000
_DEEPEST = 12
_MOST_ITEMS = 4_000
_MOST_MOMENTS = 2

_PUBLISHED = (
    "article:published_time article:published datepublished og:published_time parsely-pub-date "
    "sailthru.date dc.date.issued dcterms.created dc.date dcterms.date citation_publication_date "
    "citation_date pubdate publishdate publish-date publish_date publication_date "
    "date_published originalpublicationdate cxenseparse:recs:publishtime cxenseparse:publishtime "
    "rnews:datepublished ptime article_date_original date created article.published dc.date.created "
    "og:article:published_time og:pubdate sailthru.publish_date"
).split()
# Other names for these, without what is no letter.
_SAYS_PUBLISHED = re.compile(
    r"(?:date|time)(?:published|publication|posted|created|issued)$"
    r"|(?:publish(?:ed)?|publication|pub|post(?:ed)?|creat(?:ed|ion)|issued?)(?:date(?:time)?|time|at)$"
    r"|^(?:dc|(?:bepress)?citation|article|news|story|iso)date(?:time)?$|^ogtime$"
)
_SAYS_UPDATED = re.compile(
    r"(?:date|time)(?:updated?|modified|changed)$"
    r"|(?:updated?|modified|modification|revised|changed)(?:date(?:time)?|time|at)$"
)
_NO_LETTER = re.compile(r"[^a-z]+")
_UPDATED = (
    "article:modified_time og:updated_time datemodified dcterms.modified last-modified lastmod "
    "article:modified dc.date.modified revision_date"
).split()
_AUTHORS = (
    "author parsely-author sailthru.author dc.creator dcterms.creator citation_author "
    "article:author_name cxenseparse:recs:articleauthor byl byline authors og:article:author "
    "article:author dc.contributor twitter:data1"
).split()
_TITLES = "og:title twitter:title parsely-title sailthru.title dc.title title headline".split()
_DESCRIPTIONS = "og:description description twitter:description sailthru.description".split()
_SECTIONS = "article:section parsely-section category section".split()
_KEYWORDS = "article:tag news_keywords keywords parsely-tags sailthru.tags".split()


class PageData:
    """What the head of a page says of its article, in the order of its trust, nothing checked against
    the page. Data that cannot be read say nothing.

    Each part is read when it is first asked for: whoever wants the text alone asks for little. `authors` are
    one list for each place that names them. `published` and `updated` are as written;
    `perhaps_published` is under names by which some pages mean other days.
    """

    def __init__(self, head: Head) -> None:
        self._head = head

    def all(self) -> dict[str, Any]:
        """Everything that is said, by the names of its parts."""
        return {name: getattr(self, name) for name in vars(PageData) if not name.startswith("_") and name != "all"}

    @cached_property
    def _items(self) -> list[dict[str, Any]]:
        return [item for data in self._head.data for item in _items(data)]

    @cached_property
    def _meta(self) -> dict[str, list[str]]:
        meta: dict[str, list[str]] = {}
        for name, content in self._head.meta:
            meta.setdefault(name, []).append(" ".join(content.split()))
        if _is_by(meta.get("twitter:label2")):
            meta["twitter:data1"] = meta.get("twitter:data2", [])
        return meta

    @cached_property
    def _articles(self) -> list[dict[str, Any]]:
        """The articles in the data, first the page's own: the one that its title names."""
        articles = [item for item in self._items if _is_a(item, _ARTICLE)]
        if len(articles) > 1:
            titles = [self._head.title or "", *_from(self._meta, _TITLES)]
            articles.sort(key=lambda item: not _names(item, titles))
        return articles

    @cached_property
    def _pages(self) -> list[dict[str, Any]]:
        return [item for item in self._items if _is_a(item, _PAGE)]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return _unique([*_texts(self._articles, "headline", "name"), *_from(self._meta, _TITLES)])

    @property
    def doc_title(self) -> str | None:
        return self._head.title

    @cached_property
    def authors(self) -> tuple[tuple[str, ...], ...]:
        items, articles = self._items, self._articles
        named = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and "name" in item}
        found = (
            _unique(_people(articles[:1], named)),
            *(_unique(_given_names_first(_from(self._meta, [name]))) for name in _AUTHORS),
            _unique(self._head.authors),
            _unique(_people(articles[1:2], named)),
            _unique(_people(self._pages[:1], named)),
        )
        return tuple(filter(None, found))

    @cached_property
    def published(self) -> tuple[str, ...]:
        return _unique(
            [*_texts(self._articles, "datePublished"), *_seldom_told_first(self._meta, _PUBLISHED)]
            + [*_texts(self._pages, "datePublished", "uploadDate"), *_texts(self._articles, "dateCreated")]
        )

    @cached_property
    def perhaps_published(self) -> tuple[str, ...]:
        return _unique(_from(self._meta, _saying(_SAYS_PUBLISHED, self._meta)))

    @cached_property
    def updated(self) -> tuple[str, ...]:
        meta = self._meta
        return _unique(
            [*_texts(self._articles, "dateModified"), *_from(meta, _UPDATED)]
            + [*_texts(self._pages, "dateModified"), *_from(meta, _saying(_SAYS_UPDATED, meta))]
        )

    @cached_property
    def publisher(self) -> tuple[str, ...]:
        names = _from(self._meta, ["og:site_name"]), _from(self._meta, ["application-name"])
        return _unique([*names[0], *_named(self._articles, "publisher"), *names[1]])

    @cached_property
    def language(self) -> str | None:
        told = [*_texts(self._articles, "inLanguage"), self._head.language, *self._meta.get("og:locale", [])]
        return next(filter(None, map(_language, told)), None)

    @cached_property
    def section(self) -> tuple[str, ...]:
        return _unique([*_texts(self._articles, "articleSection"), *_from(self._meta, _SECTIONS)])

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        told = [*_texts(self._articles, "keywords"), *_from(self._meta, _KEYWORDS)]
        return _unique(_split_keywords(told))

    @cached_property
    def description(self) -> tuple[str, ...]:
        return _unique([*_texts(self._articles, "description"), *_from(self._meta, _DESCRIPTIONS)])

    @cached_property
    def body(self) -> str:
        return max(_texts(self._articles, "articleBody", "text"), key=len, default="")

    @cached_property
    def url(self) -> str | None:
        canonical = (href for rel, href in self._head.links if "canonical" in rel.split())
        return next(canonical, next(iter(self._meta.get("og:url", [])), None))


def moment(written: str) -> tuple[datetime.date, str | None] | None:
    """The day and the time of day of a moment as data write it, None where it is none.

    ISO 8601 in its many spellings, a plain `Tue, 5 Mar 2030 10:11:12 GMT`, seconds or milliseconds
    since 1970, and a single date as pages show them to readers, if it can be one day only.
    """
    written = written.strip(" \t\r\n\"'")
    if written.isdecimal() and len(written) in (12, 14):
        written = f"{written[:8]}T{written[8:]}"
    if found := _ISO.match(written):
        year, month, day, hour, minute, second, zone = found.groups()
    elif found := _MAIL.search(written):
        day, name, year, hour, minute, second, zone = found.groups()
        month = str(_MONTHS.index(name.lower()) + 1)
    else:
        return _counted(written) if written.isdecimal() else _shown(written)
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not 1900 <= date.year <= _LAST_YEAR:
        return None
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return date, None
    time = f"{hour}:{minute}" + (f":{second}" if second and int(second) < 60 else "")
    if zone:
        zone = "Z" if zone in ("Z", "z", "GMT", "UTC") else zone
        time += zone if zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
    return date, time


def _counted(seconds: str) -> tuple[datetime.date, str | None] | None:
    """The moment that so many seconds, or milliseconds, after 1970 were counted."""
    if len(seconds) not in (10, 13):
        return None
    found = datetime.datetime.fromtimestamp(int(seconds[:10]), datetime.UTC)
    return (found.date(), f"{found:%H:%M:%S}Z") if found.year <= _LAST_YEAR else None


def _shown(written: str) -> tuple[datetime.date, str | None] | None:
    if len(written) > _LONGEST_SHOWN:
        return None
    found = dates.find(_YEAR_LAST.sub(r"\1 \3 \2", written))
    day = found[0].date if len(found) == 1 else None
    return (day, found[0].time) if day else None


_LAST_YEAR = 2100
_LONGEST_SHOWN = 80
# "Mar 5 10:11:12 CET 2030": the time stands before the year.
_YEAR_LAST = re.compile(r"([a-zA-Z]{3} \d{1,2}) (\d{2}:\d{2}:\d{2}(?: [A-Z]{2,5})?) (\d{4})$")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(
    r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?!\d)(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|z|GMT|UTC|[+-]\d{2}:?\d{0,2})?)?"
)
_MAIL = re.compile(
    r"(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{4})"
    r"(?: (\d{2}):(\d{2})(?::(\d{2}))?\s*(GMT|UTC|[+-]\d{4})?)?",
    re.I,
)


# --- JSON-LD --------------------------------------------------------------------------------------


def _items(data: str) -> Iterator[dict[str, Any]]:
    """The objects in one JSON-LD script, the outer ones first."""
    value = _loads(data[:_LARGEST])
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting and seen < _MOST_ITEMS:
        value, depth = waiting.pop(0)
        seen += 1
        if isinstance(value, dict):
            if "@type" in value:
                yield value
            inner = value.values()
        elif isinstance(value, list):
            inner = value
        else:
            continue
        if depth < _DEEPEST:
            waiting += [(part, depth + 1) for part in inner if isinstance(part, (dict, list))]


def _loads(data: str) -> Any:
    data = data.strip()
    # Only what begins or ends in a sign of these is wrapped in anything: the search is slow.
    if data.startswith(("<", "/")) or data.endswith((">", "/", ";")):
        data = _WRAPPED.sub("", _WRAPPED.sub("", data)).strip().rstrip(";")
    for mend in (str, partial(_TRAILING_COMMA.sub, ""), unescape):
        try:
            return json.loads(mend(data), strict=False)
        except (ValueError, RecursionError):
            continue
    return _told_anyhow(data)


def _told_anyhow(data: str) -> dict[str, Any] | None:
    """What data that cannot be read as JSON say of one article; of several, none is told apart."""
    if data.count('"datePublished"') != 1:
        return None
    told: dict[str, Any] = {}
    for found in _TELLING.finditer(data):
        if found["key"] != "@type" or _ARTICLE.search(found["value"]):
            told.setdefault(found["key"], found["value"])
    if author := _NAMED_AUTHOR.search(data):
        told["author"] = author["name"]
    return told


def _is_a(item: dict[str, Any], kind: re.Pattern[str]) -> bool:
    types = item.get("@type")
    return any(isinstance(t, str) and kind.search(t.rsplit("/", 1)[-1]) for t in (types if isinstance(types, list) else [types]))


def _names(item: dict[str, Any], titles: list[str]) -> bool:
    name = next(_texts([item], "headline", "name"), "").casefold()
    return bool(name) and any(name in title.casefold() or title.casefold() in name for title in titles if title)


def _texts(items: Iterable[dict[str, Any]], *keys: str) -> Iterator[str]:
    for item in items:
        for key in keys:
            value = item.get(key)
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    part = part.get("@value") or part.get("name")
                if isinstance(part, str) and (text := _plain(part)):
                    yield text


def _plain(text: str) -> str:
    """Words that may hold entities or tags, as they would be shown."""
    if "&" in text:
        text = unescape(text)
    if "<" in text:
        text = _TAGS.sub(" ", text)
    return " ".join(text.split())


def _people(items: Iterable[dict[str, Any]], named: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Who wrote these; some entries only give the `@id` under which another object has the name."""
    for item in items:
        for key in ("author", "creator"):
            value = item.get(key)
            entries = value if isinstance(value, list) else [value]
            found = list(_named([{key: [_looked_up(entry, named) for entry in entries]}], key))
            yield from found
            if found:
                break


def _looked_up(entry: Any, named: dict[str, dict[str, Any]]) -> Any:
    known = isinstance(entry, dict) and "name" not in entry and entry.get("@id")
    return named.get(known, entry) if isinstance(known, str) else entry


def _named(items: Iterable[dict[str, Any]], key: str) -> Iterator[str]:
    for item in items:
        value = item.get(key)
        for part in value if isinstance(value, list) else [value]:
            name = part.get("name") if isinstance(part, dict) else part
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str) and (text := _plain(one)) and not text.startswith(("http", "#", "/")):
                    yield text


# --- meta elements --------------------------------------------------------------------------------


def _from(meta: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [content for name in names for content in meta.get(name, []) if content]


def _seldom_told_first(meta: dict[str, list[str]], names: Sequence[str]) -> list[str]:
    """As `_from`, but last what is under names that a page gives to many moments: those of the other
    articles that it lists.
    """
    often = [name for name in names if len(set(meta.get(name, ()))) > _MOST_MOMENTS]
    return _from(meta, [*(name for name in names if name not in often), *often])


def _given_names_first(entries: list[str]) -> list[str]:
    """Names in the order in which they are spoken, where each of several is "Vale, Ida"."""
    parts = [entry.split(", ") for entry in entries]
    if len(entries) < 2 or any(len(part) != 2 for part in parts):
        return entries
    return [f"{given} {family}" for family, given in parts]


def _is_by(labels: list[str] | None) -> bool:
    """Whether what a page shows beside a link to it is labelled "Written by"."""
    return bool(labels) and folded(labels[0]) in words("by")


def _saying(kind: re.Pattern[str], meta: Iterable[str]) -> list[str]:
    """The names that mean a sort of moment, however they part their words."""
    told = [name for name in meta if "date" in name or "time" in name or name.endswith("at")]
    return [name for name in told if kind.search(_NO_LETTER.sub("", name))]


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _split_keywords(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from (part.strip() for part in value.split(",") if part.strip())


def _language(tag: str | None) -> str | None:
    found = re.match(r"([a-zA-Z]{2,3})(?:[-_]|$)", (tag or "").strip())
    return found.group(1).lower() if found else None
