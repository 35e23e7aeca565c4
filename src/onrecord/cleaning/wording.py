"""The words by which pages announce bylines, dates, photo credits and lists of topics."""

import functools
import json
import re
from importlib import resources


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The announcing words of one kind (a key of `data/page_words.json`), in lower case."""
    source = resources.files("onrecord.cleaning").joinpath("data/page_words.json")
    return frozenset(json.loads(source.read_text(encoding="utf-8"))[kind])


@functools.cache
def pattern(kind: str) -> str:
    """A regular expression for any of the words of one kind, the longest first."""
    longest_first = sorted(words(kind), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A line as it is compared: letters and digits in lower case, one blank for all else."""
    return _NOT_WORD.sub(" ", text.casefold()).strip()


_NOT_WORD = re.compile(r"[\W_]+")
