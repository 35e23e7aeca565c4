"""Find the title among the lines of a page by a linear ranking of what speaks for each line.

The weights in `data/headline.json` were fitted by `scripts/fit_headline.py`.
"""

import functools
import json
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from importlib import resources
from itertools import chain

from onrecord.cleaning import captions
from onrecord.cleaning.page import Page, as_compared
from onrecord.cleaning.wording import blanked, folded
from onrecord.labels import Role

_LOOK_BACK = 60
_LOOK_ON = 3
# So many lines above and below a line say something of it.
_BESIDE = 4
_BODY_BLOCKS = 40
_OPENING_BLOCKS = 6
_LONGEST_SCANNED = 1_500
_FREQUENT = 25
_FEWEST_BESIDE_DATE = 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Apostrophes that are not between letters, and words of which those between letters elide twice.
_LOOSE_APOSTROPHE = re.compile(r"['’](?:(?![^\W_])|(?<![^\W_]['’]))")
_SECOND_APOSTROPHE = re.compile(r"['’][^\W_]+['’]")
_LENGTHS = (3, 4, 6, 9, 13, 18, 25, 45)
_NAMES_OF_LENGTHS = [f"size_{length}" for length in _LENGTHS]
_FULL_STOPS = (".", "。", "।")
_CLOSING = "\"'”’»)]」』）"
_ENDINGS = {
    "stop": (".", "。", "…"),
    "question": ("?", "!", "？", "！"),
    "colon": (":", "：", ","),
}
_NO_TITLE_BEGINS = "•●■▪◦*·–—-©"
# What parts a title from the name of its outlet.
_BESIDE_OUTLET = re.compile(r"\s*[|•»]\s*|\s[–—·-]\s|:\s")
# What parts the steps of a path to an article.
_PATH_SIGNS = (">", "»", "›", "→", "/", "|")
_PATH = re.compile(r"[>»›→/|]\s")
_NEVER_A_TITLE = frozenset({Role.caption, Role.credit, Role.byline, Role.list_item, Role.dateline})

# Evidence that is read closely, where it can decide.
_COSTLY = ("dated", "repeated", "furniture", "credits_near", "credits_far", "credits_above")
# How much the label that the roles gave counts beside the fitted weights.
_LABELLED = {Role.headline: 2.0, Role.deck: -1.0}
# And that a line ends in a photo's credit.
_CREDITED = -2.0


def find(page: Page) -> int | None:
    """The block that holds the title; None where no line can be one."""
    quick = _quick_scores(page)
    # What is costly to read is read of the lines that can still come first; of all where none of
    # these can be the title.
    for margin in (_CREDITED, -math.inf):
        scored = _scores(page, quick, margin)
        least = max(scored.values(), default=0.0) + _CREDITED
        for i, score in scored.items():
            if score >= least and captions.has_credit(page.lines[i]):
                scored[i] += _CREDITED
        for i in sorted(scored, key=lambda i: (-scored[i], i)):
            if scored[i] < least and margin == _CREDITED:
                break
            if not page.announced(i) and not captions.is_credit(page.lines[i]):
                return _plainest(page, i, quick)
    return None


def may_be_in_text(page: Page) -> bool:
    """Whether one of the lines that are labelled as text may be the title: not if none reads as one,
    or a line labelled as headline outdoes them, whatever a closer look would say of both.
    """
    own = [i for i in range(page.first, _span(page).stop) if page.roles[i].is_text]
    if all(_is_sentence(page, i) for i in own):
        return False
    rivals = [i for i in page.with_role(Role.headline) if _is_nothing_else(page, i)]
    scores = _quick_scores(page, [*own, *rivals])
    own = [i for i in own if i in scores]
    if not own:
        return False
    costly = [_weights().get(name, 0.0) for name in _COSTLY]
    most = max(scores[i] for i in own) + sum(max(0.0, w) for w in costly)
    least = max((scores[i] for i in rivals if i in scores), default=-math.inf)
    if most >= least + sum(min(0.0, w) for w in costly):
        return True
    # A line with the outlet's name beside it leads to the same without it.
    said = {page.said(i) for i in own}
    others = as_compared([page.lines[i] for i in _span(page) if i not in own])
    return any(words in line for words in said for line in others)


