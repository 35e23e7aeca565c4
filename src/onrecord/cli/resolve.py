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
    failed = False
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
                failed = True
                answers.append(task.failure(str(error)))
    for place, ids in zip(places, resolve_across(articles), strict=True):
        for mention, entity in zip(answers[place]["mentions"], ids, strict=True):
            mention["entity"] = entity
    with batch.output(args.out) as out:
        for answer in answers:
            out.write((json.dumps(answer, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass"))
    return 1 if failed else 0


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
        try:
            label = EntityLabel(mention["label"]) if mention.get("label") else None
            form = MentionForm(mention["form"]) if mention.get("form") else None
        except ValueError as error:
            raise ScrapeError(f"mentions[{i}]: {error}") from None
        given.append(Given(start, end, label, form))
    return given
