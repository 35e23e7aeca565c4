"""Resolve given mentions: which of them are one person, organisation or place, in and across articles.

Reads JSON lines {"id", "text", "mentions": [{"start", "end", "label"?, "form"?}]} and writes the same lines
with an `entity` on each mention, one id space over the whole file. Mentions are linked, never redrawn,
so that you can use your own name recogniser. Offsets are half-open ranges in Unicode code points.

`label` is PERSON, ORG, GPE (countries, regions, cities), LOC, NORP (nationalities and groups), EVENT, LAW,
WORK, PRODUCT or DATE; PER is PERSON, FAC is LOC. `form` is name, nominal or pronoun. Both may be missing,
but a person without label is one with all of that full name in the file, as things are.

A line that fails gives {"id", "line", "error"}, the others go on, and the exit code is 1.

Example:
  onrecord resolve --jsonl mentions.jsonl --out entities.jsonl
"""

import argparse
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from onrecord.cli import batch
from onrecord.errors import ScrapeError

_ALSO = {"PER": "PERSON", "FAC": "LOC"}
"""Labels as other recognisers call them."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--jsonl", required=True, metavar="IN", help="file of JSON lines; - is standard input")
    parser.add_argument("--out", default=batch.STANDARD, metavar="OUT", help="file to write (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Resolve the mentions of every line."""
    from onrecord.corpus.resolution import GivenArticle, resolve_across

    answers: list[dict[str, Any]] = []
    articles: list[GivenArticle] = []
    places: list[int] = []
    failures = 0
    with batch.lines(args.jsonl) as stream:
        for number, data in enumerate(stream, 1):
            if not data.strip():
                continue
            task = batch.LineTask(number, data)
            try:
                page = task.page()
                if page.markup is not None:
                    raise ScrapeError("`text` is missing", hint="mentions stand in clean text, not in HTML")
                value = json.loads(data)
                articles.append(GivenArticle(page.text, _mentions(value, page.text)))
                places.append(len(answers))
                answers.append(value)
            except ScrapeError as error:
                failures += 1
                answers.append(task.failure(str(error)))
    for place, ids in zip(places, resolve_across(articles), strict=True):
        for mention, entity in zip(answers[place]["mentions"], ids, strict=True):
            mention["entity"] = entity
    with batch.output(args.out) as out:
        for answer in answers:
            out.write(batch.dumps(answer).encode("utf-8") + b"\n")
    return batch.code_of(args.command, failures, len(answers), "lines")


def _mentions(value: dict[str, Any], text: str) -> list:
    from onrecord.annotation.coreference import Given
    from onrecord.records import EntityLabel, MentionForm

    mentions = value.get("mentions")
    if not isinstance(mentions, list):
        raise ScrapeError("`mentions` is no list", hint='[{"start": …, "end": …}]')
    given = []
    for i, mention in enumerate(mentions):
        if not isinstance(mention, dict):
            raise ScrapeError(f"mentions[{i}] is no object")
        start, end = mention.get("start"), mention.get("end")
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
            raise ScrapeError(
                f"mentions[{i}]: start {json.dumps(start)} and end {json.dumps(end)} are no range "
                f"of the text, which has {len(text)} characters"
            )
        label = _one_of(EntityLabel, mention, "label", i, _ALSO)
        given.append(Given(start, end, label, _one_of(MentionForm, mention, "form", i, {})))
    return given


def _one_of(
    kinds: type[StrEnum], mention: dict[str, Any], field: str, i: int, also: Mapping[str, str]
) -> Any:
    value = mention.get(field)
    if value is None or value == "":
        return None
    value = also.get(value, value) if isinstance(value, str) else value
    if value not in list(kinds):
        raise ScrapeError(f"mentions[{i}].{field}: {value!r} is none of {', '.join(kinds)}")
    return kinds(value)
