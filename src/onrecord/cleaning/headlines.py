"""Find the title among the lines of a page by a linear ranking of what speaks for each line.

The weights in `data/headline.json` were fitted by `scripts/fit_headline.py`.
"""

import functools
import json
import math
import re
from collections import Counter
from importlib import resources

from onrecord.cleaning import captions
from onrecord.cleaning.page import LONGEST_LINE, Page
from onrecord.cleaning.wording import blanked, folded
from onrecord.records import Role

_LOOK_BACK = 60
_LOOK_ON = 3
_BODY_BLOCKS = 40
_OPENING_BLOCKS = 6
_LONGEST_SCANNED = 1_500
_FREQUENT = 25
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_LENGTHS = (3, 4, 6, 9, 13, 18, 25, 45)
_FULL_STOPS = (".", "。", "।")
_BULLETS = "•●■▪◦*·–—-"
_NEVER_A_TITLE = frozenset({Role.caption, Role.credit, Role.byline, Role.list_item, Role.dateline})

# How much the label that the roles gave counts beside the fitted weights.
_LABELLED = {Role.headline: 2.0, Role.deck: -1.0}
# And that a line ends in a photo's credit.
_CREDITED = -2.0


def find(page: Page) -> int | None:
    """The block that holds the title; None where no line can be one."""
    weights = _weights()
    labelled = page.with_role(Role.headline)
    scored = {
        i: sum([weights.get(name, 0.0) * value for name, value in evidence.items() if value])
        + _LABELLED.get(page.labels[i].role, 0.0)
        for i, evidence in candidates(page).items()
    }
    least = max(scored.values(), default=0.0) + _CREDITED
    for i, score in scored.items():
        if score >= least and captions.has_credit(page.lines[i]):
            scored[i] += _CREDITED
    for i in sorted(scored, key=lambda i: (-scored[i], i)):
        if not page.announced(i) and not captions.is_credit(page.lines[i]):
            same = [k for k in labelled if folded(page.lines[k]) == folded(page.lines[i])]
            return same[0] if same else i
    return None


def candidates(page: Page) -> dict[int, dict[str, float]]:
    """The lines that may be the title, each with the evidence that is weighed."""
    low, high = max(0, page.first - _LOOK_BACK), min(len(page.lines), page.first + _LOOK_ON)
    if not page.body:
        low, high = 0, min(len(page.lines), _LOOK_BACK)
    places = sorted({*range(low, high), *page.with_role(Role.headline)})
    sizes = {
        i: _size(page.lines[i]) for i in range(max(0, low - 4), min(len(page.lines), high + 4))
    }
    slug = _slug_words(page.url)
    body = [page.lines[i][:_LONGEST_SCANNED] for i in page.body[:_BODY_BLOCKS]]
    opening = {word for line in body[:_OPENING_BLOCKS] for word in _content_words(line)}
    counts = Counter(_content_words("\n".join(body)))
    frequent = {word for word, times in counts.most_common(_FREQUENT) if times > 1}
    found = {}
    for i in places:
        size = sizes.get(i) or _size(page.lines[i])
        if 2 <= size <= _LENGTHS[-1] and page.labels[i].role not in _NEVER_A_TITLE:
            if page.labels[i].role is Role.paragraph and page.lines[i].endswith(_FULL_STOPS):
                continue
            if page.lines[i][0] in _BULLETS or (page.dates(i) and size < 8):
                continue
            around = [sizes.get(i + step, 0.0) for step in range(-4, 5)]
            found[i] = _evidence(page, i, around, slug, opening, frequent)
    return found


def _evidence(
    page: Page,
    i: int,
    around: list[float],
    slug: set[str],
    opening: set[str],
    frequent: set[str],
) -> dict[str, float]:
    """What speaks for block `i`; `around` are the sizes of it and its neighbours."""
    line, label, size = page.lines[i], page.labels[i], around[4]
    own = set(_content_words(line))
    many = max(3, len(own))
    times = page.times[page.folded[i] if len(line) <= LONGEST_LINE else folded(line)]
    parts = line.split()
    capitals = sum([word[0].isupper() for word in parts])
    credits_below = _lines_to_credits(page, i)
    before, after = around[:4], around[5:]
    evidence = {
        "opening": len(own & opening) / many,
        "no_opening": float(not own & opening),
        "frequent": len(own & frequent) / many,
        "two_frequent": float(len(own & frequent) > 1),
        "stop": float(line.endswith((".", "。", "…"))),
        "question": float(line.endswith(("?", "!", "？", "！"))),
        "colon": float(line.endswith((":", "：", ","))),
        "bar": float("|" in line or "©" in line or "://" in line),
        "capitals": capitals / max(1, len(parts)),
        "upper": float(line.isupper()),
        "digits": float(_has_digit(line)),
        "dated": float(bool(page.dates(i))),
        "repeated": float(1 < times < 6),
        "furniture": float(times > 8),
        "kept": float(label.role.is_text),
        "kept_long": float(label.role is Role.paragraph and size > 15),
        "distance": math.log1p(page.first - i) if i < page.first else 0.0,
        "far": max(0, page.first - i - 10) / 50 if i < page.first else 0.0,
        "inside": float(i - page.first + 1) if i >= page.first else 0.0,
        "credits_near": float(credits_below <= 3),
        "credits_far": float(credits_below <= 8),
        "credits_above": float(i > 0 and page.signed(i - 1)),
        "longest_above": float(size > max(before)),
        "longest_below": float(size > max(after)),
        "title_above": float(any(6 <= other <= 20 for other in before)),
        "deck_below": float(any(other > size + 4 for other in after[:3])),
        "short_above": float(before[-1] <= 3),
        "short_below": float(after[0] <= 3),
    }
    bucket = next(bound for bound in _LENGTHS if size <= bound)
    evidence[f"size_{bucket}"] = 1.0
    if slug:
        common = len(own & slug)
        evidence["slug"] = common / max(len(slug), len(own), 1)
        evidence["in_slug"] = common / many
        evidence["no_slug"] = float(not common)
    return evidence


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


def _size(line: str) -> float:
    """The length of a line in words; where no blanks part the words, as many as would be."""
    words = _words(line[:_LONGEST_SCANNED])
    if line.isascii():
        return float(len(words))
    dense = sum(len(word) == 1 and word > "\u3000" for word in words)
    return len(words) - dense * 0.6


def _content_words(line: str) -> list[str]:
    return [w for w in _words(line.casefold()) if len(w) > 3 or not w.isascii() or w.isdigit()]


def _words(text: str) -> list[str]:
    """The words of a text, an elided one with that behind its apostrophe."""
    parted = blanked(text, kept="'’")
    if parted is None:
        return _WORD.findall(text)
    found = parted.split()
    if "'" in parted or "’" in parted:
        return [
            word
            for part in found
            for word in ((part,) if part.isalnum() else _WORD.findall(part))
        ]
    return found


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
