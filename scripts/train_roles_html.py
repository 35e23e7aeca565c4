"""Train the role model for HTML: the stages of the text model with the markup as evidence.

    python scripts/train_roles_html.py --data DIR [--check] [--out src/onrecord/models/roles_html]

DIR holds html.jsonl.gz, html_wcxb.jsonl.gz ({id, domain, html, gold_body, title}) and meta.jsonl.gz.
--more FILE adds pages that an earlier model labelled: lines {id, domain, html, bodies}, where bodies are
what its fits without each fold and its fit on all pages keep. They teach and are not measured. --label FILE
prints such lines for {id, domain, html}, by the fits that an earlier run left in --work.
With --check the model is cross-validated by domain and nothing is written; --save FILE keeps the
predictions for score.py. --work DIR keeps the measured pages and every fitted stage, and goes on
from what lies there for these folds (--folds, --parting); with --more and without it wants a folder each.
Needs catboost, lxml and scipy.
"""

import argparse
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import train_roles as base

from onrecord.cleaning import blocks as cut
from onrecord.cleaning import html, html_model, markup, ngrams, repeats, roles
from onrecord.cleaning.markup import Markup
from onrecord.cleaning.model import first_inputs
from onrecord.cleaning.page_data import PageData
from onrecord.cleaning.repeats import Repeats
from onrecord.cleaning.words import read_words

# Shorter repeats of a kept line are no other copy of it.
REPEATED_WORDS = 8
# The weight of a page that a model labelled.
MORE_WEIGHT = 0.4
# The seed of what is fitted on all pages; others are the numbers of the folds.
ALL = 9
NEVER = -20
Arrays = dict[str, np.ndarray]


@dataclass
class HtmlPage(base.Page):
    """A page with its markup and repeats. `labels` are what models say is kept, and of which class:
    those without each fold, and the one of all pages; empty where a person said it.
    """

    markup: Markup = field(default=None)
    repeats: Repeats = field(default=None)
    labels: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)


def pages(folder: Path) -> Iterator[HtmlPage]:
    """The pages of the development data, measured: kept or not from the gold, classes from the markup."""
    meta = {record["id"]: record for record in base._records(folder / "meta.jsonl.gz")}
    for name, weight in (("html.jsonl.gz", 1.0), ("html_wcxb.jsonl.gz", 0.3)):
        for record in base._records(folder / name):
            yield measured(record, meta.get(record["id"], {}), weight)


def more_pages(file: Path) -> Iterator[HtmlPage]:
    """Pages that an earlier model labelled, measured."""
    with file.open(encoding="utf-8") as lines:
        for number, record in enumerate(map(json.loads, lines), 1):
            if len(record["bodies"]) != base.FOLDS.number + 1:
                raise SystemExit(
                    f"{file}, line {number}: {len(record['bodies'])} bodies, where {base.FOLDS.number} folds"
                    " want one each and one more: label the pages by fits of as many folds"
                )
            yield measured({**record, "gold_body": None, "title": None}, {}, MORE_WEIGHT)


def measured(record: dict, meta: dict, weight: float) -> HtmlPage:
    """One page with what is known of its blocks."""
    rendered = html.render(record["html"])
    data = PageData(rendered.head)
    found = cut.split(rendered.text)
    lines = [rendered.text[block.content_start : block.content_end] for block in found]
    titles = [record["title"], rendered.head.title, meta.get("title"), *data.titles]
    paths = [_path(rendered, line) for line in markup.line_of(rendered, found)]
    around = [[(len(line), path)] for line, path in zip(lines, paths, strict=True)]
    gold = record["gold_body"]
    labels = []
    for body in record["bodies"] if gold is None else [gold]:
        kept = base.kept_lines(lines, body)
        known = base.classes_from_markup(lines, kept, around, titles, meta.get("deck") or "")
        labels.append((kept, known))
    page = HtmlPage(record["id"], record["domain"], weight, lines, [], *labels[-1], gold)
    page.labels = labels if gold is None else []
    page.words = read_words(rendered.text, found)
    page.blank_lines = np.array(roles.blank_lines(rendered.text, found))
    page.markup = markup.measure(rendered, found, page.words, data.body, data.titles)
    page.repeats = repeats.find(page.words)
    page.evidence = html_model.evidence(page.words, page.repeats, page.blank_lines, page.markup)
    owner, bucket, _ = html_model.items(page.words, page.markup)
    page.items = (owner.astype(np.int32), bucket.astype(np.int32))
    return page


