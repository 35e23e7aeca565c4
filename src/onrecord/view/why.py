"""What decided the roles of a page's blocks, in a few words for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from onrecord.cleaning import blocks as cutting
from onrecord.cleaning import evidence
from onrecord.cleaning.evidence import Evidence
from onrecord.cleaning.read import Layer
from onrecord.cleaning.site import RECURRING_COST, Site, line_key
from onrecord.records import Block, Role

EXPLAINED = (
    "How likely the model holds it, and what moved it there from the middle between this page's sorts of "
    "lines, in log odds; how much of it stands in links; the elements around it."
)
_STRONGEST = 3
_NOTICEABLE = 0.25
_DOUBTFUL = 0.05
_LINKED = 0.005
_RECURS = "recurs on the outlet's pages"


@dataclass(frozen=True, slots=True)
class Ruled(Evidence):
    """Evidence for a line whose role a rule of the outlet's profile gives, whatever the model holds."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the model says of a block, with what moved it to say so.

    Attributes:
        what: a role, or "text": that the block belongs to the article's text.
        probability: how likely.
        moves: the strongest groups of evidence, the strongest first, in log odds.
    """

    what: str
    probability: float
    moves: list[tuple[str, float]]


def of(layer: Layer, blocks: Sequence[Block], site: Site | None = None) -> dict[int, Evidence]:
    """The evidence for each of `blocks` by its start, as far as the machine cuts the page alike.

    Args:
        layer: the page.
        blocks: what is told of it.
        site: what is known of its outlet's pages, if that was used.
    """
    cut = cutting.split(layer.text)
    measured = evidence.measure(layer.text, cut, layer.markup)
    if site:
        measured = _with_site(layer.text, cut, measured, site)
    by_start = {block.start: one for block, one in zip(cut, measured, strict=True)}
    return {block.start: by_start[block.start] for block in blocks if block.start in by_start}


def _with_site(
    text: str, cut: Sequence[cutting.Block], measured: Sequence[Evidence], site: Site
) -> list[Evidence]:
    """The evidence with what the outlet's memory and profile add to it."""
    weighed = site.weigh(text, cut, np.array([one.kept for one in measured]))
    found = []
    for block, one, kept in zip(cut, measured, weighed, strict=True):
        line = text[block.content_start : block.content_end].strip()
        if line_key(line) in site.recurring:
            one = replace(one, kept=float(kept), to_keep={**one.to_keep, _RECURS: -RECURRING_COST})
        if site.rule_of(line):
            one = Ruled(**{field.name: getattr(one, field.name) for field in fields(one)})
        found.append(one)
    return found


def claims(one: Evidence, role: Role) -> Iterator[Claim]:
    """What tells a reader why a block has its role: whether it is text, and which role it is."""
    if role.is_text or one.kept >= _DOUBTFUL:
        yield Claim("text", one.kept, strongest(one.to_keep))
    if not role.is_text or one.role is not role:
        yield Claim(one.role.replace("_", " "), one.share, strongest(one.to_role))


def strongest(moves: Mapping[str, float]) -> list[tuple[str, float]]:
    """The few moves that matter, the strongest first."""
    ranked = sorted(moves.items(), key=lambda move: -abs(move[1]))
    return [(group, move) for group, move in ranked[:_STRONGEST] if abs(move) >= _NOTICEABLE]


def signed(move: float) -> str:
    """A move in log odds with its sign: +1.4, −0.6; 0 for one that is nearly none."""
    return f"{move:+.1f}".replace("-", "−") if abs(move) >= 0.05 else "0"


def facts(one: Evidence) -> list[str]:
    """What stands around a block, and what its outlet's profile and the page itself say of it."""
    ruled = ["the outlet's profile says so"] if isinstance(one, Ruled) else []
    told = [f"the page's data have it as {one.told}"] if one.told else []
    linked = [f"links {one.linked:.0%}"] if one.linked and one.linked >= _LINKED else []
    return [*ruled, *told, *linked, *([one.path] if one.path else [])]


def as_json(one: Evidence) -> dict[str, Any]:
    """All of the evidence of a block, numbers rounded to what they are worth."""
    return {
        "text": round(one.kept, 4),
        "role": one.role,
        "probability": round(one.share, 4),
        "to_text": {group: round(move, 2) for group, move in one.to_keep.items()},
        "to_role": {group: round(move, 2) for group, move in one.to_role.items()},
        "path": one.path or None,
        "linked": None if one.linked is None else round(one.linked, 3),
        "page_data": one.told,
        "profile": isinstance(one, Ruled),
    }
