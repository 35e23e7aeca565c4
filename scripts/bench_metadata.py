"""Compare how well titles, dates and authors are read: onrecord and every peer that is installed.

    python scripts/bench_metadata.py --data DIR [--likely FILE] [--write docs/metadata-benchmark.md]

DIR holds meta.jsonl.gz ({id, source, title, date, authors}: the gold) and of the same pages
html.jsonl.gz and text.jsonl.gz. Nothing is installed: peers come with `pip install .[bench]`.

Titles and authors are compared without case, punctuation and spacing; a title is *nearly* right if it
is a part of the gold's, or the gold's of it, and the shorter has more than 0.6 of the longer's letters.
Dates are right to the day. Authors are scored by F1 over all names of the pages whose gold has some.

Many dates of the gold stand nowhere on their page: `is_stated` is the rule by which such pages are
told, whoever reads them right. Every system is scored with and without them.

The role model was trained on these pages. With --likely (cross-validated predictions of
`train_roles.py --check --save`) text is read by how likely each line was kept by a model that did not
see its outlet.
"""

import argparse
import datetime
import importlib.metadata
import json
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench_cleaning import markdown, records

from onrecord.cleaning.assemble import Cleaned, clean, clean_html
from onrecord.cleaning.site import Site

STATED = "dates that are stated"
DATES = ("dates", STATED)
COLUMNS = ("titles", "titles, nearly", *DATES, "authors, F1")
NEARLY = 0.6
# Enough of an id to find the page by.
SHOWN_OF_ID = 16
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

Answer = dict[str, object]
Reader = Callable[[dict], Answer]


# --- readers: each gives a function from a record to {title, date, authors} ------------------------


def answer_of(cleaned: Cleaned) -> Answer:
    found = cleaned.metadata
    return {
        "title": found.headline and found.headline.text,
        "date": found.published and found.published.iso,
        "updated": found.updated and found.updated.iso,
        "authors": found.authors,
    }


def onrecord_html() -> Reader:
    return lambda record: answer_of(clean_html(record["html"], record.get("url")))


def onrecord_text() -> Reader:
    return lambda record: answer_of(clean(record["text"], record.get("url")))


def onrecord_text_alone() -> Reader:
    return lambda record: answer_of(clean(record["text"]))


def trafilatura() -> Reader:
    from trafilatura import extract_metadata

    def run(record: dict) -> Answer:
        found = extract_metadata(record["html"], default_url=record.get("url"))
        authors = (found.author or "").split("; ")
        return {"title": found.title, "date": found.date, "authors": authors}

    return run


def newspaper() -> Reader:
    from newspaper import Article

    def run(record: dict) -> Answer:
        article = Article(record.get("url") or "https://page.example/", fetch_images=False)
        article.download(input_html=record["html"])
        article.parse()
        return {"title": article.title, "date": article.publish_date, "authors": article.authors}

    return run


def htmldate() -> Reader:
    from htmldate import find_date

    return lambda record: {
        "date": find_date(record["html"], original_date=True, url=record.get("url"))
    }


HTML = {
    "onrecord": ("onrecord", onrecord_html),
    "trafilatura": ("trafilatura", trafilatura),
    "newspaper4k": ("newspaper4k", newspaper),
    "htmldate": ("htmldate", htmldate),
}
TEXT = {
    "onrecord": ("onrecord", onrecord_text),
    "onrecord, no address given": ("onrecord", onrecord_text_alone),
}


@dataclass(frozen=True)
class OutOfFold(Site):
    """What was kept by a model that did not see the page's outlet, in place of the shipped one's."""

    likely: Sequence[float] = ()

    def weigh(self, text: str, blocks: Sequence, kept: np.ndarray) -> np.ndarray:
        """The probabilities of the other model."""
        return np.array(self.likely)


