"""Where the parts of a corpus lie on disk."""

from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import BuildError


@dataclass(frozen=True)
class Folder:
    """A folder of onrecord's shape.

    Attributes:
        root: the folder that holds `seeds/` and `corpus/`.
    """

    root: Path

    @property
    def seeds(self) -> Path:
        """The scrapes."""
        return self.root / "seeds"

    @property
    def corpus(self) -> Path:
        """The dataset: annotations, ledger, releases; card and Parquet once built."""
        return self.root / "corpus"

    @property
    def annotations(self) -> Path:
        """One file an article."""
        return self.corpus / "annotations"

    @property
    def ledger(self) -> Path:
        """Every id ever allotted."""
        return self.corpus / "ledger"

    @property
    def decisions(self) -> Path:
        """What reviewers decided about entities."""
        return self.corpus / "decisions"

    @property
    def sites(self) -> Path:
        """What is known of the outlets."""
        return self.corpus / "sites"

    def annotation_path(self, article_id: str) -> Path:
        """Where the annotation of an article lies."""
        return self.annotations / f"{article_id}.json"

    def annotation_paths(self) -> list[Path]:
        """All annotation files, sorted."""
        return sorted(p for p in self.annotations.glob("*.json") if not p.name.startswith("."))


def find(start: Path) -> Folder:
    """The corpus folder at or above `start`.

    Raises:
        BuildError: there is none.
    """
    for root in [start.resolve(), *start.resolve().parents]:
        if (root / "seeds").is_dir() or (root / "corpus" / "annotations").is_dir():
            return Folder(root)
    raise BuildError(
        "no corpus here: neither seeds/ nor corpus/annotations/", file=start, hint="make a folder `seeds` and put scrapes in it"
    )