def _is_nothing_else(page: Page, i: int) -> bool:
    """Whether a line has no date, no author and no photo's credit."""
    line = page.lines[i]
    return not (page.signed(i) or captions.is_credit(line) or captions.has_credit(line))


def _quick_scores(page: Page, among: Collection[int] | None = None) -> dict[int, float]:
    """The scores of the lines that may be the title without what is costly to read."""
    return {
        i: _weighed(evidence) + _LABELLED.get(page.roles[i], 0.0)
        for i, evidence in _seen_at_once(page, among).items()
    }


def _plainest(page: Page, place: int, candidates: Iterable[int]) -> int:
    """Which line to take for the title found at `place`: the same without the path to it or without the
    outlet's name, where one of the candidates reads so; else the one labelled as headline of those
    that say the same.
    """
    candidates = sorted(candidates)
    stripped = (i for i in _span(page) if not page.roles[i].is_text)
    if (end := end_of_path(page, place, chain(candidates, stripped))) is not None:
        return end
    title, bare = page.said(place), without_outlet(page, place)
    without_name = (i for i in candidates if bare and page.said(i) == bare)
    labelled = (i for i in page.with_role(Role.headline) if page.said(i) == title)
    return next(chain(without_name, labelled), place)


def end_of_path(page: Page, place: int, among: Iterable[int]) -> int | None:
    """The first line `among` some with which line `place`, a path to the article, ends."""
    line = page.lines[place]
    if not _PATH.search(line):
        return None
    title = page.said(place)
    for i in among:
        own = page.lines[i]
        if i != place and own and title.endswith(page.said(i)) and line.endswith(own):
            if line[: -len(own)].rstrip().endswith(_PATH_SIGNS):
                return i
    return None


def _scores(page: Page, quick: dict[int, float], margin: float) -> dict[int, float]:
    """The scores of the lines that may be the title, but for those that stay farther than `margin`
    below the best of them; `quick` are their scores without what is costly to read.
    """
    most = sum(max(0.0, _weights().get(name, 0.0)) for name in _COSTLY)
    scores: dict[int, float] = {}
    best = -math.inf
    for i in sorted(quick, key=lambda i: -quick[i]):
        if quick[i] + most < best + margin:
            break
        if not _is_dated(page, i):
            scores[i] = quick[i] + _weighed(_read_closely(page, i))
            best = max(best, scores[i])
    return scores


def _weighed(evidence: dict[str, float]) -> float:
    weights = _weights()
    return sum([weights.get(name, 0.0) * value for name, value in evidence.items() if value])


def says_again(page: Page, i: int, headline: int) -> bool:
    """Whether line `i` has the words of the headline, be it with the outlet's name."""
    title, own = page.said(headline), page.said(i)
    return own == title or (title in own and without_outlet(page, i) == title)


def without_outlet(page: Page, i: int) -> str | None:
    """The words of line `i`, as lines are compared, without the outlet's name before or behind them;
    None where it has no such name, one that stands on a line of its own.
    """
    line = page.lines[i]
    for mark in _BESIDE_OUTLET.finditer(line):
        for name, rest in ((line[mark.end() :], line[: mark.start()]), (line[: mark.start()], line[mark.end() :])):
            if len(name) < len(rest) and folded(name) in page.times:
                return folded(rest)
    return None


def candidates(page: Page) -> dict[int, dict[str, float]]:
    """The lines that may be the title, each with the evidence that is weighed, zeros left out."""
    return {
        i: {**evidence, **_read_closely(page, i)}
        for i, evidence in _seen_at_once(page).items()
        if not _is_dated(page, i)
    }


