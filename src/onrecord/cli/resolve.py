"""Resolve given mentions: which of them are one person, organisation or place, in and across articles.

Reads JSON lines {"id", "text", "mentions": [{"start", "end", "label"?, "form"?}]} and writes the same lines
with an `entity` on each mention, one id space over the whole file. Mentions are linked, never redrawn,
so that you can use your own name recogniser. Offsets are half-open ranges in Unicode code points.

A line that fails gives {"id", "line", "error"}, the others go on, and the exit code is 1.

Example:
  onrecord resolve --jsonl mentions.jsonl --out entities.jsonl
"""

import argparse
import json
from enum import StrEnum
from typing import Any

from onrecord.cli import batch
from onrecord.errors import ScrapeError


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
            out.write((json.dumps(answer, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass"))
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
            raise ScrapeError(f"mentions[{i}]: start and end are no range of the text")
        label = _one_of(EntityLabel, mention, "label", i)
        given.append(Given(start, end, label, _one_of(MentionForm, mention, "form", i)))
    return given


def _one_of(kinds: type[StrEnum], mention: dict[str, Any], field: str, i: int) -> Any:
    value = mention.get(field)
    if value is None or value == "":
        return None
    if value not in list(kinds):
        raise ScrapeError(f"mentions[{i}].{field}: {value!r} is none of {', '.join(kinds)}")
    return kinds(value)
