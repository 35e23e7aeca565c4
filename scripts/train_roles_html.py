"""Train the role model for HTML: the stages of the text model with the markup as evidence.

    python scripts/train_roles_html.py --data DIR [--check] [--out src/onrecord/models/roles_html]

DIR holds html.jsonl.gz, html_wcxb.jsonl.gz ({id, domain, html, gold_body, title}) and meta.jsonl.gz.
With --check the model is cross-validated by domain and nothing is written; --save FILE keeps the
predictions for score.py; --cache FILE keeps the measured pages. Needs catboost, lxml and scipy.
"""

import argparse
import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import train_roles as base

from onrecord.cleaning import blocks as cut
from onrecord.cleaning import html, html_model, markup, page_data, repeats, roles
from onrecord.cleaning.model import first_inputs, second_inputs
from onrecord.cleaning.words import read_words


def pages(folder: Path) -> Iterator[base.Page]:
    """The pages of the development data, measured: kept or not from the gold, classes from the markup."""
    meta = {record["id"]: record for record in base._records(folder / "meta.jsonl.gz")}
    for name, weight in (("html.jsonl.gz", 1.0), ("html_wcxb.jsonl.gz", 0.3)):
        for record in base._records(folder / name):
            yield measured(record, meta.get(record["id"], {}), weight)


def measured(record: dict, meta: dict, weight: float) -> base.Page:
    """One page with what is known of its blocks."""
    rendered = html.render(record["html"])
    data = page_data.read(rendered.head)
    found = cut.split(rendered.text)
    lines = [rendered.text[block.content_start : block.content_end] for block in found]
    kept = base.kept_lines(lines, record["gold_body"])
    titles = [record["title"], rendered.head.title, meta.get("title"), *data.titles]
    paths = [_path(rendered, line) for line in markup.line_of(rendered, found)]
    around = [[(len(line), path)] for line, path in zip(lines, paths, strict=True)]
    known = base.classes_from_markup(lines, kept, around, titles, meta.get("deck") or "")
    page = base.Page(
        record["id"], record["domain"], weight, lines, [], kept, known, record["gold_body"]
    )
    page.words = read_words(rendered.text, found)
    page.blank_lines = np.array(roles.blank_lines(rendered.text, found))
    around = markup.measure(rendered, found, page.words, data.body, data.titles)
    page.evidence = html_model.evidence(
        page.words, repeats.find(page.words), page.blank_lines, around
    )
    owner, bucket, _ = html_model.items(page.words, around)
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


def _scores(page: base.Page, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return html_model.score(*page.items, len(page.lines), weights.astype(np.float32), bias)


def cross_validate(found: list[base.Page], trees: int, role_trees: int) -> base.Stages:
    """Predict each page by models that saw no page of its group."""
    made = base.Stages()
    for fold in range(base.FOLDS):
        inside, outside = base._parted(found, fold)
        weights, bias = base.fit_ngrams(inside)
        for page in outside:
            made.scores[id(page)] = _scores(page, weights, bias)
            made.first_rows[id(page)] = first_inputs(page.evidence, made.scores[id(page)])
        base._say(f"n-grams without fold {fold}")
    for fold in range(base.FOLDS):
        inside, outside = base._parted(found, fold)
        forest = base.fit_forest(*base.rows_of(inside, made.first_rows, False, fold), False, trees)
        for page in outside:
            kept = base._probability(forest, made.first_rows[id(page)])[:, 0]
            made.first[id(page)] = kept
            made.second_rows[id(page)] = second_inputs(
                made.first_rows[id(page)], kept, page.words, page.blank_lines
            )
        base._say(f"first forest without fold {fold}")
    for page in found:
        base.mark_doubt(page, made.first[id(page)])
    for fold in range(base.FOLDS):
        inside, outside = base._parted(found, fold)
        forest = base.fit_forest(*base.rows_of(inside, made.second_rows, False, fold), False, trees)
        for page in outside:
            made.second[id(page)] = base._probability(forest, made.second_rows[id(page)])[:, 0]
        if role_trees:
            rows = base.rows_of(inside, made.second_rows, True, fold)
            forest = base.fit_forest(*rows, True, role_trees)
            for page in outside:
                made.classes[id(page)] = base._probability(forest, made.second_rows[id(page)])
        base._say(f"second forest and roles without fold {fold}")
    return made


def main() -> None:
    """Cross-validate, then fit on everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the development data")
    parser.add_argument("--out", type=Path, default=base.ROOT / "src/onrecord/models/roles_html")
    parser.add_argument("--check", action="store_true", help="cross-validate only")
    parser.add_argument("--save", type=Path, help="where to put predictions for score.py")
    parser.add_argument("--cache", type=Path, help="where to keep the measured pages")
    parser.add_argument("--trees", type=int, default=150)
    parser.add_argument("--role-trees", type=int, default=50)
    asked = parser.parse_args()
    if asked.cache and asked.cache.exists():
        found = pickle.loads(asked.cache.read_bytes())
    else:
        found = list(pages(asked.data))
        if asked.cache:
            asked.cache.write_bytes(pickle.dumps(found))
    base._say(f"{len(found)} pages")
    made = cross_validate(found, asked.trees, asked.role_trees)
    if asked.save:
        with asked.save.open("w", encoding="utf-8") as out:
            for page in found:
                kept = made.second[id(page)] > 0.5
                text = "\n\n".join(l for l, k in zip(page.lines, kept, strict=True) if k)
                print(json.dumps({"id": page.id, "text": text}), file=out)
    if not asked.check:
        base.fit_all(found, made, asked.trees, asked.role_trees, asked.out)
        _pad_roles(asked.out / "roles.npz", np.unique(np.concatenate([p.known for p in found])))


def _pad_roles(path: Path, seen: np.ndarray) -> None:
    """Give the forest of roles a column for each class that no page taught, never the likeliest."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for missing in sorted(set(range(len(base.CLASSES))) - set(seen.tolist())):
        arrays["leaves"] = np.insert(arrays["leaves"], missing, 0, axis=2)
        arrays["bias"] = np.insert(arrays["bias"], missing, -20).astype(np.float32)
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    main()
