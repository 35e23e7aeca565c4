"""Everything onrecord raises on purpose.

OnrecordError
├── ScrapeError          a scrape cannot be read, or is no article page
├── ProvenanceError      a provenance file is wrong, or disagrees with its scrape
├── AnnotationError      an annotation file is wrong, or no longer fits its scrape
├── LedgerError          the ledger contradicts itself or the corpus
├── ModelError           a model file is missing, damaged or of another version
├── BuildError           a corpus cannot be built as it stands
├── SiteError            a profile or memory of an outlet is wrong
├── LoadError            a dataset is missing, damaged or of another version
└── ReleaseError         a version cannot be released, compared, published or made again
"""


class OnrecordError(Exception):
    """A problem with a place and a way out, told in one line.

    Args:
        message: what is wrong.
        file: the file it is about, if any.
        line: 1-based line in that file, if known.
        field: dotted path of the field in that file, if known.
        hint: what to do about it.
        kind: which rule was broken: the id of a check, or pydantic's name for the violation.
    """

    def __init__(
        self,
        message: str,
        *,
        file: object = None,
        line: int | None = None,
        field: str | None = None,
        hint: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line
        self.field = field
        self.hint = hint
        self.kind = kind

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.field) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


class ScrapeError(OnrecordError):
    """The bytes of a scrape give no article."""


class ProvenanceError(OnrecordError):
    """What is said about a scrape's origin is wrong."""


class AnnotationError(OnrecordError):
    """An annotation does not hold against its scrape or its own rules."""


class LedgerError(OnrecordError):
    """The ledger of allotted ids contradicts itself or the corpus."""


class ModelError(OnrecordError):
    """A model's weights cannot be used."""


class BuildError(OnrecordError):
    """A corpus cannot be built as it stands."""


class SiteError(OnrecordError):
    """What is said about an outlet's pages is wrong."""


class LoadError(OnrecordError):
    """A dataset cannot be loaded as asked."""


class ReleaseError(OnrecordError):
    """A version cannot be released, compared, published or made again as asked."""
