"""Version numbers that say what changed, after the rule of the Croissant 1.1 specification for data.

MAJOR where records were edited, removed or moved between splits, MINOR where some were added, PATCH
where the same data was repackaged. Below 1.0.0, MAJOR and MINOR raise the middle number.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from onrecord.errors import ReleaseError


class Level(IntEnum):
    """How much a new version changes; the greater number is the greater change."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, order=True)
class Version:
    """Three numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> "Version":
        """The version that a text such as `1.0.2` names.

        Raises:
            ReleaseError: it names none.
        """
        match = re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", text)
        if match is None:
            raise ReleaseError(f"{text!r} is no version", hint="three numbers, such as 0.2.0")
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, level: Level) -> "Version":
        """The least version that promises a change of this level after this one."""
        if level is Level.PATCH:
            return Version(self.major, self.minor, self.patch + 1)
        if level is Level.MINOR or self.major == 0:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major + 1, 0, 0)

    def promises(self, level: Level, previous: "Version") -> bool:
        """Whether this number, after `previous`, tells of a change of at least this level."""
        return self >= previous.after(level)


FIRST = Version(0, 1, 0)
"""The first release of a corpus, unless another is asked for."""