def _seen_at_once(page: Page, among: Collection[int] | None = None) -> dict[int, dict[str, float]]:
    """The lines that may be the title unless they are dated, be it of a few `among` all, with the
    evidence that costs little.
    """
    span = _span(page)
    near = range(max(0, span.start - _BESIDE), min(len(page.lines), span.stop + _BESIDE))
    if among is None:
        among = {*span, *page.with_role(Role.headline)}
        known = sorted({*near, *among})
    else:
        beside = range(-_BESIDE, _BESIDE + 1)
        known = sorted({*among, *(i + step for i in among for step in beside if i + step in near)})
    lines = [page.lines[i][:_LONGEST_SCANNED] for i in known]
    words = dict(zip(known, _words_of(lines), strict=True))
    sizes = {i: _size(line, words[i]) for i, line in zip(known, lines, strict=True)}
    places = [i for i in sorted(among) if _may_be_title(page, i, sizes[i])]
    slug = _slug_words(page.url)
    body = [page.lines[i][:_LONGEST_SCANNED] for i in page.body[:_BODY_BLOCKS]]
    first = _folded_words("\n".join(body[:_OPENING_BLOCKS]))
    opening = _content(first)
    frequent = _frequent(chain(first, _folded_words("\n".join(body[_OPENING_BLOCKS:]))))
    found = {}
    for i in places:
        around = [sizes[k] if k in near else 0.0 for k in range(i - _BESIDE, i + _BESIDE + 1)]
        found[i] = _of_words(_content(words[i]), slug, opening, frequent)
        found[i] |= _of_line(page, i, around[4])
        found[i] |= _of_place(page, i, around)
    return found


def _span(page: Page) -> range:
    """Where the title is looked for."""
    if not page.body:
        return range(min(len(page.lines), _LOOK_BACK))
    return range(max(0, page.first - _LOOK_BACK), min(len(page.lines), page.first + _LOOK_ON))


def _may_be_title(page: Page, i: int, size: float) -> bool:
    """Whether block `i`, of so many words, is worth weighing."""
    line, role = page.lines[i], page.roles[i]
    least = 1 if role is Role.headline else 2
    if not least <= size <= _LENGTHS[-1] or role in _NEVER_A_TITLE or line[0] in _NO_TITLE_BEGINS:
        return False
    return not _is_sentence(page, i)


def _is_sentence(page: Page, i: int) -> bool:
    """Whether a paragraph ends as sentences do, those that somebody speaks too, or holds several."""
    if page.roles[i] is not Role.paragraph:
        return False
    line = page.lines[i]
    return line.rstrip(_CLOSING).endswith(_FULL_STOPS) or "。" in line


def _is_dated(page: Page, i: int) -> bool:
    """Whether a line is a date with few words beside it."""
    if not page.dates(i):
        return False
    line = page.lines[i][:_LONGEST_SCANNED]
    return _size(line, _words(line)) < _FEWEST_BESIDE_DATE


def _of_words(
    own: set[str], slug: set[str], opening: set[str], frequent: set[str]
) -> dict[str, float]:
    """What a line's words have in common with the text and with the address."""
    many = max(3, len(own))
    found: dict[str, float] = {}
    if common := len(own & opening):
        found["opening"] = common / many
    else:
        found["no_opening"] = 1.0
    if common := len(own & frequent):
        found["frequent"] = common / many
        found["two_frequent"] = float(common > 1)
    if slug:
        if common := len(own & slug):
            found["slug"] = common / max(len(slug), len(own))
            found["in_slug"] = common / many
        else:
            found["no_slug"] = 1.0
    return found


def _of_line(page: Page, i: int, size: float) -> dict[str, float]:
    """What block `i` looks like by itself."""
    line, role = page.lines[i], page.roles[i]
    parts = line.split()
    capitals = sum([word[0].isupper() for word in parts])
    found = {_NAMES_OF_LENGTHS[bisect_left(_LENGTHS, size)]: 1.0}
    if capitals:
        found["capitals"] = capitals / len(parts)
    if line.isupper():
        found["upper"] = 1.0
    for name, ends in _ENDINGS.items():
        if line.endswith(ends):
            found[name] = 1.0
    if "|" in line or "©" in line or "://" in line:
        found["bar"] = 1.0
    if _has_digit(line):
        found["digits"] = 1.0
    if role.is_text:
        found["kept"] = 1.0
        found["kept_long"] = float(role is Role.paragraph and size > 15)
    return found


