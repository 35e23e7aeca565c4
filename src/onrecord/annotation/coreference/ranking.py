"""The learned choice of what a description or a pronoun refers to, or that it is new."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from onrecord.annotation.coreference.columns import COLUMNS
from onrecord.annotation.coreference.forest import Forest
from onrecord.errors import ModelError

# Odds for an antecedent are lowered by this power of e: a wrong link is worse than a missed one.
CAUTION = 0.0


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks the entities that a mention can refer to, "none of them" among them (Denis and
    Baldridge, 2008; with entities for mentions, as Rahman and Ng, 2009).

    Attributes:
        nouns: how often a noun heads a description of a person, an organisation, a place, and how
            often at all, in the training data.
    """

    forest: Forest
    nouns: Mapping[str, Sequence[float]]

    def rank(self, rows: Sequence[Sequence[float]], caution: float = CAUTION) -> np.ndarray:
        """The probability of each candidate; the last row is that of none."""
        scores = self.forest.score(np.array(rows, np.float32))
        scores[-1] += caution
        powers = np.exp(scores - scores.max())
        return powers / powers.sum()


@functools.cache
def load() -> Ranker:
    """The ranker that ships with the package.

    Raises:
        ModelError: its file is missing or of another version.
    """
    return read(resources.files("onrecord") / "models/coreference/ranker.npz")


def read(path: Traversable) -> Ranker:
    """A ranker from its file."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if tuple(stored["names"].tolist()) != COLUMNS:
                raise ModelError("the ranker was made for other evidence", file=str(path))
            forest = Forest(*(stored[name] for name in ("column", "border", "lost", "leaves")))
            nouns = dict(zip(stored["nouns"].tolist(), stored["counts"].tolist(), strict=True))
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"cannot read the ranker: {error}", file=str(path)) from None
    return Ranker(forest, nouns)
