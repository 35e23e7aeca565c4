"""Train the role model: n-grams, two forests for what is kept, one for the roles.

    python scripts/train_roles.py --data DIR --bodies FILE [--check] [--out src/onrecord/models/roles]

FILE holds what train_roles_html.py --check --save writes: bodies by the HTML model, each read by
one that saw nothing of the publisher. They teach in the place of gold bodies known to be wrong.
DIR holds text.jsonl.gz, text_wcxb.jsonl.gz and their HTML twins ({id, domain, text, gold_body},
{id, html}). With --check the model is cross-validated by domain and nothing is written (--folds 10, --parting NAME:
in other folds); --save FILE keeps the predictions for score.py and bench_cleaning.py. Needs catboost, lxml and
scipy, which the package does not.
"""

import argparse
import bisect
import csv
import gzip
import json
import re
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np
import scipy.sparse
from catboost import CatBoostClassifier
from lxml import html as lxml_html

from onrecord.cleaning import blocks as cut
from onrecord.cleaning import features, model, ngrams, repeats, roles
from onrecord.cleaning.assemble import clean
from onrecord.cleaning.model import (
    CLASSES,
    TEXT_CLASSES,
    Fit,
    RoleModel,
    estimate_kept,
    first_inputs,
    text_inputs,
)
from onrecord.cleaning.trees import Forest, probabilities
from onrecord.cleaning.words import Words, read_words

MOST_ROWS = 4_000
PRIOR_SHARE = 0.45
ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r"\w+")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\w“\"‘«])")
ANCHOR = 4
# The seed of the n-grams of the first fit that is shipped: by it the sample pages of the tests keep their
# roles.
SHIPPED = 2
# The share of the columns that is looked at for each question about what is kept: with three times as many
# forests are no better and take three times as long.
COLUMNS = 0.1
# Where so many words of a gold body are wrong, it teaches nothing of what is kept.
WRONG_WORDS = 25
GOLD_ERRORS = ROOT / "docs/cleaning-gold-errors.csv"


@dataclass
class Folds:
    """How groups (domains, or stories of our own scrapes) are parted for cross-validation."""

    number: int = 5
    # Another name, another parting: one alone may be lucky.
    name: str = ""

    def of(self, group: str) -> int:
        """The fold of the pages of a group."""
        return zlib.crc32((self.name + group).encode()) % self.number

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.number))

    def __str__(self) -> str:
        return f"folds-{self.number}{self.name}"


FOLDS = Folds()


def ask_for_folds(parser: argparse.ArgumentParser) -> None:
    """The options that say how the pages are parted."""
    parser.add_argument("--folds", type=int, default=FOLDS.number, help="how many folds")
    parser.add_argument("--parting", default=FOLDS.name, help="a name for another set of folds")


def use_folds(asked: argparse.Namespace) -> None:
    """Part the pages as it was asked."""
    if asked.folds < 2:
        raise SystemExit(f"--folds {asked.folds}: two or more are needed, to measure on what did not teach")
    FOLDS.number, FOLDS.name = asked.folds, asked.parting


@dataclass
class Page:
    """One page with what is known of its blocks: kept or not, and the class, -1 where unknown."""

    id: str
    group: str
    weight: float
    lines: list[str]
    gaps: list[int]
    kept: np.ndarray
    known: np.ndarray
    gold: str | None = None
    doubt: np.ndarray = field(default=None)
    evidence: np.ndarray = field(default=None)
    items: tuple = field(default=None)
    words: Words = field(default=None)
    blank_lines: np.ndarray = field(default=None)

    def __post_init__(self) -> None:
        if self.doubt is None:
            self.doubt = np.zeros(len(self.lines), dtype=bool)

    @property
    def fold(self) -> int:
        return FOLDS.of(self.group)

    def measure(self) -> "Page":
        """Render the lines as a text layer and measure its blocks."""
        pieces = []
        for line, gap in zip(self.lines, self.gaps, strict=True):
            pieces += [line, "\n" * (gap + 1)]
        text = "".join(pieces)
        found = cut.split(text)
        if len(found) != len(self.lines):
            found = list(_one_block_a_line(self.lines, self.gaps))
        self.words = read_words(text, found)
        self.blank_lines = np.array(roles.blank_lines(text, found))
        self.evidence = features.measure(self.words, repeats.find(self.words), self.blank_lines)
        self.items = ngrams.items(self.words)
        return self


def _one_block_a_line(lines: list[str], gaps: list[int]) -> Iterator[cut.Block]:
    offset = 0
    for line, gap in zip(lines, gaps, strict=True):
        end = offset + len(line)
        yield cut.Block(offset, end + gap + 1, offset, end)
        offset = end + gap + 1


# --- pages and what is known of them --------------------------------------------------------------


def wrong_words(errors: Path) -> Counter[str]:
    """How many words of the gold body of each page are known to be wrong."""
    wrong: Counter[str] = Counter()
    with errors.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            wrong[row["id"]] += int(row["words"])
    return wrong


