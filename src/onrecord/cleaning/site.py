"""What is known of an outlet besides the page at hand: lines that recur on its pages, roles by pattern."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.cleaning import sequence
from onrecord.cleaning.blocks import Block
from onrecord.cleaning.roles import REASONS, Label
from onrecord.cleaning.wording import folded
from onrecord.labels import Reason, Role

# What it takes from the odds (as a logarithm) that a line is text when it stands on other articles'
# pages too: measured on the outlets of the development data that have several pages.
RECURRING_COST = 5.0
# What a line that stands on several pages cannot be.
_ABOUT_ONE_ARTICLE = frozenset({Role.deck, Role.caption, Role.credit})


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines that match `pattern` as a whole have this role on the outlet's pages."""

    pattern: re.Pattern[str]
    role: Role
    reason: Reason | None = None

    @property
    def stripped_as(self) -> Reason | None:
        """The reason of the lines it strips; None for a role that is kept."""
        if self.role.is_content:
            return None
        return self.reason or REASONS.get(self.role, Reason.menu)


@dataclass(frozen=True)
class Site:
    """An outlet's pages as far as they are known.

    Attributes:
        recurring: keys (`line_key`) of lines that stand on the pages of several articles.
        rules: roles by pattern; of several that match a line the first holds.
    """

    recurring: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()

    def weigh(self, text: str, blocks: Sequence[Block], kept: np.ndarray) -> np.ndarray:
        """How likely each block is kept, given also that its line recurs on the outlet's pages."""
        if not self.recurring:
            return kept
        again = [line_key(_content(text, block)) in self.recurring for block in blocks]
        return 1 / (1 + np.exp(RECURRING_COST * np.array(again) - sequence.log_odds(kept)))

    def refine(self, text: str, blocks: Sequence[Block], labels: Sequence[Label]) -> Sequence[Label]:
        """The labels with those of the lines that a rule matches; a line that recurs says nothing of
        one article's pictures or story.
        """
        if not self.recurring and not self.rules:
            return labels
        refined = list(labels)
        for index, label in enumerate(labels) if self.recurring else ():
            about_one = label.role in _ABOUT_ONE_ARTICLE
            if about_one and line_key(_content(text, blocks[index])) in self.recurring:
                refined[index] = label._replace(role=Role.navigation, reason=Reason.interface)
        for index, rule in self.ruled(text, blocks).items():
            refined[index] = labels[index]._replace(
                role=rule.role, reason=rule.stripped_as, duplicate_of=None
            )
        return refined

    def ruled(self, text: str, blocks: Sequence[Block]) -> dict[int, Rule]:
        """The blocks whose role a rule says, by their index, with that rule."""
        if not self.rules:
            return {}
        found = ((i, self.rule_of(_content(text, block))) for i, block in enumerate(blocks))
        return {i: rule for i, rule in found if rule}

    def rule_of(self, line: str) -> Rule | None:
        """The first rule that matches the line as a whole."""
        return next((rule for rule in self.rules if rule.pattern.fullmatch(line)), None)


def line_key(line: str) -> str | None:
    """What a line is known by, whatever its case, spacing and punctuation: 16 hexadecimal digits.

    None for a line without a letter or digit. A key tells nobody the words.
    """
    # Takes a moment to import, and few pages are of an outlet that is known.
    import hashlib

    words = folded(line)
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else None


def _content(text: str, block: Block) -> str:
    return text[block.content_start : block.content_end].strip()
