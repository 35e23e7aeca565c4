"""The citation of a dataset version, in the formats that people and programs ask for."""

import json
from dataclasses import dataclass

TITLE = "onrecord: an annotated corpus of news articles with quotations, speakers and entities"
AUTHOR = "The onrecord authors"
FORMATS = ("apa", "bibtex", "csl-json", "cff")


@dataclass(frozen=True)
class Citation:
    """What is cited.

    Attributes:
        version: version of the dataset.
        year: year of its release.
        released: whether it was released; if not, the citation says so.
        content_hash: hash of its records.
    """

    version: str
    year: int
    released: bool
    content_hash: str

    def text(self, style: str) -> str:
        """The citation in one of `FORMATS`."""
        return {"apa": self._apa, "bibtex": self._bibtex, "csl-json": self._csl, "cff": self._cff}[style]()

    @property
    def _state(self) -> str:
        return self.version if self.released else f"{self.version}, unreleased working version"

    def _apa(self) -> str:
        return (
            f"{AUTHOR}. ({self.year}). {TITLE} (Version {self._state}) [Data set]. "
            f"Content hash {self.content_hash}."
        )

    def _bibtex(self) -> str:
        return "\n".join(
            [
                "@misc{onrecord-" + self.version + ",",
                f"  author = {{{{{AUTHOR}}}}},",
                f"  title = {{{{{TITLE}}}}},",
                f"  year = {{{self.year}}},",
                f"  version = {{{self.version}}},",
                f"  note = {{Data set, {'version ' if self.released else ''}{self._state}. "
                f"Content hash {self.content_hash}}},",
                "}",
            ]
        )

    def _csl(self) -> str:
        return json.dumps(
            [
                {
                    "id": f"onrecord-{self.version}",
                    "type": "dataset",
                    "title": TITLE,
                    "author": [{"literal": AUTHOR}],
                    "issued": {"date-parts": [[self.year]]},
                    "version": self._state,
                    "note": f"Content hash {self.content_hash}",
                }
            ],
            indent=1,
        )

    def _cff(self) -> str:
        return "\n".join(
            [
                "cff-version: 1.2.0",
                "message: Please cite the version that you used.",
                "type: dataset",
                f'title: "{TITLE}"',
                "authors:",
                f'- name: "{AUTHOR}"',
                f'version: "{self._state}"',
                "identifiers:",
                "- type: other",
                f'  value: "sha256:{self.content_hash}"',
                "  description: Content hash of the records",
            ]
        )