def _of_place(page: Page, i: int, around: list[float]) -> dict[str, float]:
    """Where block `i` stands; `around` are the sizes of it and of its neighbours."""
    before, size, after = around[:4], around[4], around[5:]
    above = page.first - i
    found = {
        "longest_above": float(size > max(before)),
        "longest_below": float(size > max(after)),
        "title_above": float(any([6 <= other <= 20 for other in before])),
        "deck_below": float(max(after[:3]) > size + 4),
        "short_above": float(before[-1] <= 3),
        "short_below": float(after[0] <= 3),
    }
    if above > 0:
        found["distance"] = math.log1p(above)
        found["far"] = max(0, above - 10) / 50
    else:
        found["inside"] = 1.0 - above
    return found


def _read_closely(page: Page, i: int) -> dict[str, float]:
    """The evidence for which dates and bylines have to be read, or the whole page: `_COSTLY`."""
    times = page.times[page.said(i)]
    credits_below = _lines_to_credits(page, i)
    return {
        "dated": float(bool(page.dates(i))),
        "repeated": float(1 < times < 6),
        "furniture": float(times > 8),
        "credits_near": float(credits_below <= 3),
        "credits_far": float(credits_below <= 8),
        "credits_above": float(i > 0 and page.signed(i - 1)),
    }


def _lines_to_credits(page: Page, i: int, reach: int = 8) -> int:
    """How far below the next date or byline stands; more than `reach` if not so near."""
    for k in range(i + 1, min(i + 1 + reach, len(page.lines))):
        if page.signed(k):
            return k - i
    return reach + 1


def _has_digit(line: str) -> bool:
    if line.isascii():
        return len(line.encode().translate(None, b"0123456789")) < len(line)
    return any(character.isdigit() for character in line)


def _size(line: str, words: list[str]) -> float:
    """The length of a line in words; where no blanks part the words, as many as would be."""
    if line.isascii():
        return float(len(words))
    dense = sum([len(word) == 1 and word > "\u3000" for word in words])
    return len(words) - dense * 0.6


def _content(words: Iterable[str]) -> set[str]:
    """The different words that are not short: those that tell one text from another."""
    return {word for word in words if len(word) > 3 or not word.isascii() or word.isdigit()}


def _frequent(words: Iterable[str]) -> set[str]:
    """The words with content that a text has most often, the earlier ones first."""
    times = Counter(words)
    repeated = [word for word, count in times.items() if count > 1]
    with_content = _content(repeated)
    repeated = [word for word in repeated if word in with_content]
    repeated.sort(key=times.__getitem__, reverse=True)
    return set(repeated[:_FREQUENT])


def _words_of(lines: list[str]) -> list[list[str]]:
    """The casefolded words of each line. Western lines are parted all at once: that is quicker."""
    parted = blanked("\n".join(lines), kept="'’\n", case=str.casefold)
    if parted is None:
        return [_folded_words(line) for line in lines]
    return [_parted(line) for line in parted.split("\n")][: len(lines)]


def _folded_words(text: str) -> list[str]:
    """The casefolded words of a text."""
    parted = blanked(text, kept="'’", case=str.casefold)
    return _WORD.findall(text.casefold()) if parted is None else _parted(parted)


def _words(text: str) -> list[str]:
    """The words of a text, an elided one with that behind its apostrophe."""
    parted = blanked(text, kept="'’")
    return _WORD.findall(text) if parted is None else _parted(parted)


def _parted(blanked_text: str) -> list[str]:
    if "'" in blanked_text or "’" in blanked_text:
        blanked_text = _LOOSE_APOSTROPHE.sub(" ", blanked_text)
        if _SECOND_APOSTROPHE.search(blanked_text):
            return _WORD.findall(blanked_text)
    return blanked_text.split()


def _slug_words(url: str | None) -> set[str]:
    """The words of the longest part of an address's path."""
    path = re.sub(r"^\w+://[^/]*|[?#].*$", "", url or "")
    parts = [re.sub(r"\.\w{2,5}$", "", part) for part in path.split("/")]
    slug = max(parts, key=lambda part: len(re.findall(r"[a-z]{2,}", part.casefold())), default="")
    found = {w for w in re.split(r"[^\w]+|_", slug.casefold()) if len(w) > 3 and not w.isdigit()}
    return found if len(found) > 1 else set()


@functools.cache
def _weights() -> dict[str, float]:
    source = resources.files("onrecord.cleaning").joinpath("data/headline.json")
    return json.loads(source.read_text(encoding="utf-8"))["weights"]