def better_bodies(bodies: Path, errors: Path) -> dict[str, str]:
    """The other bodies of the pages whose gold body is wrong by many words, by the page's id."""
    wrong = wrong_words(errors)
    with bodies.open(encoding="utf-8") as lines:
        told = {record["id"]: record["text"] for record in map(json.loads, lines)}
    return {id: text for id, text in told.items() if wrong[id] >= WRONG_WORDS and text}


def dev_pages(folder: Path, better: dict[str, str]) -> Iterator[Page]:
    """The pages of the development data: kept or not from the gold body or, where there is one, the
    better body; classes from the HTML.
    """
    documents = {
        record["id"]: record["html"]
        for name in ("html.jsonl.gz", "html_wcxb.jsonl.gz")
        for record in _records(folder / name)
    }
    meta = {record["id"]: record for record in _records(folder / "meta.jsonl.gz")}
    for name, weight in (("text.jsonl.gz", 1.0), ("text_wcxb.jsonl.gz", 0.4)):
        for record in _records(folder / name):
            text = record["text"]
            found = cut.split(text)
            lines = [text[block.content_start : block.content_end] for block in found]
            gaps = roles.blank_lines(text, found)[1:]
            kept = kept_lines(lines, better.get(record["id"], record["gold_body"]))
            known = np.where(kept, -1, -1)
            if record["id"] in documents:
                markup = line_markup(lines, documents[record["id"]])
                titles = [record["title"], record["doc_title"]]
                titles.append(meta.get(record["id"], {}).get("title"))
                deck = meta.get(record["id"], {}).get("deck") or ""
                known = classes_from_markup(lines, kept, markup, titles, deck)
            yield Page(
                record["id"],
                record["domain"],
                weight,
                lines,
                gaps,
                kept,
                known,
                record["gold_body"],
            )


@dataclass
class Scrape:
    """A fictional scrape of this repository: its blocks and the role that a reader gave to each."""

    annotation: dict
    text: str
    blocks: list[cut.Block]
    roles: list[str]


def own_scrapes() -> Iterator[Scrape]:
    """The fictional scrapes of this repository. No two are of one outlet."""
    for path in sorted((ROOT / "corpus/annotations").glob("*.json")):
        annotation = json.loads(path.read_text(encoding="utf-8"))
        scrape = ROOT / "seeds/open" / annotation["file"]
        if not annotation["fictional"] or not scrape.is_file():
            continue
        text = scrape.read_bytes().decode(annotation["source"]["encoding"])
        found = cut.split(text)
        spans = annotation["blocks"]
        starts = [span["start"] for span in spans]
        named = [spans[bisect.bisect_right(starts, b.content_start) - 1]["role"] for b in found]
        yield Scrape(annotation, text, found, named)


def own_pages() -> Iterator[Page]:
    """The fictional scrapes as pages, one group a story."""
    for scrape in own_scrapes():
        text, named = scrape.text, scrape.roles
        yield Page(
            scrape.annotation["id"],
            scrape.annotation["story"],
            2.0,
            [text[block.content_start : block.content_end] for block in scrape.blocks],
            roles.blank_lines(text, scrape.blocks)[1:],
            np.array([name in TEXT_CLASSES for name in named]),
            np.array([CLASSES.index(name) if name in CLASSES else -1 for name in named]),
        )


def disturbed(page: Page, random: np.random.Generator) -> Page:
    """The page as another tool might have copied it, or another outlet laid it out: less furniture,
    other blank lines, a shorter text, longer or shorter paragraphs.
    """
    places = np.flatnonzero(page.kept)
    count = len(page.lines)
    chosen = np.ones(count, dtype=bool)
    if len(places):
        first, last = places[0], places[-1]
        if random.random() < 0.7:
            chosen[: int(first * random.random() ** 0.3)] = False
        if random.random() < 0.7:
            chosen[count - int((count - 1 - last) * random.random() ** 0.3) :] = False
        if random.random() < 0.2:
            end = places[min(len(places) - 1, int(random.integers(0, 4)))]
            chosen[end + 1 : last + 1] = False
    gaps = np.array(page.gaps)
    style = random.random()
    if style < 0.3:
        gaps = np.zeros(count, dtype=int)
    elif style < 0.6:
        gaps = np.where(page.kept, 1, 0)
    elif style < 0.8:
        gaps = np.where(random.random(count) < 0.25, 1 - np.minimum(gaps, 1), gaps)
    style = random.random()
    rows: list[tuple[str, int, bool, int, bool]] = []
    for i in np.flatnonzero(chosen):
        row = (page.lines[i], int(gaps[i]), bool(page.kept[i]), int(page.known[i]), page.doubt[i])
        if row[2] and style < 0.2 and rows and rows[-1][2] and len(row[0]) > 80 < len(rows[-1][0]):
            if random.random() < 0.6:
                row = (rows.pop()[0] + " " + row[0], *row[1:])
            rows.append(row)
        elif row[2] and style > 0.8 and len(row[0]) > 200:
            rows += [(sentence, *row[1:]) for sentence in SENTENCE_END.split(row[0])]
        else:
            rows.append(row)
    lines, kept_gaps, kept, known, doubt = zip(*rows, strict=True) if rows else ((),) * 5
    return Page(
        page.id,
        page.group,
        page.weight * 0.5,
        list(lines),
        list(kept_gaps),
        np.array(kept, dtype=bool),
        np.array(known, dtype=int),
        doubt=np.array(doubt, dtype=bool),
    )


