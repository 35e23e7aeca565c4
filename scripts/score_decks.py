"""Show what it costs that gold bodies of some sources hold the standfirst and those of others do not.

    python scripts/score_decks.py --data DIR [--write docs/cleaning-gold-decks.csv] NAME=FILE ...

A line above the text is a standfirst by the page's metadata or by the class words around it in its
HTML. How many each source keeps is printed, and the scores of the predictions in each FILE (what
train_roles.py --check --save writes: {id, text}, a line of the page a paragraph) on news pages as
they are and with every standfirst as the gold of its page has it: kept or left out, both are right.
With --write the lines are listed, by numbers. Needs lxml, as the training does.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import train_roles as base
from bench_cleaning import markdown, score

from onrecord.cleaning import blocks as cut

# A standfirst has so many words, and stands so few lines above the text or is its first line.
FEWEST, MOST, ABOVE = 4, 80, 15
# A line is part of the standfirst that the metadata name if it has more characters than this.
PART = 20
HEAD = """\
# Standfirsts of the news pages of the development half of the cleaning benchmark, by scripts/score_decks.py.
# Numbers only. block: the line of the text that is one, counted from 0 among those that are not empty.
# kept: whether the gold body holds it. Lines are found by metadata and class words: some are other teasers.
"""


def standfirsts(lines: list[str], kept: np.ndarray, markup: list[base.Markup], deck: str) -> Iterator[int]:
    """The lines of a page that are its standfirst, given what `deck` the metadata name."""
    first = int(np.flatnonzero(kept)[0]) if kept.any() else 0
    for index in range(max(0, first - ABOVE), min(first + 2, len(lines))):
        plain = base._plain(lines[index])
        if not FEWEST <= len(plain.split()) <= MOST:
            continue
        if deck and (plain == deck or (len(plain) > PART and plain in deck)):
            yield index
        elif any(_is_marked(names) for _, path in markup[index] for _, names in path[:2]):
            yield index


def _is_marked(names: str) -> bool:
    return bool(base.DECK_WORD.search(names)) and not base.OF_CLASS_WORD["caption"].search(names)


def as_in_gold(text: str, decks: list[tuple[str, bool]]) -> str:
    """A prediction with those of the standfirsts (line, whether it is kept) that the gold holds."""
    paragraphs = text.split("\n\n") if text else []
    known = [line for line, _ in decks]
    return "\n\n".join(
        [
            *(line for line, kept in decks if kept),
            *(paragraph for paragraph in paragraphs if paragraph not in known),
        ]
    )


def main() -> None:
    """List the standfirsts and score predictions without and with the gold's way with them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the development data")
    parser.add_argument("--write", type=Path, help="where to list the standfirsts")
    parser.add_argument("--errors", type=Path, default=base.GOLD_ERRORS, help="pages with wrong gold")
    parser.add_argument("predictions", nargs="*", metavar="NAME=FILE", help="predictions to score")
    asked = parser.parse_args()
    pages = list(base._records(asked.data / "text.jsonl.gz"))
    html = {record["id"]: record["html"] for record in base._records(asked.data / "html.jsonl.gz")}
    meta = {record["id"]: record for record in base._records(asked.data / "meta.jsonl.gz")}
    decks: dict[str, list[tuple[str, bool]]] = {}
    rows, numbers = [], Counter()
    for page in pages:
        lines = cut.contents(page["text"], cut.split(page["text"]))
        kept = base.kept_lines(lines, page["gold_body"])
        deck = base._plain(meta.get(page["id"], {}).get("deck") or "")
        found = list(standfirsts(lines, kept, base.line_markup(lines, html[page["id"]]), deck))
        decks[page["id"]] = [(lines[index], bool(kept[index])) for index in found]
        rows += [(page["id"], page["source"], index, int(kept[index])) for index in found]
        numbers.update((page["source"], bool(kept[index])) for index in found)
    sources = sorted({source for source, _ in numbers})
    told = [[source, str(numbers[source, True]), str(numbers[source, False])] for source in sources]
    print(markdown(["standfirsts", "kept", "left out"], told))
    if asked.write:
        with asked.write.open("w", encoding="utf-8", newline="") as stream:
            stream.write(HEAD)
            csv.writer(stream, lineterminator="\n").writerows([("id", "source", "block", "kept"), *rows])
    wrong = base.wrong_words(asked.errors)
    right = [page for page in pages if not wrong[page["id"]]]
    table = []
    for prediction in asked.predictions:
        name, path = prediction.split("=", 1)
        with open(path, encoding="utf-8") as stream:
            texts = {record["id"]: record["text"] for record in map(json.loads, stream)}
        either = {id: as_in_gold(texts.get(id, ""), own) for id, own in decks.items()}
        row = [name]
        for gold in (pages, right):
            for found in (texts, either):
                figures = score(gold, found)
                row.append(f"{figures['F1']:.4f} / {figures['exact']:.3f}")
        table.append(row)
    if table:
        head = ["F1 / exact", "all", "standfirst either way", "right gold", "both"]
        print(markdown(head, table))


if __name__ == "__main__":
    main()
