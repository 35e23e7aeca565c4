"""Compare how well and how fast pages are cleaned: onrecord and every peer that is installed.

    python scripts/bench_cleaning.py --data DIR [--text] [--limit N] [--write docs/cleaning-benchmark.md]
    python scripts/bench_cleaning.py --data DIR --sites FILE
    python scripts/bench_cleaning.py --roles docs/cleaning-roles.svg --scrapes seeds [DIR ...]

DIR holds html.jsonl.gz ({id, source, url, html, gold_body}) and text.jsonl.gz (the same with text).
Nothing is installed: peers come with `pip install .[bench]`. The model of onrecord was trained on
the development data, so its figures there flatter it; name cross-validated predictions with
--predictions "onrecord, cross-validated=FILE" to print them beside the others.

Scores are of the scrapinghub article extraction benchmark: F1, precision and recall of four-word
shingles; mean is the plain mean of each page's own F1, exact the share of pages whose words are all
right. Each cleaner runs in a process of its own, which counts its CPU seconds and peak memory. Peers
that know only HTML get text as a page of paragraphs, one a line.

Gold bodies are wrong here and there: --without FILE (docs/cleaning-gold-errors.csv, where that lies)
lists pages with what is wrong with their gold, and every cleaner is scored with and without them.

With --sites it is measured what memories of outlets add (`onrecord sites learn` over the text pages):
FILE are cross-validated predictions of `train_roles.py --check --save`, which say of each line how
likely it is kept. Only outlets of which there are several pages count.

With --roles a confusion matrix is drawn instead: the role that readers gave each block of the scrapes
that lie in the folders (annotations in corpus/annotations), against the role that onrecord gives it.
"""

import argparse
import csv
import datetime
import gzip
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import re
import resource
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import compress
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOKEN = re.compile(r"\w+")
SHINGLE = 4
GOLD_ERRORS = ROOT / "docs" / "cleaning-gold-errors.csv"
Cleaner = Callable[[dict], str]
Batch = Callable[[Iterable[dict]], Iterator[str | Exception]]


# --- cleaners: each gives a function from records to the texts of their articles -------------------


def one_by_one(make: Callable[[], Cleaner]) -> Callable[[], Batch]:
    """A cleaner of single pages set to work on all of them."""

    def made() -> Batch:
        clean = make()

        def run(found: Iterable[dict]) -> Iterator[str | Exception]:
            for record in found:
                try:
                    yield clean(record) or ""
                except Exception as error:
                    yield error

        return run

    return made


def onrecord() -> Batch:
    from onrecord.cleaning.assemble import Source, clean_many
    from onrecord.cleaning.html import render

    def source(record: dict) -> Source:
        if "text" in record:
            return Source(record["text"], record.get("url"))
        rendered = render(record["html"])
        return Source(rendered.text, record.get("url"), rendered)

    def run(found: Iterable[dict]) -> Iterator[str | Exception]:
        for cleaned in clean_many(map(source, found)):
            yield cleaned if isinstance(cleaned, Exception) else cleaned.text

    return run


def onrecord_in_python() -> Batch:
    """The same without what was compiled: each cleaner has a process of its own."""
    os.environ["ONRECORD_COMPILED"] = "0"
    return onrecord()


def trafilatura_precise() -> Cleaner:
    import trafilatura

    return lambda record: trafilatura.extract(record["html"], favor_precision=True, include_comments=False)


def trafilatura_default() -> Cleaner:
    import trafilatura

    return lambda record: trafilatura.extract(record["html"], include_comments=False)


def readability() -> Cleaner:
    import readability
    from lxml import html

    return lambda record: html.fromstring(readability.Document(record["html"]).summary()).text_content()


def resiliparse() -> Cleaner:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda record: extract_plain_text(record["html"], main_content=True, alt_texts=False)