def mark_doubt(page: Page, kept: np.ndarray) -> None:
    """Mark prose that goes on where the gold body ends as doubtful: many gold bodies are cut short.

    `kept` are probabilities by a model that did not see the page. Training leaves these lines out,
    measuring does not.
    """
    places = np.flatnonzero(page.kept)
    if not len(places):
        return
    counts = page.words.counts
    missed = 0
    for index in range(places[-1] + 1, len(kept)):
        if kept[index] > 0.9:
            page.doubt[index] = True
            missed = 0
        elif counts[index] >= 3:
            missed += 1
        if missed > 2:
            return


def _records(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def kept_lines(lines: list[str], gold: str) -> np.ndarray:
    """Which lines make up the gold body: the heaviest chain of lines that stand in it in order."""
    body = [word.lower() for word in TOKEN.findall(gold)]
    runs: dict[tuple[str, ...], list[int]] = {}
    for length in (1, ANCHOR):
        for place in range(len(body) - length + 1):
            runs.setdefault(tuple(body[place : place + length]), []).append(place)
    chain = _Chain(len(body))
    long_lines: dict[int, range] = {}
    for index, line in enumerate(lines):
        tokens = [word.lower() for word in TOKEN.findall(line)]
        matches = list(_matches(tokens, body, runs))
        chain.add(index, matches)
        if len(tokens) >= 8 and matches:
            start, end, _ = max(matches, key=lambda match: match[2])
            long_lines[index] = range(start, min(end, len(body)))
    kept = np.zeros(len(lines), dtype=bool)
    covered: set[int] = set()
    for index, start, end in chain.best():
        kept[index] = True
        covered.update(range(start, end))
    for index, place in long_lines.items():
        if not kept[index] and sum(p in covered for p in place) < 0.3 * len(place):
            kept[index] = True
            covered.update(place)
    return kept


def _matches(tokens: list[str], body: list[str], runs: dict) -> Iterator[tuple[int, int, float]]:
    """Where a line stands in the body: start, end, weight."""
    if not tokens:
        return
    size = len(tokens)
    found = 0
    for place in runs.get(tuple(tokens[: ANCHOR if size >= ANCHOR else 1]), [])[:200]:
        if body[place : place + size] == tokens and found < 12:
            found += 1
            yield place, place + size, size + (0.2 if size < ANCHOR else 0)
    if found or size < 8:
        return
    hits = [
        (j, runs[tuple(tokens[j : j + ANCHOR])])
        for j in range(size - ANCHOR + 1)
        if tuple(tokens[j : j + ANCHOR]) in runs
    ]
    share = len(hits) / (size - ANCHOR + 1)
    if share >= 0.5:
        skipped, places = hits[0]
        for place in places[:4]:
            yield place, place + size - skipped, size * share


class _Chain:
    """The heaviest increasing chain of matches, kept in a Fenwick tree over the body's words."""

    def __init__(self, size: int) -> None:
        self.tree = [(0.0, -1)] * (size + 2)
        self.matches: list[tuple[int, int, int, int]] = []

    def add(self, line: int, matches: Iterable[tuple[int, int, float]]) -> None:
        added = []
        for start, end, weight in matches:
            total, before = self._best_until(start)
            self.matches.append((line, start, min(end, len(self.tree) - 2), before))
            added.append((total + weight, len(self.matches) - 1))
        for value in added:
            place = self.matches[value[1]][2] + 1
            while place < len(self.tree):
                self.tree[place] = max(self.tree[place], value)
                place += place & -place

    def _best_until(self, end: int) -> tuple[float, int]:
        best, place = (0.0, -1), end + 1
        while place > 0:
            best = max(best, self.tree[place])
            place -= place & -place
        return best

    def best(self) -> Iterator[tuple[int, int, int]]:
        match = self._best_until(len(self.tree) - 2)[1]
        while match >= 0:
            line, start, end, match = self.matches[match]
            yield line, start, end


# --- classes from the markup of the HTML twin -----------------------------------------------------

SKIPPED = {"script", "style", "noscript", "template", "head", "svg"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
OF_TAG = {
    "figcaption": "caption",
    "nav": "navigation",
    "footer": "footer",
    "time": "dateline",
    "figure": "caption",
    "aside": "related",
}


def _class_words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(alternatives)})(?![a-rt-z])")