def out_of_fold(predictions: Path) -> Callable[[], Reader]:
    """A reader of text that keeps by cross-validated predictions."""

    def made() -> Reader:
        with predictions.open(encoding="utf-8") as lines:
            likely = {row["id"]: row["likely"] for row in map(json.loads, lines)}

        def run(record: dict) -> Answer:
            site = OutOfFold(likely=likely[record["id"]])
            return answer_of(clean(record["text"], record.get("url"), site=site))

        return run

    return made


# --- scores ---------------------------------------------------------------------------------------


def plain(value: object) -> str:
    """Words alone: without case, punctuation and spacing."""
    return re.sub(r"[\W_]+", " ", str(value or "")).strip().casefold()


def is_nearly(gold: str, found: str) -> bool:
    """Whether one plain title is the most part of the other."""
    shorter, longer = sorted((gold, found), key=len)
    return bool(shorter) and shorter in longer and len(shorter) > NEARLY * len(longer)


def score(gold: Iterable[dict], found: dict[str, Answer]) -> dict[str, float]:
    """Shares of titles and dates that are right, and the F1 of authors; what is missing is wrong."""
    titles, nearly, dates = [], [], []
    right = given = wanted = 0
    for record in gold:
        answer = found.get(record["id"], {})
        if record.get("title"):
            ours, theirs = plain(answer.get("title")), plain(record["title"])
            titles.append(ours == theirs)
            nearly.append(ours == theirs or is_nearly(theirs, ours))
        if record.get("date"):
            dates.append(str(answer.get("date") or "")[:10] == record["date"][:10])
        if authors := set(map(plain, record.get("authors") or [])) - {""}:
            ours = set(map(plain, answer.get("authors") or [])) - {""}
            right += len(authors & ours)
            given += len(ours)
            wanted += len(authors)
    return {
        "titles": sum(titles) / max(1, len(titles)),
        "titles, nearly": sum(nearly) / max(1, len(nearly)),
        "dates": sum(dates) / max(1, len(dates)),
        "authors, F1": 2 * right / max(1, given + wanted),
    }


def is_stated(written: str, url: str, page: str) -> bool:
    """Whether a date of the gold stands anywhere in a page or its address: day, month and year in
    numbers in any order, or with the month's English name.
    """
    day = datetime.date.fromisoformat(written[:10])
    gap = r"[^\dA-Za-z]{1,3}"
    month, number = f"{MONTHS[day.month - 1]}[a-z]*", f"0?{day.month}"
    date, year = f"0?{day.day}(?:st|nd|rd|th)?", str(day.year)
    orders = [
        f"{day:%Y%m%d}",
        gap.join((year, number, date)),
        gap.join((date, number, year)),
        gap.join((number, date, year)),
        gap.join((date, month, year)),
        gap.join((month, date, year)),
    ]
    stated = rf"(?<!\d)(?:{'|'.join(orders)})(?!\d)"
    return bool(re.search(stated, f"{url}\n{page}", re.IGNORECASE))


def dates_of_changes(gold: list[dict], found: dict[str, Answer]) -> tuple[int, int]:
    """How many dates are wrong, and on how many of these pages the gold's date is the day on which the
    page was last changed, which is another field of the answer.
    """
    wrong = [
        (record["date"][:10], found.get(record["id"], {}))
        for record in gold
        if str(found.get(record["id"], {}).get("date"))[:10] != record["date"][:10]
    ]
    return len(wrong), sum(str(answer.get("updated"))[:10] == day for day, answer in wrong)


def unstated(gold: list[dict], stated: list[dict], found: dict[str, Answer]) -> str:
    """A table of the pages on which the gold's date stands nowhere, and what they say of themselves."""
    known = {record["id"] for record in stated}
    rows = []
    for record in gold:
        if record.get("date") and record["id"] not in known:
            answer = found.get(record["id"], {})
            told = (str(answer.get(key) or "")[:10] for key in ("date", "updated"))
            rows.append([record["id"][:SHOWN_OF_ID], record["date"][:10], *told])
    return markdown(["gold's date nowhere", "gold", "published", "changed"], rows)


