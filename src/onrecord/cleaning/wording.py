"""The words by which pages announce bylines, dates, photo credits and lists of topics."""

import codecs
import functools
import json
import re
from collections.abc import Callable
from importlib import resources


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The announcing words of one kind (a key of `data/page_words.json`), in lower case."""
    return frozenset(_page_words()[kind])


@functools.cache
def _page_words() -> dict[str, list[str]]:
    source = resources.files("onrecord.cleaning").joinpath("data/page_words.json")
    return json.loads(source.read_text(encoding="utf-8"))


@functools.cache
def pattern(kind: str) -> str:
    """A regular expression for any of the words of one kind, the longest first."""
    longest_first = sorted(words(kind), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A line as it is compared: letters and digits in lower case, one blank for all else."""
    parted = blanked(text, case=str.casefold)
    return _NOT_WORD.sub(" ", text.casefold()).strip() if parted is None else " ".join(parted.split())


@functools.lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """The different words of a line as it is compared.

    Regular expressions that ignore case take dotted and dotless i for the same: so does this.
    """
    if not text.isascii():
        text = text.replace("\u0130", "i").replace("\u0131", "i")
    return frozenset(folded(text).split())


@functools.cache
def openings(*kinds: str) -> frozenset[str]:
    """The first words of the announcing words of these kinds: a line with none of them among its
    `tokens` holds no match of their `pattern` that ends where a word does.
    """
    plain = (word.replace("\u0131", "i") for kind in kinds for word in words(kind))
    return frozenset(folded(word).split()[0] for word in plain)


def blanked(text: str, kept: str = "", case: Callable[[str], str] | None = None) -> str | None:
    """The text with a blank for every character but letters, digits and those of `kept`.

    None for text that holds letters other than western ones: a table of 256 serves those at many
    times the speed of a regular expression. It also does what `case` (`str.casefold` or
    `str.lower`) would do to the text before, but to the few letters that become others by it.
    """
    western = _western(text)
    if case and (western is None or b"\xdf" in western or b"\xb5" in western):
        western, case = _western(case(text)), None
    if western is None:
        return None
    blanks = western.translate(_western_words(kept, case))
    return blanks.decode("ascii" if blanks.isascii() else "cp1252")


def _western(text: str) -> bytes | None:
    """The text in one byte a character, blanks for signs that are neither western nor of a word."""
    try:
        return text.encode("ascii" if text.isascii() else "cp1252", "onrecord.signs-to-blanks")
    except UnicodeEncodeError:
        return None


def _signs_to_blanks(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeEncodeError):
        signs = error.object[error.start : error.end]
        if not _WORD_CHARACTER.search(signs) and not _WORD_CHARACTER.search(signs.casefold()):
            return " " * len(signs), error.end
    try:
        raise error
    finally:
        # An error that holds the frame that holds it would wait for the garbage collector, and with
        # it all that the page's frames hold.
        del error


codecs.register_error("onrecord.signs-to-blanks", _signs_to_blanks)


def is_western(text: str) -> bool:
    """Whether a text holds no other characters than western ones."""
    if text.isascii():
        return True
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def _western_words(kept: str, case: Callable[[str], str] | None) -> bytes:
    """For each byte of western text, in another `case`, itself if it is of a word or of `kept`,
    otherwise a blank.
    """
    characters = [bytes([code]).decode("cp1252", "replace") for code in range(256)]
    return b"".join(
        (case(character) if case else character).encode("cp1252", "replace")[:1]
        if not _NOT_WORD.match(character) or character in kept
        else b" "
        for character in characters
    )


_NOT_WORD = re.compile(r"[\W_]+")
_WORD_CHARACTER = re.compile(r"[^\W_]")