def newspaper() -> Cleaner:
    import newspaper

    def run(record: dict) -> str:
        article = newspaper.Article(record.get("url") or "https://page.example/", fetch_images=False)
        article.download(input_html=record["html"])
        article.parse()
        return article.text

    return run


def justext() -> Cleaner:
    import justext

    words = justext.get_stoplist("English")
    return lambda record: "\n".join(
        p.text for p in justext.justext(record["html"].encode(), words) if not p.is_boilerplate
    )


def boilerpy() -> Cleaner:
    from boilerpy3 import extractors

    extractor = extractors.ArticleExtractor(raise_on_failure=False)
    return lambda record: extractor.get_content(record["html"])


def of_paragraphs(make: Callable[[], Cleaner]) -> Callable[[], Cleaner]:
    """A cleaner of HTML set to work on text: its lines as paragraphs of a page."""

    def made() -> Cleaner:
        clean = make()

        def run(record: dict) -> str:
            lines = filter(None, map(str.strip, record["text"].split("\n")))
            page = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in lines)
            return clean({**record, "html": f"<html><body>\n{page}</body></html>"})

        return run

    return made


def everything() -> Cleaner:
    return lambda record: record["text"]


def c4_rule() -> Cleaner:
    """Lines that end as sentences do and have ten words (Raffel et al., 2020, as often adapted)."""

    def keeps(line: str) -> bool:
        return line.rstrip().endswith((".", "!", "?", '"', "”")) and len(line.split()) >= 10

    return lambda record: "\n".join(filter(keeps, record["text"].split("\n")))


HTML = {
    "onrecord": ("onrecord", onrecord),
    "onrecord, nothing compiled": ("onrecord", onrecord_in_python),
    "trafilatura, precision": ("trafilatura", one_by_one(trafilatura_precise)),
    "trafilatura": ("trafilatura", one_by_one(trafilatura_default)),
    "readability-lxml": ("readability-lxml", one_by_one(readability)),
    "resiliparse": ("resiliparse", one_by_one(resiliparse)),
    "newspaper4k": ("newspaper4k", one_by_one(newspaper)),
    "jusText": ("justext", one_by_one(justext)),
    "boilerpy3": ("boilerpy3", one_by_one(boilerpy)),
}
TEXT = {
    "onrecord": ("onrecord", onrecord),
    "onrecord, nothing compiled": ("onrecord", onrecord_in_python),
    "trafilatura, precision": ("trafilatura", one_by_one(of_paragraphs(trafilatura_precise))),
    "trafilatura": ("trafilatura", one_by_one(of_paragraphs(trafilatura_default))),
    "jusText": ("justext", one_by_one(of_paragraphs(justext))),
    "boilerpy3": ("boilerpy3", one_by_one(of_paragraphs(boilerpy))),
    "C4's rule, ten words": (None, one_by_one(c4_rule)),
    "everything": (None, one_by_one(everything)),
}


# --- measuring ------------------------------------------------------------------------------------


def shingles(text: str) -> Counter:
    words = TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def score(gold: Iterable[dict], found: dict[str, str]) -> dict[str, float]:
    """The benchmark's figures for predictions by id; a missing one counts as empty."""
    precisions, recalls, pages, exact = [], [], [], 0
    for record in gold:
        text = found.get(record["id"]) or ""
        right, given = shingles(record["gold_body"]), shingles(text)
        hit = sum((right & given).values())
        if given.total():
            precisions.append(hit / given.total())
        recalls.append(hit / max(1, right.total()))
        pages.append(2 * hit / max(1, right.total() + given.total()))
        exact += TOKEN.findall(text) == TOKEN.findall(record["gold_body"])
    precision, recall = (sum(v) / max(1, len(v)) for v in (precisions, recalls))
    return {
        "F1": 2 * precision * recall / max(1e-9, precision + recall),
        "precision": precision,
        "recall": recall,
        "mean": sum(pages) / max(1, len(pages)),
        "exact": exact / max(1, len(pages)),
    }


