"""What decided the role of each block: the share of each group of evidence in what the model says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat, starmap

import numpy as np

from onrecord.cleaning import (
    containers,
    features,
    html_model,
    markup,
    model,
    repeats,
    roles,
    words,
)
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.html import Rendered
from onrecord.cleaning.model import CLASSES, Fit
from onrecord.cleaning.page_data import PageData
from onrecord.cleaning.trees import Forest, probabilities
from onrecord.labels import Role

GROUPS = (
    "words",
    "shape",
    "dates",
    "repeats",
    "position",
    "neighbours",
    "links",
    "markup",
    "page data",
)
"""Words and cue words (in HTML also the names of classes around them); length, punctuation, case
and spacing; dates; repeats on the page; place on the page and in the article; the blocks around;
links; elements and what they hold; what the page's own data say."""

# The columns of the models' evidence in their order, group by group: as many as `features`,
# `markup` and `sequence` make, which a test holds together.
_COUNTED = (
    *(("shape", 29), ("dates", 8), ("words", 46), ("repeats", 7), ("words", 7), ("position", 11)),
    *(("neighbours", 51), ("shape", 7)),
)
_LEVEL = (("markup", 2), ("links", 1), ("markup", 3))
_MARKED_UP = (
    *(("links", 1), ("markup", 1), ("links", 1), ("markup", 57), ("neighbours", 8)),
    *(_LEVEL * markup.LEVELS),
    ("markup", 13),
    *(("markup", 3), ("links", 1), ("markup", 2)) * 2,
    ("page data", 2),
)
_SCORED = (("words", len(CLASSES)), ("neighbours", 6 + 4 * len(CLASSES)))
_ESTIMATED = (("first estimate", 1), ("neighbours", 51))
_PASSED = (("neighbours", 2 * (len(CLASSES) - len(model.TEXT_CLASSES))),)
_IN_TREE = (("markup", containers.COLUMNS),)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against the role of one block.

    Attributes:
        kept: how likely the model holds it that the block is the article's text.
        role: the role that it holds to be the likeliest, and how likely.
        share: that likelihood.
        to_keep: how far each group of evidence moves the block towards the text (or, below zero,
            away from it), in log odds, from the middle between text and furniture of this page.
        to_role: how far towards the role, from the middle between all roles of this page.
        path: the elements around the block, the outermost first; empty where there is no markup.
        linked: the share of its characters that stand in links, None where there is no markup.
        told: what the page's own data say of it: "text", "title", or nothing.
    """

    kept: float
    role: Role
    share: float
    to_keep: dict[str, float] = field(repr=False)
    to_role: dict[str, float] = field(repr=False)
    path: str = ""
    linked: float | None = None
    told: str | None = None


def measure(text: str, blocks: Sequence[Block], rendered: Rendered | None = None) -> list[Evidence]:
    """The evidence for the role of each block, as the model weighs it.

    What reviewers, outlets' profiles and the rules behind the model add is no part of it: a block
    may have another role in the end.

    Args:
        text: a text layer.
        blocks: all of its blocks.
        rendered: for an HTML page what stands behind the layer.
    """
    if not blocks:
        return []
    counted = words.read_words(text, list(blocks))
    gaps = np.array(roles.blank_lines(text, blocks))
    found = repeats.find(counted)
    if rendered is None:
        trained, facts = model.load(), [{}] * len(blocks)
        measured = features.measure(counted, found, gaps)
        scored = trained.scored(counted)
        groups = _columns(_COUNTED, _SCORED)
    else:
        trained, data = html_model.load(), PageData(rendered.head)
        looked = markup.measure(rendered, blocks, counted, data.body, data.titles)
        facts = _facts(rendered, blocks, looked.evidence)
        measured = html_model.evidence(counted, found, gaps, looked)
        scored = html_model.scored(counted, looked)
        groups = _columns(_COUNTED, _MARKED_UP, _SCORED)
    later_groups = groups + _columns(_ESTIMATED, _PASSED if rendered is None else _IN_TREE)

    def seen_by(fit: Fit, scores: np.ndarray) -> tuple[np.ndarray, ...]:
        """What its first forest sees, what the later ones see, and what both say."""
        rows = model.first_inputs(measured, scores, counted)
        kept = probabilities(fit.first.score(rows))[:, 0]
        if rendered is None:
            later = model.text_inputs(rows, scores, kept, counted, gaps)
        else:
            later = html_model.second_inputs(rows, kept, counted, gaps, looked)
        return rows, later, kept, probabilities(fit.second.score(later))[:, 0]

    seen, seen_later, kept_first, kept_second = zip(*starmap(seen_by, scored), strict=True)
    shares = probabilities(trained.roles.score(seen_later[0]))
    if rendered is None:
        last, of_second = model.estimate_kept(kept_second), 1
    else:
        last = html_model.estimate_kept(*kept_first, *kept_second, counted, found, looked)
        last, of_second = html_model.doubt_furniture(last, shares), html_model.SECOND_WEIGHT
    likeliest = shares.argmax(axis=1)
    is_text = last >= 0.5
    by_first = [
        _by_group(contributions(fit.first, rows, is_text), groups)
        for fit, rows in zip(trained.fits, seen, strict=True)
    ]
    by_second = [
        _traced(_by_group(contributions(fit.second, rows, is_text), later_groups), first)
        for fit, rows, first in zip(trained.fits, seen_later, by_first, strict=True)
    ]
    first, second = np.mean(by_first, axis=0), np.mean(by_second, axis=0)
    to_keep = first + of_second * (second - first)
    moved = contributions(trained.roles, seen_later[0], likeliest, likeliest)
    to_role = _traced(_by_group(moved, later_groups), by_first[0])
    return [
        Evidence(
            float(last[i]),
            CLASSES[likeliest[i]],
            float(shares[i, likeliest[i]]),
            dict(zip(GROUPS, map(float, to_keep[i]), strict=True)),
            dict(zip(GROUPS, map(float, to_role[i]), strict=True)),
            **facts[i],
        )
        for i in range(len(blocks))
    ]


def contributions(
    forest: Forest, rows: np.ndarray, kind: np.ndarray, wanted: np.ndarray | int = 0
) -> np.ndarray:
    """How far each column moves each row's score of its wanted class from the mean score.

    Along the path of a row through a tree, each question moves the mean over the rows that still
    share its answers; the move belongs to the column that was asked (Saabas, Interpreting random
    forests, 2014). The moves of a row add up to its score less the mean score of all rows. In all
    means each kind of row counts for as much as each other, however many rows it has.
    """
    count = len(rows)
    _, kind, size = np.unique(kind, return_inverse=True, return_counts=True)
    weight = 1 / size[kind] / len(size)
    moved = np.zeros((rows.shape[1], count))
    answers = rows[:, forest.columns] > forest.borders
    for splits, leaves in zip(forest.splits, forest.leaves, strict=True):
        place = answers[:, splits] @ (1 << np.arange(len(splits)))
        held = np.bincount(place, weight, len(leaves))[:, None]
        before = np.zeros(count)
        for asked in range(len(splits) + 1):
            # The answers to the first questions are the low bits of a leaf's place.
            shape = (len(leaves) >> asked, 1 << asked, -1)
            many = np.maximum(held.reshape(shape).sum(axis=0), weight.min() / 2)
            means = (held * leaves).reshape(shape).sum(axis=0) / many
            after = means[place & ((1 << asked) - 1), wanted]
            if asked:
                moved[forest.columns[splits[asked - 1]]] += after - before
            before = after
    return moved.T


def _columns(*parts: Sequence[tuple[str, int]]) -> list[str]:
    """The group of each column."""
    return list(chain.from_iterable(repeat(*section) for part in parts for section in part))


def _by_group(moved: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """The moves of all columns of a group together; what the first estimate moves comes last."""
    names = [*GROUPS, *([_ESTIMATED[0][0]] if _ESTIMATED[0][0] in groups else [])]
    belongs = np.array(groups, dtype=object)[:, None] == np.array(names, dtype=object)
    return moved @ belongs.astype(float)


def _traced(moved: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The moves with that of the first estimate shared out among the groups that had moved it."""
    weight = np.abs(first)
    shares = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    return moved[:, :-1] + moved[:, -1:] * shares


def _facts(
    rendered: Rendered, blocks: Sequence[Block], evidence: np.ndarray
) -> list[dict[str, object]]:
    """What can be said of the markup of each block in words and numbers."""
    lines = rendered.lines
    facts = []
    for line, (in_body, is_title) in zip(
        markup.line_of(rendered, blocks).tolist(), evidence[:, -2:].tolist(), strict=True
    ):
        facts.append(
            {
                "path": markup.path(rendered, line),
                "linked": lines.linked[line] / max(lines.characters[line], 1),
                "told": "title" if is_title > 0 else "text" if in_body > 0 else None,
            }
        )
    return facts