def _path(rendered: html.Rendered, line: int) -> list[tuple[str, str]]:
    """The elements around a line, innermost first: tag, and the words in its class, id and role."""
    steps, element = [], rendered.lines.element[line]
    while element >= 0:
        told = html.attributes(rendered.elements.attributes[element])
        names = " ".join(told.get(key, "") for key in ("class", "id", "role", "itemprop", "aria-label"))
        steps.append((rendered.elements.tag[element], names.lower()))
        element = rendered.elements.parent[element]
    return steps


def leave_out(found: list[HtmlPage], errors: Path) -> None:
    """Mark as doubtful all of the pages whose gold is wrong by many words, and other copies of kept
    lines: training leaves them out, measuring does not.
    """
    wrong = base.wrong_words(errors)
    for page in found:
        long = page.words.counts >= REPEATED_WORDS
        copies = np.isin(page.repeats.first, page.repeats.first[page.kept & long])
        page.doubt |= copies & long & ~page.kept
        if wrong[page.id] >= base.WRONG_WORDS:
            page.doubt[:] = True


class Kept:
    """Arrays that were fitted, kept in a folder, so that work goes on where it was left."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, name: str, fit: Callable[..., Arrays], *given: object) -> Arrays:
        """What was fitted under this name, or what `fit` now makes of what is given."""
        path = self.folder / f"{name}.npz" if self.folder else None
        if path and path.exists():
            with np.load(path, allow_pickle=False) as arrays:
                return {key: arrays[key] for key in arrays.files}
        arrays = fit(*given)
        if path:
            np.savez_compressed(path, **arrays)
        base._say(name)
        return arrays


def labelled(file: Path, kept: Kept) -> Iterator[dict]:
    """The pages of the file with what the fits without each fold, and on all pages, keep of them."""
    stages = ("ngrams", "first", "second")
    fits = [[kept(f"{stage}_{name}", _not_there) for stage in stages] for name in (*base.FOLDS, "all")]
    with file.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            page = measured({**record, "gold_body": "", "title": None}, {}, MORE_WEIGHT)
            yield {**record, "bodies": [_kept_by(page, *fit) for fit in fits]}


def _not_there() -> Arrays:
    raise SystemExit("--label needs a --work folder in which an earlier run has fitted every stage")


def _kept_by(page: HtmlPage, words: Arrays, first: Arrays, second: Arrays) -> str:
    weights = words["weights"].astype(np.float32)
    scores = ngrams.score_items(*page.items, len(page.lines), weights, words["bias"])
    rows = first_inputs(page.evidence, scores, page.words)
    likely = base._probability(first, rows)[:, 0]
    rows = html_model.second_inputs(rows, likely, page.words, page.blank_lines, page.markup)
    return article(page, likely, base._probability(second, rows)[:, 0])


def fit_ngrams(inside: list[HtmlPage]) -> Arrays:
    """The n-gram model as arrays."""
    weights, bias = base.fit_ngrams(inside)
    return {"weights": weights, "bias": bias}


def fit_kept(
    inside: list[HtmlPage], rows: dict[int, np.ndarray], trees: int, seed: int, **settings: float
) -> Arrays:
    """A forest of what is kept."""
    return base.fit_forest(*base.rows_of(inside, rows, False, seed), False, trees, **settings)


def fit_second(inside: list[HtmlPage], rows: dict[int, np.ndarray], trees: int, seed: int) -> Arrays:
    """The second forest of what is kept, which learns more slowly: its evidence says much of the
    same thing in many ways.
    """
    return fit_kept(inside, rows, trees, seed, learning_rate=0.08, l2_leaf_reg=20, rsm=0.2)


def fit_roles(inside: list[HtmlPage], rows: dict[int, np.ndarray], trees: int, seed: int) -> Arrays:
    """A forest of the roles; classes that no page taught get a column that is never the likeliest."""
    taught, target, weight = base.rows_of(inside, rows, True, seed)
    forest = base.fit_forest(taught, target, weight, True, trees)
    for missing in sorted(set(range(len(base.CLASSES))) - set(target.tolist())):
        forest["leaves"] = np.insert(forest["leaves"], missing, 0, axis=2)
        forest["bias"] = np.insert(forest["bias"], missing, NEVER).astype(np.float32)
    return forest


def parted(found: list[HtmlPage], fold: int) -> tuple[list[HtmlPage], list[HtmlPage]]:
    """The pages outside the fold, labelled by nothing that saw the fold, and those inside it."""
    for page in found:
        if page.labels:
            page.kept, page.known = page.labels[fold]
    return base._parted(found, fold)


def cross_validate(found: list[HtmlPage], trees: int, role_trees: int, kept: Kept) -> base.Stages:
    """Predict each page by models that saw no page of its group."""
    made = base.Stages()
    for fold in base.FOLDS:
        inside, outside = parted(found, fold)
        fitted = kept(f"ngrams_{fold}", fit_ngrams, inside)
        weights = fitted["weights"].astype(np.float32)
        for page in outside:
            scores = ngrams.score_items(*page.items, len(page.lines), weights, fitted["bias"])
            made.first_rows[id(page)] = first_inputs(page.evidence, scores, page.words)
    for fold in base.FOLDS:
        inside, outside = parted(found, fold)
        forest = kept(f"first_{fold}", fit_kept, inside, made.first_rows, trees, fold)
        for page in outside:
            first = base._probability(forest, made.first_rows[id(page)])[:, 0]
            made.first[id(page)] = first
            made.second_rows[id(page)] = html_model.second_inputs(
                made.first_rows[id(page)], first, page.words, page.blank_lines, page.markup
            )
    for page in found:
        if page.gold is not None:
            base.mark_doubt(page, made.first[id(page)])
    for fold in base.FOLDS:
        inside, outside = parted(found, fold)
        forest = kept(f"second_{fold}", fit_second, inside, made.second_rows, trees, fold)
        for page in outside:
            made.second[id(page)] = base._probability(forest, made.second_rows[id(page)])[:, 0]
        if role_trees:
            fitted = fit_roles, inside, made.second_rows, role_trees, fold
            forest = kept(f"roles_{fold}", *fitted)
            for page in outside:
                made.classes[id(page)] = base._probability(forest, made.second_rows[id(page)])
    return made


def fit_all(
    found: list[HtmlPage], made: base.Stages, trees: int, role_trees: int, kept: Kept, out: Path
) -> None:
    """Fit every stage on all pages and write the weights. Stages learn from what the stage before
    said of pages that it had not seen.
    """
    out.mkdir(parents=True, exist_ok=True)
    for page in found:
        if page.labels:
            page.kept, page.known = page.labels[-1]
    parts = {
        "ngrams": (fit_ngrams, found),
        "first": (fit_kept, found, made.first_rows, trees, ALL),
        "second": (fit_second, found, made.second_rows, trees, ALL),
        "roles": (fit_roles, found, made.second_rows, role_trees, ALL),
    }
    for name, (fit, *given) in parts.items():
        np.savez_compressed(out / f"{name}.npz", **kept(f"{name}_all", fit, *given))


def article(page: HtmlPage, first: np.ndarray, second: np.ndarray) -> str:
    """The text of a page by what both forests say of its blocks, as `roles.label` decides it."""
    likely = html_model.estimate_kept(first, second, page.words, page.repeats, page.markup)
    return base.text_of(page, likely, roles.IN_HTML)


def main() -> None:
    """Cross-validate, then fit on everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the development data")
    parser.add_argument("--out", type=Path, default=base.ROOT / "src/onrecord/models/roles_html")
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    parser.add_argument("--save", type=Path, help="where to put predictions for score.py")
    parser.add_argument("--work", type=Path, help="where to keep what was measured and fitted")
    parser.add_argument("--label", type=Path, help="pages that the fits in --work are to label")
    parser.add_argument("--more", type=Path, help="further pages, labelled by a model")
    parser.add_argument("--errors", type=Path, default=base.GOLD_ERRORS, help="pages with wrong gold")
    parser.add_argument("--trees", type=int, default=150)
    parser.add_argument("--role-trees", type=int, default=50)
    base.ask_for_folds(parser)
    asked = parser.parse_args()
    base.use_folds(asked)
    kept = Kept(asked.work and asked.work / str(base.FOLDS))
    if asked.label:
        for record in labelled(asked.label, kept):
            print(json.dumps(record, ensure_ascii=False))
        return
    cache = asked.work / "pages.pickle" if asked.work else None
    if cache and cache.exists():
        found = pickle.loads(cache.read_bytes())
    else:
        found = list(pages(asked.data))
        if cache:
            cache.write_bytes(pickle.dumps(found))
    base._say(f"{len(found)} pages")
    leave_out(found, asked.errors)
    if asked.more:
        found += more_pages(asked.more)
    made = cross_validate(found, asked.trees, asked.role_trees if asked.check else 0, kept)
    if asked.save:
        with asked.save.open("w", encoding="utf-8") as out:
            for page in found:
                if page.gold is not None:
                    text = article(page, made.first[id(page)], made.second[id(page)])
                    print(json.dumps({"id": page.id, "text": text}), file=out)
    if not asked.check:
        fit_all(found, made, asked.trees, asked.role_trees, kept, asked.out)


if __name__ == "__main__":
    main()
