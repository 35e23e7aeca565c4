"""The files of a corpus, each by itself: everything that is wrong with it, with file, line and field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from onrecord.checks import seeds as seed_checks
from onrecord.checks.finding import Finding, distinct, from_error
from onrecord.checks.registry import CHECKS, Subject, of_subject
from onrecord.checks.shape import record_findings
from onrecord.checks.sites import site_findings
from onrecord.cleaning.read import Layer, decode
from onrecord.corpus import annotations as store
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from onrecord.corpus import reading, rules, sheet
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.folder import Folder
from onrecord.corpus.places import dotted, json_line, toml_line
from onrecord.corpus.seeds import (
    Scrape,
    ScrapeProvenance,
    provenance_paths,
    read_scrape,
    read_toml,
    scrape_paths,
    true_hash,
)
from onrecord.errors import AnnotationError, LedgerError, ProvenanceError, ScrapeError


@dataclass(frozen=True)
class Read:
    """A scrape that could be read, with its text layer."""

    scrape: Scrape
    layer: Layer


def scrape_findings(path: Path) -> tuple[Read | None, list[Finding]]:
    """A scrape with its text layer, or why there is none."""
    try:
        scrape = read_scrape(path)
        return Read(scrape, decode(scrape.data, path)), []
    except (ScrapeError, ProvenanceError) as error:
        return None, [from_error(error)]


def provenance_findings(path: Path) -> list[Finding]:
    """What is wrong with a provenance file by itself."""
    try:
        text, value = read_toml(path)
    except ProvenanceError as error:
        return [from_error(error)]
    found = record_findings(
        ScrapeProvenance,
        value,
        file=str(path),
        line_of=partial(toml_line, text),
    )[1]
    return [replace(f, message=f.message + true_hash(f.field, path)) for f in found]


def annotation_findings(
    path: Path, scrape_of: Callable[[Annotation], Read | None]
) -> tuple[Annotation | None, list[Finding]]:
    """An annotation file if it is sound, and all that is wrong with it.

    Args:
        path: the file.
        scrape_of: finds the scrape that it was made for; None if that is not at hand.
    """
    file = str(path)
    try:
        text, value = store.read_json(path)
    except AnnotationError as error:
        return None, [from_error(error)]

    def line_of(location: tuple[str | int, ...]) -> int | None:
        return json_line(text, location)

    annotation, found = record_findings(
        Annotation, value, file=file, line_of=line_of, context=store.SHAPE_ONLY
    )
    if annotation is None:
        return None, found
    if annotation.id != path.stem:
        hint = f"rename the file to {annotation.id}.json, or remove it"
        message = f"holds {annotation.id}, which its name does not say"
        found.append(Finding(file, line_of(("id",)), "id", "annotation-name", message, hint))
    for rule, violation in rules.violations(sheet.of_annotation(annotation)):
        found.append(
            Finding(
                file,
                line_of(violation.at),
                dotted(violation.at),
                rule.id,
                violation.message,
                rule.hint,
            )
        )
    if read := scrape_of(annotation):
        for kind, at, message, hint in store.drift(annotation, read.scrape.data, read.layer.text):
            found.append(Finding(file, line_of(at), dotted(at), kind, message, hint))
        for check in of_subject(Subject.annotation):
            for violation in check.function((annotation, read.layer.text)):
                at = violation.at
                found.append(
                    Finding(
                        file,
                        line_of(at),
                        dotted(at),
                        check.id,
                        violation.message,
                        check.hint,
                        check.severity.value,
                    )
                )
    return (None if any(f.is_error for f in found) else annotation), found


def reading_findings(path: Path, scrape: Path | None) -> list[Finding]:
    """What is wrong with a reading.

    Args:
        path: the reading.
        scrape: the scrape that it names, None if it is not at hand: then its places are not looked at.
    """
    try:
        read = reading.load(path)
        if scrape is None:
            return []
        data = scrape.read_bytes()
        layer = decode(data, scrape)
        reading.compile_reading(read, data, layer, path)
    except AnnotationError as error:
        finding = from_error(error)
        if finding.line is None and finding.field:
            text = path.read_text(encoding="utf-8")
            finding = Finding(
                finding.file,
                json_line(text, _location(finding.field)),
                finding.field,
                finding.check,
                finding.message,
                finding.hint,
            )
        return [finding]
    except ScrapeError as error:
        return [from_error(error)]
    return []


def ledger_findings(folder: Path) -> list[Finding]:
    """What is wrong with the ledger by itself."""
    try:
        ledgers.read(folder)
    except LedgerError as error:
        return [from_error(error)]
    return []


def decision_findings(folder: Folder) -> list[Finding]:
    """What is wrong with the decisions of reviewers, by themselves and against the ledger."""
    try:
        decisions = decided.read(folder.decisions)
    except LedgerError as error:
        return [from_error(error)]
    try:
        ledger = ledgers.read(folder.ledger)
    except LedgerError:
        # Told where the ledger is looked at; against a broken one nothing can be said.
        return []
    return [
        Finding(
            str(folder.decisions / problem.file),
            problem.line,
            problem.field,
            problem.kind,
            problem.message,
            problem.hint,
            CHECKS[problem.kind].severity.value,
        )
        for problem in decided.problems(decisions, ledger)
    ]


def folder_findings(folder: Folder) -> list[Finding]:
    """What is wrong with the files of a corpus, each by itself, and with where they lie; no model runs."""
    found: list[Finding] = []
    scrapes: list[Read] = []
    for path in provenance_paths(folder.seeds):
        found += provenance_findings(path)
    for path in scrape_paths(folder.seeds):
        read, wrong = scrape_findings(path)
        found += wrong
        scrapes += [read] if read else []
    by_id = {store.article_id(read.scrape.sha256): read for read in scrapes}
    annotated = {path.stem for path in folder.annotation_paths()}
    # A scrape that nothing annotates, named like one that is gone, is that one changed.
    changed = {read.scrape.path.name: read for i, read in by_id.items() if i not in annotated}

    def scrape_of(annotation: Annotation) -> Read | None:
        return by_id.get(annotation.id) or changed.get(annotation.file)

    for path in folder.annotation_paths():
        found += annotation_findings(path, scrape_of)[1]
    found += ledger_findings(folder.ledger)
    found += decision_findings(folder)
    found += site_findings(folder, [(read.scrape, read.layer.text) for read in scrapes])
    found += seed_findings(folder.seeds)
    return distinct(found)


def seed_findings(folder: Path) -> Iterator[Finding]:
    """What is wrong with where scrapes lie in a `seeds/` folder, and what is said of them."""
    seeds = seed_checks.look(folder)
    for check in of_subject(Subject.seeds):
        for violation in check.function(seeds):
            yield Finding(
                str(folder / str(violation.at[0])),
                None,
                None,
                check.id,
                violation.message,
                check.hint,
            )


def _location(field: str) -> tuple[str | int, ...]:
    """A dotted path as a location, the inverse of `dotted`."""
    parts: list[str | int] = []
    for name in field.split("."):
        word, *indices = name.replace("]", "").split("[")
        parts += [word, *map(int, indices)]
    return tuple(parts)