# Words in class attributes, ids and roles, the more telling first.
OF_CLASS_WORD = {
    "caption": _class_words(
        "caption",
        "figcaption",
        "(?:image|photo|img|media)-?credit",
        "wp-caption-text",
        "credit",
        "legend",
    ),
    "comments": _class_words(
        "comments?", "disqus", "respond", "commentlist", "comment-form", "reply"
    ),
    "newsletter": _class_words("newsletters?", "sign-?up", "mailchimp", "subscribe-form", "optin"),
    "paywall": _class_words("paywall", "regwall", "subscriber-only", "metered", "subscription"),
    "share": _class_words(
        "share", "sharing", "socials?", "share-?bar", "addtoany", "follow", "sns"
    ),
    "author_box": _class_words(
        "author-?(?:bio|box|info|description|card|details)", "about-?author", "bio", "biography"
    ),
    "byline": _class_words(
        "by-?line", "authors?", "writer", "author-?name", "contributors?", "autor", "auteur"
    ),
    "dateline": _class_words(
        "time",
        "dates?",
        "published",
        "publish-?date",
        "timestamp",
        "datepublished",
        "datemodified",
        "pubdate",
        "entry-date",
        "post-date",
        "updated",
        "datum",
        "fecha",
    ),
    "topics": _class_words("tags?", "topics?", "tag-?list", "keywords?", "tag-?cloud", "tagged"),
    "advertisement": _class_words(
        "ads?", "advert", "advertisement", "advertising", "sponsored", "sponsor", "adslot", "dfp"
    ),
    "related": _class_words(
        "related",
        "recirc",
        "recirculation",
        "recommend(?:ed|ations?)",
        "trending",
        "popular",
        "most-?(?:read|popular)",
        "read-?(?:more|next)",
        "more-?stories",
        "teasers?",
        "cards?",
        "promo",
        "see-?also",
        "up-?next",
        "latest",
        "headlines",
        "carousel",
        "(?:next|prev)-?post",
        "post-?nav(?:igation)?",
        "you-?may",
        "recent-?posts",
        "sidebar",
        "widget",
    ),
    "player": _class_words("(?:video-?|audio-?|jw-?)?player", "vjs", "plyr", "podcast", "audio"),
    "footer": _class_words(
        "footer", "colophon", "copyright", "legal", "cookies?", "gdpr", "consent"
    ),
    "section": _class_words(
        "breadcrumbs?",
        "kicker",
        "eyebrow",
        "section-?(?:name|label|title)",
        "category",
        "categories",
        "rubric",
        "overline",
        "cat-?links",
    ),
    "navigation": _class_words(
        "nav",
        "navbar",
        "navigation",
        "menu",
        "header",
        "masthead",
        "topbar",
        "skip-?link",
        "search",
        "login",
        "dropdown",
        "submenu",
    ),
}
DECK_WORD = _class_words(
    "sub-?title",
    "sub-?head(?:line|ing)?",
    "deck",
    "dek",
    "standfirst",
    "summary",
    "description",
    "lede?",
    "intro",
    "excerpt",
    "chapo",
    "vorspann",
    "strapline",
    "bajada",
    "sapo",
)

Markup = list[tuple[int, list[tuple[str, str]]]]


def line_markup(lines: list[str], document: str) -> list[Markup]:
    """For each line the elements around it in the HTML twin, innermost first, a list for each run
    of text with its length.
    """
    runs = list(_text_runs(document))
    starts, offset = [], 0
    for text, _ in runs:
        starts.append(offset)
        offset += len(text)
    joined = "".join(text for text, _ in runs)
    found: list[Markup] = []
    place = 0
    for line in lines:
        key = re.sub(r"\s+", "", line).lower()
        window = 400 if len(key) < 12 else 4_000 if len(key) < 40 else 60_000
        at = joined.find(key, place, place + window + len(key)) if key else -1
        if at < 0:
            found.append([])
            continue
        place = at + len(key)
        first = bisect.bisect_right(starts, at) - 1
        last = bisect.bisect_left(starts, place)
        found.append(
            [
                (min(place, starts[i] + len(runs[i][0])) - max(at, starts[i]), runs[i][1])
                for i in range(first, last)
            ]
        )
    return found


