"""Level shape: a file can be read, and is what it has to be by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from onrecord.checks import registry
from onrecord.checks.finding import Finding
from onrecord.checks.registry import CHECKS, refused
from onrecord.corpus.annotations import location_of
from onrecord.corpus.places import Location, dotted
from onrecord.corpus.refusals import message_of
from onrecord.corpus.rules import Level

_SEE_SCHEMA = "see schema/DICTIONARY.md for the fields"

refused(
    "file-readable",
    Level.shape,
    "Every file can be opened: no link to itself, no directory in a file's place, no lack of rights.",
    "make it readable, or remove it",
)
refused(
    "scrape-readable",
    Level.shape,
    "A scrape is an article page: not empty, not binary, no error page, in an encoding that can be read.",
    "save the page's text again",
)
refused(
    "json-valid",
    Level.shape,
    "An annotation, a reading, a manifest and each line of the ledger is JSON in UTF-8.",
    "restore the file from git",
    kinds=["json_invalid", "json_type"],
)
refused(
    "toml-valid",
    Level.shape,
    "A provenance file is TOML in UTF-8.",
    "see seeds/README.md for an example",
    kinds=["toml_invalid"],
)
refused(
    "shape-missing-field",
    Level.shape,
    "Every required field is there.",
    "add the field",
    kinds=["missing"],
)
refused(
    "shape-unknown-field",
    Level.shape,
    "There are no fields but those of the schema.",
    f"correct the name or remove it; {_SEE_SCHEMA}",
    kinds=["extra_forbidden"],
)
refused(
    "shape-choice",
    Level.shape,
    "A field with a closed list of values has one of them.",
    "use one of the values named",
    kinds=["enum", "literal_error"],
)
refused(
    "shape-pattern",
    Level.shape,
    "Ids, hashes, language tags and times of day have their form.",
    _SEE_SCHEMA,
    kinds=["string_pattern_mismatch"],
)
refused(
    "shape-date",
    Level.shape,
    "A date is a day of the calendar, written YYYY-MM-DD.",
    "write the day as YYYY-MM-DD",
    kinds=["date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"],
)
refused(
    "shape-range",
    Level.shape,
    "Numbers lie in their range, and what must hold something is not empty.",
    _SEE_SCHEMA,
    kinds=[
        "greater_than_equal",
        "less_than_equal",
        "too_short",
        "string_too_short",
        "finite_number",
    ],
)
refused("shape-type", Level.shape, "A field has a value of its type.", _SEE_SCHEMA)
refused(
    "shape-rule",
    Level.shape,
    "What the fields of one record say together is possible: an end after its start, a time with its date.",
    _SEE_SCHEMA,
    kinds=["value_error"],
)
refused(
    "reading-place",
    Level.shape,
    "A reading points at words that stand in the line it names, and gives every line a role.",
    "see docs/annotation-guidelines.md",
)
refused(
    "provenance-hash",
    Level.shape,
    "A provenance file names the hash of the scrape beside it.",
    "restore the scrape, or describe the new one and give its hash",
)
refused(
    "annotation-name",
    Level.references,
    "An annotation file is named by the id it holds, so that an id belongs to one file.",
    "rename or remove the file",
)
refused(
    "scrape-hash",
    Level.spans,
    "An annotation was made for the scrape as it is now.",
    "restore the scrape, or annotate the new one",
)
refused(
    "layer-hash",
    Level.spans,
    "A scrape decodes to the text layer that was annotated.",
    "use the version of onrecord that the annotation names, or annotate again",
)
refused(
    "anchor-hash",
    Level.spans,
    "The words at every anchor have the hash that the annotation gives.",
    "restore the file from git, or annotate again",
)
refused(
    "rights-agree",
    Level.references,
    "A scrape's provenance and its annotation say the same of its rights.",
    "make the two agree",
)
refused(
    "open-scrape-missing",
    Level.corpus,
    "The scrape of an open article is in seeds/: only reserved ones may be absent.",
    "put it back, or remove its annotation",
)
refused(
    "duplicate-scrape",
    Level.corpus,
    "No two scrapes are the same bytes, and no two annotations are of one scrape.",
    "keep one of the two",
)
refused(
    "ledger-unique",
    Level.corpus,
    "No id and no member occurs twice in the ledger.",
    "restore the ledger from git",
)
refused(
    "dataset-bytes",
    Level.shape,
    "The files of a built dataset are those that its manifest lists, byte for byte.",
    "build the dataset again: onrecord build",
)
refused(
    "dataset-features",
    Level.shape,
    "The columns of a Parquet file are those of its record, with its class names.",
    "build the dataset with this version of onrecord",
)


def record_findings(
    model: type[BaseModel],
    value: Any,
    *,
    file: str | None,
    line_of: Callable[[Location], int | None] = lambda location: None,
    context: Any = None,
) -> tuple[BaseModel | None, list[Finding]]:
    """A value as a record, or all that keeps it from being one.

    Args:
        model: the record.
        value: what is to be one.
        file: where it comes from.
        line_of: the line of a field there.
        context: validation context of the model.
    """
    try:
        return model.model_validate(value, context=context), []
    except ValidationError as error:
        return None, findings_of(error, file, line_of, model=model)


def findings_of(
    error: ValidationError,
    file: str | None,
    line_of: Callable[[Location], int | None] = lambda location: None,
    prefix: Location = (),
    model: type[BaseModel] | None = None,
) -> list[Finding]:
    """Everything that pydantic holds against a value, as findings.

    Args:
        error: what it raised.
        file: where the value comes from.
        line_of: the line of a field there.
        prefix: where in the file the value stands.
        model: what the value was to be, if that is known.
    """
    return [_finding(one, file, line_of, prefix, model) for one in error.errors()]


def _finding(
    error: Mapping[str, Any],
    file: str | None,
    line_of: Callable[[Location], int | None],
    prefix: Location,
    model: type[BaseModel] | None,
) -> Finding:
    location = prefix + location_of(error)
    check = CHECKS[registry.of_kind(error["type"])]
    return Finding(
        file,
        line_of(location),
        dotted(location) or None,
        check.id,
        message_of(error, model),
        check.hint,
        check.severity.value,
    )
