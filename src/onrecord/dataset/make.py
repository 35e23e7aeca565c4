"""The main job: a corpus folder in, its dataset on disk out."""

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onrecord
from onrecord.checks import corpus_findings
from onrecord.checks.finding import Finding, from_error
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.folder import Folder
from onrecord.corpus.gather import Item, Progress, gather
from onrecord.corpus.seeds import provenance_path
from onrecord.dataset import about, files
from onrecord.dataset.build import build
from onrecord.errors import BuildError
from onrecord.records import Split
from onrecord.text import counted


@dataclass(frozen=True)
class Made:
    """What a build made.

    Attributes:
        corpus: the records.
        out: the folder they were written to.
        manifest: its manifest.
        findings: what was wrong with the input.
        undescribed: scrapes that nobody described, relative to the corpus folder.
    """

    corpus: Corpus
    out: Path
    manifest: dict[str, Any]
    findings: list[Finding]
    undescribed: list[Path]

    @property
    def problems(self) -> int:
        """How many findings are more than warnings."""
        return sum(finding.is_error for finding in self.findings)

    def summary(self) -> dict[str, Any]:
        """What was made, for a program to read."""
        return {
            "out": str(self.out),
            "counts": self.manifest["counts"],
            "content_hash": self.manifest["content_hash"],
            "findings": len(self.findings),
            "undescribed": [str(path) for path in self.undescribed],
        }

    def report(self) -> str:
        """What was made, for a person to read."""
        articles = self.corpus.articles
        counts = self.manifest["counts"]
        withheld = sum(a.withheld for a in articles)
        fictional = sum(a.fictional for a in articles)
        lines = [
            (
                f"built {_shown(self.out)}: {counted(len(articles), 'article')} "
                f"({fictional} fictional, {withheld} withheld), "
                f"{counted(len(self.corpus.quotes), 'quote')}, "
                f"{counted(len(self.corpus.mentions), 'mention')}, "
                f"{counted(len(self.corpus.entities), 'entity')}"
            ),
            "splits: " + ", ".join(f"{s} {counts['articles'][s]}" for s in Split if s in counts["articles"]),
            f"content hash: {self.manifest['content_hash']}",
        ]
        if self.undescribed:
            first = provenance_path(self.undescribed[0])
            number = len(self.undescribed)
            lines.append(
                f"{counted(number, 'scrape')} nobody described {'is' if number == 1 else 'are'} reserved; "
                f"to describe {'it' if number == 1 else 'one'}, write {first} (seeds/README.md shows how)"
            )
        if self.problems:
            lines.append(f"{counted(self.problems, 'problem')}: see above; onrecord validate says more")
        lines.append(
            f"load it: {interpreter()} -c 'from datasets import load_dataset; print(load_dataset(\"{_shown(self.out)}\", \"quotes\"))'"
        )
        return "\n".join(lines)


def make(folder: Folder, out: Path, *, jobs: int = 1, progress: Progress | None = None) -> Made:
    """Build the dataset of a corpus for whoever holds it.

    Raises:
        BuildError: there is nothing to build, or what lies in `out` is no dataset.
        LedgerError: the ledger contradicts itself, or a reviewer's decision does not hold.
    """
    # Before the models run for long: what would be refused at the end.
    files.check_free(out)
    told = about.read(folder.corpus / about.NAME)
    machine = machine_provenance(onrecord.__version__)
    ledger = ledgers.read(folder.ledger)
    gathered = gather(folder, machine, jobs=jobs, progress=progress)
    findings = [from_error(problem, str(folder.root)) for problem in gathered.problems]
    if not gathered.items:
        raise BuildError(
            "there is nothing to build: no scrape in seeds/ can be used",
            file=folder.seeds,
            hint="; ".join(f.line_of_text() for f in findings) or "put scrapes into seeds/",
        )
    decisions = decided.read(folder.decisions)
    corpus, _ = assemble(gathered.items, ledger, machine, decisions=decisions)
    files_of = {
        item.annotation.id: path.relative_to(folder.root).as_posix()
        for item in gathered.items
        if (path := item.annotation_path or item.path)
    }
    findings += corpus_findings(corpus, ledger, files_of)
    built = build(corpus, _inputs(folder, gathered.items), about=told)
    files.write(built, out)
    return Made(
        corpus=corpus,
        out=out,
        manifest=built.manifest,
        findings=findings,
        undescribed=[path.relative_to(folder.root) for path in gathered.undescribed],
    )


def _inputs(folder: Folder, items: list[Item]) -> dict[str, Any]:
    """Hashes of everything a build read."""

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    return {
        "scrapes": {
            item.annotation.id: item.annotation.source.sha256 for item in items if item.layer is not None
        },
        "withheld": sorted(item.annotation.id for item in items if item.layer is None),
        "annotations": {
            item.annotation.id: digest(item.annotation_path) for item in items if item.annotation_path
        },
        "decisions": {path.name: digest(path) for path in decided.paths(folder.decisions)},
        "ledger": {path.name: digest(path) for path in sorted(folder.ledger.glob("*.jsonl"))},
    }


def interpreter() -> str:
    """What to type for the interpreter that runs this, which has the packages."""
    if shutil.which("python") == sys.executable:
        return "python"
    path = Path(sys.executable)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