def _text_runs(document: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    try:
        tree = lxml_html.fromstring(document)
    except ValueError:
        tree = lxml_html.fromstring(document.encode())
    skipped = 0
    for event, element in lxml_html.etree.iterwalk(tree, events=("start", "end", "comment")):
        is_element = isinstance(element.tag, str)
        if event == "start" and is_element:
            skipped += element.tag in SKIPPED
            text, owner = element.text, element
        elif event == "end" and is_element:
            skipped -= element.tag in SKIPPED
            text, owner = element.tail, element.getparent()
        else:
            text, owner = element.tail, element.getparent()
        if text and not skipped and text.strip():
            yield re.sub(r"\s+", "", text).lower(), list(_path(owner))


def _path(element) -> Iterator[tuple[str, str]]:
    while element is not None:
        names = (element.get(name) or "" for name in ("class", "id", "itemprop", "rel", "role"))
        yield element.tag, " ".join(names).lower()
        element = element.getparent()


def classes_from_markup(
    lines: list[str], kept: np.ndarray, markup: list[Markup], titles: list[str | None], deck: str
) -> np.ndarray:
    """The class of each line by the tags and class words around it, -1 where they do not say."""
    places = np.flatnonzero(kept)
    first, last = (places[0], places[-1]) if len(places) else (len(lines), -1)
    known_titles = {_plain((title or "").split(" | ")[0]) for title in titles} - {""}
    named: list[str | None] = []
    for index, line in enumerate(lines):
        if not markup[index]:
            named.append(None)
        elif kept[index]:
            named.append(_text_class(line, markup[index]))
        else:
            position = "before" if index < first else "after" if index > last else "inside"
            seen = "headline" in named
            name = _noise_class(line, markup[index], position, known_titles, _plain(deck), seen)
            far = (position == "after" and index > last + 3) or index < first - 25
            if far and name in ("byline", "dateline", "section", "deck"):
                name = "navigation" if position == "before" else "related"
            named.append(name)
    return np.array([CLASSES.index(n) if n in CLASSES else -1 for n in named])


def _plain(text: str) -> str:
    return " ".join(TOKEN.findall(text.lower()))


def _share(markup: Markup, tags: set[str], depth: int) -> float:
    inside = sum(size for size, path in markup if any(tag in tags for tag, _ in path[:depth]))
    return inside / max(1, sum(size for size, _ in markup))


def _text_class(line: str, markup: Markup) -> str:
    if _share(markup, HEADINGS, 4) > 0.6:
        return "heading"
    if _share(markup, {"blockquote"}, 99) > 0.6:
        return "blockquote"
    if _share(markup, {"li"}, 6) > 0.6:
        return "list_item"
    bold = _share(markup, {"strong", "b"}, 3) > 0.9
    if bold and len(TOKEN.findall(line)) <= 14 and line[-1] not in '.!?:"”':
        return "heading"
    return "paragraph"


def _noise_class(
    line: str, markup: Markup, position: str, titles: set[str], deck: str, headline_seen: bool
) -> str | None:
    plain = _plain(line)
    size = len(plain.split())
    is_title = size >= 3 and any(_same_title(plain, title) for title in titles)
    heading = _share(markup, HEADINGS, 5) > 0.6
    if position != "after" and size >= 3 and not headline_seen:
        if (is_title and heading) or _share(markup, {"h1"}, 5) > 0.6:
            return "headline"
    if position != "after" and is_title:
        return None
    if position == "before" and deck and size > 5 and (plain in deck or deck in plain):
        return "deck"
    _, path = max(markup, key=lambda run: run[0])
    for depth, (tag, names) in enumerate(path[:10]):
        if tag in ("body", "html", "main") or (tag == "article" and depth and position == "inside"):
            break
        if position == "before" and headline_seen and 5 < size < 80 and depth < 4:
            if DECK_WORD.search(names):
                return "deck"
        for name, pattern in OF_CLASS_WORD.items():
            if pattern.search(names):
                name = _corrected(name, size, position, depth)
                if name:
                    return name
        if tag in OF_TAG:
            return OF_TAG[tag]
    return None


def _corrected(name: str, size: int, position: str, depth: int) -> str | None:
    """The class that a class word stands for, given the size and place of the line."""
    if name == "byline" and size > 14:
        return "author_box"
    if name == "dateline" and size > 12:
        return None
    if name == "section" and (position != "before" or size > 8):
        return "navigation" if position == "before" else "topics"
    if name == "topics" and position == "before":
        return "section" if size <= 4 else None
    if name == "advertisement" and depth > 3:
        return None
    return name


def _same_title(plain: str, title: str) -> bool:
    inside = plain in title or title in plain
    return (
        inside
        and abs(len(plain) - len(title)) < 0.4 * len(title)
        and plain.count(" ") >= 3
        or (plain == title)
    )


# --- training -------------------------------------------------------------------------------------


def fit_ngrams(pages: list[Page], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the n-gram model: softmax regression by AdaGrad on hashed items."""
    rows, classes, weights = [], [], []
    for page in pages:
        chosen = page.known >= 0
        if chosen.any():
            rows.append(_item_matrix(page)[chosen])
            classes.append(page.known[chosen])
            weights.append(np.full(chosen.sum(), page.weight / np.sqrt(chosen.sum())))
    matrix = scipy.sparse.vstack(rows).tocsr()
    target = np.concatenate(classes)
    weight = np.concatenate(weights)
    weight /= np.sqrt(np.bincount(target, weights=weight, minlength=len(CLASSES)) + 1e-9)[target]
    weight /= weight.mean()
    random = np.random.default_rng(seed)
    table = np.zeros((ngrams.BUCKETS, len(CLASSES)), np.float32)
    bias = np.zeros(len(CLASSES), np.float32)
    squares, bias_squares = np.full_like(table, 1e-2), np.full_like(bias, 1e-2)
    for _ in range(3):
        order = random.permutation(len(target))
        for start in range(0, len(order), 1024):
            batch = order[start : start + 1024]
            part = matrix[batch]
            used = np.unique(part.indices)
            part = part[:, used]
            slope = _softmax(part @ table[used] + bias)
            slope[np.arange(len(batch)), target[batch]] -= 1
            slope *= weight[batch][:, None]
            step = part.T @ slope + 0.01 * table[used]
            squares[used] += step * step
            table[used] -= 0.15 * step / np.sqrt(squares[used])
            total = slope.sum(axis=0)
            bias_squares += total * total
            bias -= 0.15 * total / np.sqrt(bias_squares)
    return table.astype(np.float16), bias


def _item_matrix(page: Page) -> scipy.sparse.csr_matrix:
    owner, bucket = page.items
    numbers = np.bincount(owner, minlength=len(page.lines))
    return scipy.sparse.csr_matrix(
        (1 / np.sqrt(numbers[owner]), (owner, bucket)),
        shape=(len(page.lines), ngrams.BUCKETS),
        dtype=np.float32,
    )


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit_forest(
    rows: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray,
    several: bool,
    trees: int,
    **settings: float,
) -> dict[str, np.ndarray]:
    """The arrays of a forest of oblivious trees; `settings` of CatBoost override the usual ones."""
    grown = CatBoostClassifier(
        iterations=trees,
        depth=5 if several else 6,
        loss_function="MultiClass" if several else "Logloss",
        border_count=48,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        thread_count=2,
        verbose=0,
        allow_writing_files=False,
        **({"classes_count": len(CLASSES)} if several else {}),
        **{
            "learning_rate": 0.2 if several else 0.15,
            "l2_leaf_reg": 6,
            "rsm": 0.3,
            "random_seed": 1,
            **settings,
        },
    )
    grown.fit(rows, target, sample_weight=weight)
    path = Path("/tmp") / f"forest-{time.time_ns()}.json"
    grown.save_model(path, format="json")
    try:
        return flat_forest(json.loads(path.read_text()))
    finally:
        path.unlink()


def flat_forest(written: dict) -> dict[str, np.ndarray]:
    """CatBoost's JSON as the arrays of `trees.Forest`."""
    grown = written["oblivious_trees"]
    column_of = [f["flat_feature_index"] for f in written["features_info"]["float_features"]]
    scale, bias = written["scale_and_bias"]
    depth = max(len(tree["splits"] or []) for tree in grown)
    tests: dict[tuple[int, float], int] = {(0, float("inf")): 0}
    splits = np.zeros((len(grown), depth), np.int32)
    leaves = np.zeros((len(grown), 2**depth, len(bias)), np.float32)
    for row, tree in enumerate(grown):
        asked = tree["splits"] or []
        for level, split in enumerate(asked):
            test = (column_of[split["float_feature_index"]], split["border"])
            splits[row, level] = tests.setdefault(test, len(tests))
        values = np.array(tree["leaf_values"]).reshape(2 ** len(asked), len(bias))
        leaves[row, : len(values)] = values * scale
    return {
        "columns": np.array([column for column, _ in tests], np.int32),
        "borders": np.array([border for _, border in tests], np.float32),
        "splits": splits,
        "leaves": leaves,
        "bias": np.array(bias, np.float32),
    }


def rows_of(pages: list[Page], inputs: dict[int, np.ndarray], several: bool, seed: int) -> tuple:
    """Rows, targets and weights of the pages; of the lines far from the text only a quarter."""
    random = np.random.default_rng(seed)
    rows, target, weights = [], [], []
    for page in pages:
        counts = page.words.counts
        weight = np.sqrt(np.maximum(counts, 1)) / np.sqrt(200 + counts.sum()) * page.weight
        if several:
            weight = np.full(len(counts), page.weight / np.sqrt(20 + len(counts)))
            weight *= 2 if page.gold is None and page.weight >= 1 else 1
        places = np.flatnonzero(page.kept)
        index = np.arange(len(counts))
        far = np.zeros(len(counts), dtype=bool)
        if len(places):
            far = (index < places[0] - 30) | (index > places[-1] + 30)
        chosen = ~far | (random.random(len(counts)) < 1 / 4)
        weight = np.where(far, weight * 4, weight)
        chosen &= page.known >= 0 if several else ~page.doubt
        rows.append(inputs[id(page)][chosen])
        target.append((page.known if several else page.kept.astype(int))[chosen])
        weights.append(weight[chosen])
    together = np.concatenate(rows), np.concatenate(target), np.concatenate(weights)
    return _balanced(*together, random) if several else together


def _balanced(
    rows: np.ndarray, target: np.ndarray, weight: np.ndarray, random: np.random.Generator
) -> tuple:
    """At most `MOST_ROWS` rows of each class, and the classes nearer to each other in weight."""
    numbers = np.bincount(target, minlength=len(CLASSES))
    chosen = random.random(len(target)) < (MOST_ROWS / np.maximum(numbers, 1))[target]
    rows, target, weight = rows[chosen], target[chosen], weight[chosen]
    totals = np.bincount(target, weights=weight, minlength=len(CLASSES)) + 1e-9
    return rows, target, weight / totals[target] ** 0.6


@dataclass
class Stages:
    """What the stages of one model see and say of each page, by `id(page)`, and the parts of the
    models without each fold.
    """

    scores: dict[int, np.ndarray] = field(default_factory=dict)
    first_rows: dict[int, np.ndarray] = field(default_factory=dict)
    first: dict[int, np.ndarray] = field(default_factory=dict)
    second_rows: dict[int, np.ndarray] = field(default_factory=dict)
    second: dict[int, np.ndarray] = field(default_factory=dict)
    classes: dict[int, np.ndarray] = field(default_factory=dict)
    parts: list[list] = field(default_factory=lambda: [[] for _ in FOLDS])


def cross_validate(pages: list[Page], trees: int, role_trees: int, seed: int = 0) -> Stages:
    """Predict each page by models that saw no page of its group."""
    made = Stages()
    for fold in FOLDS:
        inside, outside = _parted(pages, fold)
        weights, bias = fit_ngrams(inside, seed)
        # As they are loaded.
        weights = weights.astype(np.float32)
        made.parts[fold] += [weights, bias]
        for page in outside:
            made.scores[id(page)] = ngrams.score(page.words, weights, bias)
            made.first_rows[id(page)] = first_inputs(
                page.evidence, made.scores[id(page)], page.words
            )
        _say(f"n-grams without fold {fold}")
    for fold in FOLDS:
        inside, outside = _parted(pages, fold)
        forest = fit_kept(inside, made.first_rows, trees, fold, seed)
        made.parts[fold].append(Forest(**forest))
        for page in outside:
            kept = _probability(forest, made.first_rows[id(page)])[:, 0]
            made.first[id(page)] = kept
            made.second_rows[id(page)] = text_inputs(
                made.first_rows[id(page)], made.scores[id(page)], kept, page.words, page.blank_lines
            )
        _say(f"first forest without fold {fold}")
    for fold in FOLDS:
        inside, outside = _parted(pages, fold)
        forest = fit_kept(inside, made.second_rows, trees, fold, seed)
        made.parts[fold].append(Forest(**forest))
        for page in outside:
            made.second[id(page)] = _probability(forest, made.second_rows[id(page)])[:, 0]
        if role_trees:
            forest = fit_roles(inside, made.second_rows, role_trees, fold)
            made.parts[fold] += [Forest(**forest), fit_transitions(inside)]
            for page in outside:
                made.classes[id(page)] = _probability(forest, made.second_rows[id(page)])
        _say(f"second forest and roles without fold {fold}")
    return made


def told_roles(made: Stages) -> Counter[tuple[str, str]]:
    """How often a block of our own scrapes has the first role by a reader and the second by a whole
    cleaning with the model that saw nothing of its outlet and its story.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for scrape in own_scrapes():
        annotation = scrape.annotation
        weights, bias, first, second, *rest = made.parts[FOLDS.of(annotation["story"])]
        unseen = RoleModel(weights, bias, (Fit(first, second),), *rest)
        with mock.patch.object(model, "load", return_value=unseen):
            labels = clean(scrape.text, annotation["metadata"].get("url")).labels
        pairs.update(zip(scrape.roles, (label.role.value for label in labels), strict=True))
    return pairs


def table_of_roles(pairs: Counter[tuple[str, str]]) -> str:
    """Precision, recall and F1 of each role as a Markdown table, the surest first."""
    rows = []
    for role in sorted({role for pair in pairs for role in pair}):
        right = pairs[role, role]
        given = sum(n for (gold, _), n in pairs.items() if gold == role)
        found = sum(n for (_, told), n in pairs.items() if told == role)
        missed = Counter({told: n for (gold, told), n in pairs.items() if gold == role != told})
        taken = ", ".join(f"{told} {n}" for told, n in missed.most_common(3))
        f1 = 2 * right / (given + found)
        rows.append((f1, f"{right / max(found, 1):.2f} | {right / max(given, 1):.2f}", role, given, taken))
    right = sum(n for (gold, told), n in pairs.items() if gold == told)
    lines = ["| role | precision | recall | F1 | blocks | taken for |", "|---|---|---|---|---|---|"]
    for f1, both, role, given, taken in sorted(rows, reverse=True):
        lines.append(f"| {role} | {both} | {f1:.2f} | {given} | {taken} |")
    return "\n".join([*lines, "", f"{right} of {pairs.total()} blocks right"])


def fit_all(
    several: list[tuple[list[Page], Stages]], trees: int, role_trees: int, out: Path
) -> None:
    """Fit every stage on all pages, as often as these were cross-validated, and write the weights.
    Stages learn from what the stage before said of pages that it had not seen.
    """
    out.mkdir(parents=True, exist_ok=True)
    words = []
    for seed, (pages, made) in enumerate(several):
        weights, bias = fit_ngrams(pages, SHIPPED + seed)
        first = fit_kept(pages, made.first_rows, trees, 9, seed)
        second = fit_kept(pages, made.second_rows, trees, 9, seed)
        words.append((weights, bias))
        for name, arrays in (("first", first), ("second", second)):
            np.savez_compressed(out / model.file_of(name, seed), **arrays)
    weights, bias = map(np.hstack, zip(*words, strict=True))
    np.savez_compressed(out / "ngrams.npz", weights=weights, bias=bias)
    pages, made = several[0]
    np.savez_compressed(out / "roles.npz", **fit_roles(pages, made.second_rows, role_trees, 9))
    np.savez_compressed(out / "transitions.npz", transitions=fit_transitions(pages))


def fit_kept(
    pages: list[Page], inputs: dict[int, np.ndarray], trees: int, sample: int, seed: int
) -> dict[str, np.ndarray]:
    """A forest of what is kept, taught by the rows that `sample` chooses."""
    rows = rows_of(pages, inputs, False, sample)
    return fit_forest(*rows, False, trees, rsm=COLUMNS, random_seed=1 + seed)


def fit_roles(
    pages: list[Page], inputs: dict[int, np.ndarray], trees: int, seed: int
) -> dict[str, np.ndarray]:
    """The forest of the roles, taught by classes made more equal and then given back nearly half of
    what common classes are more likely.
    """
    rows, target, weight = rows_of(pages, inputs, True, seed)
    forest = fit_forest(rows, target, weight, True, trees)
    totals = np.full(len(CLASSES), 1e-3)
    for page in pages:
        known = page.known >= 0
        np.add.at(totals, page.known[known], page.weight / np.sqrt(20 + len(page.lines)))
    taught = np.bincount(target, weights=weight, minlength=len(CLASSES)) + 1e-3
    change = np.log(totals) - np.log(taught)
    forest["bias"] += (PRIOR_SHARE * (change - change.mean())).astype(np.float32)
    return forest


def fit_transitions(pages: list[Page]) -> np.ndarray:
    """How much more often than by chance one class follows another: log of the ratio, halved, as
    neighbouring blocks share evidence.
    """
    counts = np.full((len(CLASSES), len(CLASSES)), 0.5)
    for page in pages:
        before, after = page.known[:-1], page.known[1:]
        both = (before >= 0) & (after >= 0)
        np.add.at(counts, (before[both], after[both]), page.weight)
    following = counts / counts.sum(axis=1, keepdims=True)
    return (0.5 * np.log(following / following.mean(axis=0))).astype(np.float32)


def _parted(pages: list[Page], fold: int) -> tuple[list[Page], list[Page]]:
    return [p for p in pages if p.fold != fold], [p for p in pages if p.fold == fold]


def _probability(forest: dict[str, np.ndarray], rows: np.ndarray) -> np.ndarray:
    return probabilities(Forest(**forest).score(rows))


def _say(what: str) -> None:
    print(f"{time.process_time():7.0f} s  {what}", file=sys.stderr, flush=True)


def text_of(page: Page, likely: np.ndarray, wanted: roles.Wanted) -> str:
    """The text of a page by how likely its blocks are, as `roles.label` decides it."""
    surely = roles.small_page_sentences(page.words)
    kept, _ = roles.text_and_asides(
        page.words, page.blank_lines, likely, surely, page.lines.__getitem__, wanted
    )
    return "\n\n".join(line for line, chosen in zip(page.lines, kept, strict=True) if chosen)


def main() -> None:
    """Cross-validate, then fit on everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the development data")
    parser.add_argument("--bodies", type=Path, help="bodies for pages with wrong gold")
    parser.add_argument("--errors", type=Path, default=GOLD_ERRORS, help="pages with wrong gold")
    parser.add_argument("--out", type=Path, default=ROOT / "src/onrecord/models/roles")
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    parser.add_argument(
        "--check-roles", action="store_true", help="cross-validate the finer roles on our own scrapes"
    )
    parser.add_argument("--save", type=Path, help="where to put predictions for score.py")
    parser.add_argument("--trees", type=int, default=180)
    parser.add_argument("--role-trees", type=int, default=80)
    parser.add_argument("--fits", type=int, default=3, help="whose mean counts")
    ask_for_folds(parser)
    asked = parser.parse_args()
    use_folds(asked)
    better = better_bodies(asked.bodies, asked.errors) if asked.bodies else {}
    pages = [page.measure() for page in (*dev_pages(asked.data, better), *own_pages())]
    if asked.check_roles:
        print(table_of_roles(told_roles(cross_validate(pages, asked.trees, asked.role_trees))))
        return
    before = cross_validate(pages, asked.trees, 0)
    for page in pages:
        if page.gold is not None:
            mark_doubt(page, before.second[id(page)])
    several = []
    for seed in range(asked.fits):
        random = np.random.default_rng(7 + seed)
        every = pages + [disturbed(page, random).measure() for page in pages if random.random() < 0.8]
        _say(f"fit {seed}: {len(every)} pages")
        several.append((every, cross_validate(every, asked.trees, 0, seed)))
    if asked.save:
        with asked.save.open("w", encoding="utf-8") as lines:
            for page in pages:
                if page.gold is not None:
                    likely = estimate_kept([made.second[id(page)] for _, made in several])
                    text = text_of(page, likely, roles.IN_TEXT)
                    odds = [round(float(probability), 4) for probability in likely]
                    print(json.dumps({"id": page.id, "text": text, "likely": odds}), file=lines)
    if not asked.check:
        fit_all(several, asked.trees, asked.role_trees, asked.out)


if __name__ == "__main__":
    main()
