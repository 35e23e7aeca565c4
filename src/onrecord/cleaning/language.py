"""Tell the language of a text from its script and its most frequent small words."""

import codecs
import functools
import json
import re
import unicodedata
from collections import Counter
from importlib import resources

SAMPLE = 3_000
"""Characters looked at: function words are frequent, more would not change the answer."""

_WORD = re.compile(
    r"[^\W\d_][^\W\d_\u0300-\u036f\u0900-\u0d7f\u0e00-\u0e7f]*[^\s\d.,;:!?()\"“”«»—–-]*"
)
_FEWEST_HITS = 3
_SMALLEST_SHARE = 0.08

# Scripts that one language writes, or that one language's own letters give away.
_BY_SCRIPT = {
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "ETHIOPIC": "am",
}
_KANA_SHARE = 0.05
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_NOT_LATIN = re.compile(r"[^\W\d_\x00-\u024f\u1e00-\u1eff]")


def of(text: str) -> str | None:
    """The language of `text` as a BCP 47 tag, None if too little of it can be told.

    Function words are counted, each divided among the languages that have it: no training, the
    same answer everywhere.
    """
    sample = text[:SAMPLE]
    if (words := _western_words(sample)) is not None:
        return _by_words(words)
    letters = sum(map(len, _LETTERS.findall(sample)))
    if not letters:
        return None
    scripts = Counter(_script(character) for character in _LETTER_NOT_LATIN.findall(sample))
    scripts["LATIN"] = letters - scripts.total()
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana > _KANA_SHARE * letters and kana + scripts["CJK"] > letters / 2:
        return "ja"
    script, count = scripts.most_common(1)[0]
    # Chinese, Japanese and Korean say in one letter what takes others several.
    for dense in ("CJK", "HANGUL"):
        if scripts[dense] * 3 > letters:
            script, count = dense, scripts[dense]
    if script in _BY_SCRIPT:
        return _BY_SCRIPT[script] if count >= 3 else None
    return _by_words([word.lower() for word in _WORD.findall(sample)])


def _western_words(sample: str) -> list[str] | None:
    """The words of a text in western letters, as `_WORD` finds them, in lower case; None for any
    other text.

    A table of 256 parts them at many times the speed of a regular expression. Signs that are not
    western stand for themselves: no word of a list holds one.
    """
    try:
        western = sample.encode("ascii" if sample.isascii() else "cp1252", "onrecord.signs")
    except UnicodeEncodeError:
        return None
    parts = western.translate(_western_parts()).decode("cp1252").split()
    return [
        word
        for part in parts
        for word in ((part,) if part[0].isalpha() else _WORD.findall(part))
    ]


def _sign(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that are not western: a blank or a sign, but for no letter."""
    if isinstance(error, UnicodeEncodeError):
        others = error.object[error.start : error.end]
        if not any(map(str.isalnum, others)):
            return "".join([" " if c.isspace() else _ANY_SIGN for c in others]), error.end
    raise error


_ANY_SIGN = "*"
codecs.register_error("onrecord.signs", _sign)


def _by_words(found: list[str]) -> str | None:
    weights, languages = _weights()
    scores = [0.0] * len(languages)
    hits = [0] * len(languages)
    for word, times in Counter(filter(weights.__contains__, found)).items():
        numbers = weights[word]
        share = times / len(numbers)
        for number in numbers:
            hits[number] += times
            scores[number] += share
    if not any(hits):
        return None
    best = max(range(len(languages)), key=lambda number: (scores[number] + hits[number], number))
    if hits[best] < _FEWEST_HITS or hits[best] < _SMALLEST_SHARE * len(found):
        return None
    return languages[best]


@functools.cache
def _western_parts() -> bytes:
    """For each byte of western text its small letter or itself, or a blank if no word goes on over it."""
    characters = [bytes([code]).decode("cp1252", "replace").lower() for code in range(256)]
    return b"".join(
        character.encode("cp1252", "replace") if _WORD.fullmatch("a" + character) else b" "
        for character in characters
    )


@functools.lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """The first word of a letter's Unicode name, which is its script."""
    return unicodedata.name(character, "").split(" ")[0].split("-")[0]


@functools.cache
def _weights() -> tuple[dict[str, tuple[int, ...]], list[str]]:
    """The languages in which a word is among the most frequent, by their number in the alphabet."""
    source = resources.files("onrecord.cleaning").joinpath("data/function_words.json")
    table = json.loads(source.read_text(encoding="utf-8"))
    known: dict[str, list[int]] = {}
    for number, (_, words) in enumerate(sorted(table.items())):
        for word in dict.fromkeys(words.split()):
            known.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in known.items()}, sorted(table)
