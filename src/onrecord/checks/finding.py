"""A finding: what is wrong, where, by which check, and what to do."""

import json
from dataclasses import asdict, dataclass

from onrecord.errors import (
    AnnotationError,
    LedgerError,
    OnrecordError,
    ProvenanceError,
    ScrapeError,
)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        file: the file it is about, relative to the corpus where it lies in one.
        line: 1-based line, if known.
        field: dotted path of the field, if known.
        check: stable id of the check that found it.
        message: what is wrong.
        hint: what to do.
    """

    file: str | None
    line: int | None
    field: str | None
    check: str
    message: str
    hint: str | None

    def line_of_text(self) -> str:
        """The finding in one line: file:line:field: [check] message (hint)."""
        place = ":".join(str(part) for part in (self.file, self.line, self.field) if part is not None)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{': ' if place else ''}[{self.check}] {self.message}{hint}".replace("\n", " ")

    def json(self) -> str:
        """The finding as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)


CHECK_OF_ERROR: dict[type[OnrecordError], str] = {
    ScrapeError: "scrape-readable",
    ProvenanceError: "provenance-valid",
    AnnotationError: "annotation-valid",
    LedgerError: "ledger-valid",
}
"""The check that each kind of error stands for."""


def from_error(error: OnrecordError, root: str | None = None) -> Finding:
    """An error as a finding, its file made relative to the corpus."""
    file = error.file
    if file and root and file.startswith(root.rstrip("/") + "/"):
        file = file[len(root.rstrip("/")) + 1 :]
    return Finding(
        file=file,
        line=error.line,
        field=error.field,
        check=CHECK_OF_ERROR.get(type(error), "input-valid"),
        message=error.message,
        hint=error.hint,
    )
