"""A finding: what is wrong, where, by which check, and what to do."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from onrecord.checks import registry
from onrecord.errors import (
    AnnotationError,
    LedgerError,
    LoadError,
    OnrecordError,
    ProvenanceError,
    ScrapeError,
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        file: the file it is about, relative to the corpus where it lies in one.
        line: 1-based line, if known.
        field: dotted path of the field, if known.
        check: stable id of the check that found it.
        message: what is wrong.
        hint: what to do.
        severity: "error", or "warning" for what only asks to be looked at.
    """

    file: str | None
    line: int | None
    field: str | None
    check: str
    message: str
    hint: str | None
    severity: str = "error"

    @property
    def is_error(self) -> bool:
        """Whether it makes the input invalid."""
        return self.severity == "error"

    def order(self) -> tuple[str, int, str, str, str]:
        """What findings are sorted by."""
        return self.file or "", self.line or 0, self.field or "", self.check, self.message

    def line_of_text(self) -> str:
        """The finding in one line: file:line:field: [check] message (hint)."""
        warning = "" if self.is_error else "warning: "
        place = ":".join(
            str(part) for part in (self.file, self.line, self.field) if part is not None
        )
        hint = f" ({self.hint})" if self.hint else ""
        return (
            f"{place}{': ' if place else ''}{warning}[{self.check}] {self.message}{hint}".replace(
                "\n", " "
            )
        )

    def json(self) -> str:
        """The finding as one JSON object of file, line, field, check, message and hint.

        How severe it is, `schema/CHECKS.md` says of its check.
        """
        values = asdict(self)
        del values["severity"]
        return json.dumps(values, ensure_ascii=False)


CHECK_OF_ERROR: dict[type[OnrecordError], str] = {
    ScrapeError: "scrape-readable",
    ProvenanceError: "shape-rule",
    AnnotationError: "shape-rule",
    LedgerError: "shape-rule",
    LoadError: "dataset-bytes",
}
"""The check that an error stands for where it does not say itself."""


def from_error(error: OnrecordError, root: str | None = None) -> Finding:
    """An error as a finding, its file made relative to the corpus."""
    file = error.file
    if file and root and file.startswith(root.rstrip("/") + "/"):
        file = file[len(root.rstrip("/")) + 1 :]
    return Finding(
        file=file,
        line=error.line,
        field=error.field,
        check=registry.of_kind(error.kind) or CHECK_OF_ERROR.get(type(error), "shape-rule"),
        message=error.message.removeprefix("Value error, "),
        hint=error.hint,
    )


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order, of several by one check about one place the first."""
    first: dict[tuple[str | None, int | None, str | None, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.file, finding.line, finding.field, finding.check), finding)
    return sorted(first.values(), key=Finding.order)