def work(name: str, kind: str, data: Path, limit: int | None, answers: Connection) -> None:
    """Clean all pages in this process; answer with what was found and what it cost, or why not."""
    try:
        cleaner = (HTML if kind == "html" else TEXT)[name][1]()
        given = records(data, kind, limit)
        started = time.process_time()
        texts = list(cleaner(given))
        spent = time.process_time() - started
        pairs = zip(given, texts, strict=True)
        found = {record["id"]: text for record, text in pairs if isinstance(text, str)}
        failures = len(given) - len(found)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answers.send((found, spent, memory, failures))
    except ImportError:
        answers.send("is not installed")


def records(data: Path, kind: str, limit: int | None) -> list[dict]:
    with gzip.open(data / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    step = max(1, len(found) // limit) if limit else 1
    return found[::step]


def measure(name: str, kind: str, data: Path, limit: int | None) -> tuple | str:
    """Run one cleaner in a fresh process; what it answers, or why there is no answer."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(name, kind, data, limit, theirs))
    process.start()
    # Once the process has ended, nobody holds the other end, and there is nothing to wait for.
    theirs.close()
    try:
        answer = ours.recv()
    except EOFError:
        answer = None
    process.join()
    return answer or f"stopped before the end (exit code {process.exitcode})"


def table(rows: list[tuple[str, dict[str, float], str, str]]) -> str:
    head = ["", "F1", "precision", "recall", "mean of pages", "exact", "pages per CPU s", "MB"]
    lines = []
    for name, figures, speed, memory in rows:
        shown = [f"{figures[key]:.3f}" for key in ("F1", "precision", "recall", "mean", "exact")]
        lines.append([name, *shown, speed, memory])
    return markdown(head, lines)


# --- what gold bodies get wrong -------------------------------------------------------------------


def read_errors(path: Path) -> list[dict[str, str]]:
    """The rows of a list of gold errors: id, kind, words and more, below lines that begin with `#`."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def with_and_without(gold: list[dict], errors: list[dict], found: dict[str, dict[str, str]]) -> str:
    """Two tables: how many pages have each kind of error, and what each cleaner scores without them."""
    source = {record["id"]: record.get("source", "") for record in gold}
    here = [row for row in errors if row["id"] in source]
    wrong = {row["id"] for row in here}
    sound = [record for record in gold if record["id"] not in wrong]
    sources = sorted(set(source.values()))
    counts = Counter((row["kind"], source[row["id"]]) for row in here)
    kinds = [
        [kind, *(str(counts[kind, s]) for s in sources), str(sum(counts[kind, s] for s in sources))]
        for kind in sorted({row["kind"] for row in here})
    ]
    rows = []
    for name, texts in found.items():
        whole, part = score(gold, texts), score(sound, texts)
        figures = (whole["F1"], part["F1"], whole["exact"], part["exact"])
        rows.append([name, *(f"{figure:.3f}" for figure in figures)])
    told = (
        f"{len(wrong)} of the {len(gold)} pages have a wrong gold body; {len(sound)} are left without them. "
        "The list says by what rule, and how many of a random sample are wrong."
    )
    return "\n\n".join(
        [
            told,
            markdown(["pages by kind of error", *sources, "all"], kinds),
            markdown(["", "F1", "F1 without them", "exact", "exact without them"], rows),
        ]
    )


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


# --- memories of outlets --------------------------------------------------------------------------


def with_memories(pages: list[dict], likely: dict[str, list[float]]) -> list[tuple[dict, str, str]]:
    """Pages of outlets that have several, each with its text without a memory and with it.

    Args:
        pages: records with their text and address.
        likely: by page, how likely each of its blocks is kept, by a model that did not see its outlet.
    """
    import numpy as np

    from onrecord.cleaning import blocks, roles
    from onrecord.cleaning.words import read_words
    from onrecord.corpus import seeds, sites

    def scrape(page: dict) -> seeds.Scrape:
        told = seeds.ScrapeProvenance.model_construct(url=page["url"], publisher=None)
        return seeds.Scrape(Path(page["id"]), page["text"].encode(), told)

    memories = sites.learn([(scrape(page), page["text"]) for page in pages], sites.Sites())
    known = sites.Sites(memories=memories)
    found = []
    for page in pages:
        site = known.of(page["url"], None)
        if site is None or page["id"] not in likely:
            continue
        text, cut = page["text"], blocks.split(page["text"])
        counted = read_words(text, cut)
        kept = np.array(likely[page["id"]])
        surely = roles.small_page_sentences(counted)
        gaps = roles.blank_lines(text, cut)
        weighed = site.weigh(text, cut, kept)
        lines = [text[block.content_start : block.content_end] for block in cut]
        texts = []
        for odds, sure in ((kept, surely), (weighed, surely & (weighed >= kept))):
            chosen, _ = roles.text_and_asides(counted, gaps, odds, sure, lines.__getitem__, roles.IN_TEXT)
            texts.append("\n\n".join(compress(lines, chosen)))
        found.append((page, *texts))
    return found


def tell_memories(data: Path, predictions: Path) -> str:
    """A table of what memories of outlets add."""
    with predictions.open(encoding="utf-8") as lines:
        likely = {row["id"]: row["likely"] for row in map(json.loads, lines)}
    found = with_memories(records(data, "text", None), likely)
    pages = [page for page, _, _ in found]
    rows = []
    for name, place in (("without memories", 1), ("with memories", 2)):
        figures = score(pages, {row[0]["id"]: row[place] for row in found})
        rows.append(
            [name, *(f"{figures[key]:.4f}" for key in ("F1", "precision", "recall", "mean", "exact"))]
        )
    head = [f"{len(pages)} pages", "F1", "precision", "recall", "mean of pages", "exact"]
    return markdown(head, rows)


# --- roles ----------------------------------------------------------------------------------------


def confusion(folder: Path) -> tuple[int, Counter]:
    """How many annotated scrapes lie in a folder; how often a reader's role met one of ours."""
    from onrecord.cleaning.assemble import clean
    from onrecord.cleaning.read import decode
    from onrecord.corpus import annotations as store

    pages, pairs = 0, Counter()
    for path in sorted(folder.glob("*.txt")):
        data = path.read_bytes()
        read = ROOT / "corpus" / "annotations" / f"{store.article_id(hashlib.sha256(data).hexdigest())}.json"
        if not read.exists():
            continue
        pages += 1
        found = clean(decode(data).text).blocks
        starts = [block.start for block in found]
        for block in store.read(read).blocks:
            ours = found[max(0, bisect_right(starts, block.start) - 1)]
            pairs[block.role, ours.role] += 1
    return pages, pairs


def draw(folders: list[Path], picture: Path) -> None:
    """One matrix for each folder: rows the readers' roles, columns ours, in blocks."""
    import matplotlib as mpl

    from onrecord.records import Role

    mpl.use("svg")
    # Fixed ids and no date: the same numbers give the same file.
    mpl.rcParams.update({"svg.hashsalt": "onrecord", "font.size": 7})
    from matplotlib import pyplot

    roles = list(Role)
    figure, axes = pyplot.subplots(1, len(folders), figsize=(6.6 * len(folders), 6.4), squeeze=False)
    for axis, folder in zip(axes[0], folders, strict=True):
        pages, pairs = confusion(folder)
        counts = [[pairs[read, given] for given in roles] for read in roles]
        axis.imshow([[n / max(1, sum(row)) for n in row] for row in counts], cmap="Blues", vmin=0, vmax=1)
        for y, row in enumerate(counts):
            for x, number in enumerate(row):
                if number:
                    dark = number > sum(row) / 2
                    axis.text(x, y, number, ha="center", va="center", color="white" if dark else "black")
        axis.set_xticks(range(len(roles)), roles, rotation=90)
        axis.set_yticks(range(len(roles)), roles)
        axis.set_xlabel("onrecord")
        axis.set_ylabel("readers")
        right = sum(pairs[role, role] for role in roles)
        axis.set_title(
            f"{os.path.relpath(folder, ROOT)}: {pages} pages, {right:,} of {pairs.total():,} blocks the same"
        )
        print(f"{folder}: {pages} pages, {right} of {pairs.total()} blocks have the readers' role")
    figure.tight_layout()
    figure.savefig(picture, bbox_inches="tight", metadata={"Date": None})


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the pages")
    parser.add_argument("--text", action="store_true", help="text scrapes instead of HTML")
    parser.add_argument("--limit", type=int, help="about so many pages, evenly picked")
    parser.add_argument("--only", nargs="*", help="names of cleaners")
    parser.add_argument("--predictions", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--without", type=Path, metavar="FILE", help="pages whose gold is wrong")
    parser.add_argument("--sites", type=Path, metavar="FILE", help="measure memories of outlets")
    parser.add_argument("--write", type=Path, help="append the table to this Markdown file")
    parser.add_argument("--roles", type=Path, help="draw the confusion matrix of roles here instead")
    parser.add_argument("--scrapes", type=Path, nargs="+", default=[ROOT / "seeds"])
    asked = parser.parse_args()
    if asked.roles:
        draw(asked.scrapes, asked.roles)
        return
    if not asked.data:
        parser.error("--data or --roles is needed")
    if asked.sites:
        print(tell_memories(asked.data, asked.sites))
        return
    kind = "text" if asked.text else "html"
    if not (asked.data / f"{kind}.jsonl.gz").is_file():
        parser.error(f"there is no {kind}.jsonl.gz in {asked.data}")
    gold = records(asked.data, kind, asked.limit)
    by_source = sorted({record.get("source", "") for record in gold})
    rows, sources, texts = [], [], {}
    versions = []

    def add(name: str, found: dict[str, str], speed: str = "", memory: str = "") -> None:
        rows.append((name, score(gold, found), speed, memory))
        texts[name] = found
        parts = [score([r for r in gold if r.get("source", "") == source], found) for source in by_source]
        sources.append([name, *(f"{part['F1']:.3f}" for part in parts)])

    for given in asked.predictions:
        name, _, path = given.rpartition("=")
        with open(path, encoding="utf-8") as lines:
            add(name, {r["id"]: r.get("text") or "" for r in map(json.loads, lines)})
    for name, (package, _) in (TEXT if asked.text else HTML).items():
        if asked.only and name not in asked.only:
            continue
        answer = measure(name, kind, asked.data, asked.limit)
        if isinstance(answer, str):
            print(f"{name} {answer}", file=sys.stderr)
            continue
        found, spent, memory, failures = answer
        if package:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        told = f"{name} ({failures} pages failed)" if failures else name
        add(told, found, f"{len(gold) / max(spent, 1e-9):.0f}", f"{memory:.0f}")
    parts = markdown(["F1 by source", *by_source], sources)
    listed = asked.without or (GOLD_ERRORS if GOLD_ERRORS.exists() else None)
    errors = read_errors(listed) if listed else []
    if {row["id"] for row in errors} & {record["id"] for record in gold}:
        parts += "\n\n" + with_and_without(gold, errors, texts)
    today = datetime.date.today().isoformat()
    about = (
        f"{len(gold)} pages, {kind} in; {today}; Python {platform.python_version()}, "
        f"{platform.machine()}; {', '.join(dict.fromkeys(versions))}."
    )
    shown = f"{table(rows)}\n\n{parts}\n\n{about}\n"
    print(shown)
    if asked.write:
        with asked.write.open("a", encoding="utf-8") as out:
            out.write(f"\n## {'Text' if asked.text else 'HTML'} in\n\n{shown}")


if __name__ == "__main__":
    main()
