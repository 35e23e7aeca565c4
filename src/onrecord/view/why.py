"""What decided the roles of a page's blocks, in a few words for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.cleaning import blocks as cutting
from onrecord.cleaning import evidence
from onrecord.cleaning.evidence import Evidence
from onrecord.cleaning.read import Layer
from onrecord.records import Block, Role

EXPLAINED = (
    "How likely the model holds it, and what moved it there from the middle between this page's sorts of "
    "lines, in log odds; how much of it stands in links; the elements around it."
)
_STRONGEST = 3
_NOTICEABLE = 0.25
_DOUBTFUL = 0.05
_LINKED = 0.005


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


def of(layer: Layer, blocks: Sequence[Block]) -> dict[int, Evidence]:
    """The evidence for each of `blocks` by its start, as far as the machine cuts the page alike."""
    cut = cutting.split(layer.text)
    measured = evidence.measure(layer.text, cut, layer.markup)
    by_start = {block.start: one for block, one in zip(cut, measured, strict=True)}
    return {block.start: by_start[block.start] for block in blocks if block.start in by_start}


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
    """What stands around a block, and what the page itself says of it."""
    told = [f"the page's data have it as {one.told}"] if one.told else []
    linked = [f"links {one.linked:.0%}"] if one.linked and one.linked >= _LINKED else []
    return [*told, *linked, *([one.path] if one.path else [])]


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
    }