# --- the tables -----------------------------------------------------------------------------------


def run(read: Reader, pages: list[dict]) -> tuple[dict[str, Answer], float, int]:
    """What a reader finds by page, the CPU seconds it takes, and on how many pages it fails."""
    found, failures = {}, 0
    started = time.process_time()
    for page in pages:
        try:
            found[page["id"]] = read(page)
        except Exception:
            failures += 1
    return found, time.process_time() - started, failures


def compare(
    systems: dict[str, tuple[str, Callable[[], Reader]]], kind: str, gold: list[dict], data: Path
) -> tuple[str, list[str]]:
    """A table of the systems that are installed, on pages of one kind, and their versions."""
    by_id = {page["id"]: page for page in records(data, kind, None)}
    gold = [record for record in gold if record["id"] in by_id]
    pages = [by_id[record["id"]] for record in gold]
    stated = [
        record
        for record, page in zip(gold, pages, strict=True)
        if record.get("date") and is_stated(record["date"], page.get("url") or "", page[kind])
    ]
    notes = [f"{len(gold)} pages; on {len(stated)} of them the gold's date is stated."]
    rows, versions, nowhere = [], [], ""
    for name, (package, make) in systems.items():
        try:
            read = make()
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        found, spent, failures = run(read, pages)
        figures = score(gold, found) | {STATED: score(stated, found)["dates"]}
        told = f"{name} ({failures} pages failed)" if failures else name
        speed = f"{len(pages) / max(spent, 1e-9):.0f}"
        asked = DATES if package == "htmldate" else COLUMNS
        rows.append([told, *(f"{figures[key]:.3f}" if key in asked else "" for key in COLUMNS), speed])
        versions.append(f"{package} {importlib.metadata.version(package)}")
        if name == package == "onrecord":
            nowhere = unstated(gold, stated, found)
            wrong, changes = dates_of_changes(stated, found)
            notes.append(
                f"Of the {wrong} stated dates that onrecord has wrong {changes} are the day of the page's "
                "last change, which it gives as such (`updated`), not as the day of publication."
            )
    shown = markdown(["", *COLUMNS, "pages per CPU s"], rows)
    return f"{shown}\n\n{' '.join(notes)}\n\n{nowhere}", versions


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the pages")
    parser.add_argument("--likely", type=Path, metavar="FILE", help="cross-validated predictions")
    parser.add_argument("--write", type=Path, help="write the page of the tables here")
    asked = parser.parse_args()
    gold = records(asked.data, "meta", None)
    text = dict(TEXT)
    if asked.likely:
        text["onrecord, lines kept by cross-validation"] = ("onrecord", out_of_fold(asked.likely))
    parts, versions = [PAGE], []
    for title, kind, systems in (("HTML in", "html", HTML), ("Text in", "text", text)):
        shown, named = compare(systems, kind, gold, asked.data)
        parts.append(f"## {title}\n\n{shown}")
        versions += named
    parts.append(
        f"{datetime.date.today().isoformat()}; Python {platform.python_version()}, "
        f"{platform.machine()}; {', '.join(dict.fromkeys(versions))}."
    )
    page = "\n\n".join(parts) + "\n"
    print(page)
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")


PAGE = """# Titles, dates and authors, beside the peers

Written by `python scripts/bench_metadata.py`, all in one run, on the pages of the development half whose gold has them. The roles of
these pages and the weights of the headline were fitted on them: onrecord's lines are in-sample but where they say otherwise.

A title is *nearly* right if it is the most part of the gold's or the gold's of it. Dates are right to the day. *Dates that are stated*
leaves out the pages that state the gold's date nowhere, neither in numbers of any order nor with the month in English: there the gold
is of another year or day than the page, or the page says it in words of another language."""


if __name__ == "__main__":
    main()
