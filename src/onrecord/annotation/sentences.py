"""Words, sentences and paragraphs of a text, by simple rules that hold for news in English."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotation.cues import lexicon
from onrecord.annotation.marks import Quotation
from onrecord.annotation.result import Range
from onrecord.text import trimmed

# A page may be one endless line: no sentence is longer than this many words, no word than 64.
_LONGEST_SENTENCE = 250

_ABBREVIATIONS = (
    "Mr Mrs Ms Mx Dr Prof Sen Sens Rep Reps Gov Govs Lt Col Gen Maj Capt Cpl Sgt Cmdr Adm Rev Fr "
    "Hon Pres St Jr Sr Inc Corp Co Ltd Bros vs etc Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov "
    "Dec No Ave Blvd Rd Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich "
    "Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Vt Va Wash Wis Wyo Msgr Supt Det Insp Atty "
    "Dept Univ Assn Ph.D"
)
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,8}(?!\w)"
    rf"|(?:{'|'.join(re.escape(a) for a in _ABBREVIATIONS.split())})\.(?!\w)"
    r"|\d{1,20}(?:[.,:]\d{1,20}){0,6}(?:st|nd|rd|th|s|pm|am)?\b(?![-‐‑][^\W\d_])"
    r"|['’]s\b"
    r"|[^\W_]{1,64}(?:[-‐‑](?!(?:based|born|led|backed|owned|run|style|wide|bound|made|area)\b)[^\W_]{1,64}){0,6}(?:['’](?!s\b)[^\W_]{1,12})?"
    r"|\.{3}|[^\w\s]|_",
)
_ENDS = frozenset(".!?…")
_OPENERS = frozenset("“\"„«‘'`([")
_CLOSERS = frozenset(")]}\"”’'»")
# After an abbreviation only these begin a sentence.
_STARTERS = frozenset(
    "the a an he she it they we i but and in on at this that these those there his her its their "
    "our my if when while as for after before since with by not no some many most".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark: `text` as it stands at `[start, end)`, `lower` for comparison."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is more than a mark."""
        return self.text[0].isalnum()


@dataclass(slots=True)
class Sentence:
    """The words `[first, last)` of the text; `paragraph` is the index of its paragraph."""

    first: int
    last: int
    paragraph: int


@dataclass(slots=True)
class Layout:
    """A text cut up: its words in order, its sentences, and its paragraphs as code-point ranges."""

    text: str
    words: list[Word]
    sentences: list[Sentence]
    paragraphs: list[Range]

    def paragraph_at(self, place: int) -> int:
        """Index of the paragraph that holds this place of the text, or that is the last before it."""
        return max(0, bisect.bisect_right(self.paragraphs, place, key=lambda one: one[0]) - 1)

    def sentence_at(self, place: int) -> int:
        """Index of the sentence that holds this place of the text, or that is the last before it."""
        begun = bisect.bisect_right(self.sentences, place, key=lambda one: self.words[one.first].start)
        return max(0, begun - 1)


def paragraphs_of(text: str) -> list[Range]:
    """The lines of `text` that hold anything, as half-open ranges without their outer blanks."""
    found = []
    begin = 0
    for line in text.split("\n"):
        start, end = trimmed(text, begin, begin + len(line))
        if start < end:
            found.append((start, end))
        begin += len(line) + 1
    return found


def lay_out(text: str, paragraphs: Sequence[Range], quotations: Sequence[Quotation]) -> Layout:
    """Cut `text` into words and sentences; a sentence goes on over what is quoted inside it."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    ends = _quotation_ends(text, quotations)
    for number, (start, end) in enumerate(paragraphs):
        first = len(words)
        for match in _WORD.finditer(text, start, end):
            surface = match.group()
            words.append(
                Word(match.start(), match.end(), surface, surface.lower().replace("’", "'"))
            )
        begin = first
        depth_end = -1
        inside = _outer(quotations, start, end)
        at = 0
        for index in range(first, len(words)):
            while at < len(inside) and inside[at].start <= words[index].start:
                depth_end = max(depth_end, inside[at].end)
                at += 1
            long = index + 1 - begin >= _LONGEST_SENTENCE
            if long or _ends_sentence(words, index, len(words), depth_end, ends):
                sentences.append(Sentence(begin, index + 1, number))
                begin = index + 1
        if begin < len(words):
            sentences.append(Sentence(begin, len(words), number))
    return Layout(text, words, sentences, list(paragraphs))


def _quotation_ends(text: str, quotations: Sequence[Quotation]) -> dict[int, str]:
    """Last character inside each outer quotation, by the place where the quotation ends."""
    return {
        one.end: text[one.inner_start : one.inner_end].rstrip()[-1:]
        for one in quotations
        if one.parent is None
    }


def _outer(quotations: Sequence[Quotation], start: int, end: int) -> list[Quotation]:
    low = bisect.bisect_left(quotations, start, key=lambda one: one.start)
    high = bisect.bisect_left(quotations, end, key=lambda one: one.start)
    return [one for one in quotations[low:high] if one.parent is None]


def _ends_sentence(
    words: list[Word], index: int, last: int, quoted_until: int, ends: dict[int, str]
) -> bool:
    word = words[index]
    if word.end < quoted_until:
        return False
    following = words[index + 1] if index + 1 < last else None
    if word.end in ends:
        # `“Go.” She left.` ends; `“Go?” she asked` and `“Go,” she said` go on.
        inner = ends[word.end]
        if inner not in _ENDS or following is None:
            return following is None
        if inner in "?!…" and _cue_follows(words, index + 1, last):
            return False
        return following.is_capitalised or following.text in _OPENERS
    if word.text in _CLOSERS and index > 0 and words[index - 1].text in _ENDS:
        return following is None or following.is_capitalised or following.text in _OPENERS
    if word.text in ("!", "?", "…", ".", "..."):
        if following is None:
            return True
        if following.text in _CLOSERS and following.start == word.end:
            return False
        return not following.text[0].islower() and following.text not in ",;:—–-"
    if word.text.endswith(".") and len(word.text) > 1 and following is not None:
        return (
            following.is_capitalised
            and following.lower in _STARTERS
            and word.lower not in ("mr.", "mrs.", "ms.", "dr.", "st.")
        )
    return False


def _cue_follows(words: list[Word], index: int, last: int) -> bool:
    """Whether a short subject and a verb of saying come next, as in `“Who?” Kim Roe asked.`"""
    verbs = lexicon().verbs
    for at in range(index, min(index + 5, last)):
        if not words[at].is_word:
            return False
        if words[at].lower in verbs:
            return at > index
    return False
