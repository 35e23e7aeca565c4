"""Validate scrapes, annotations, readings, provenance files, datasets or a whole corpus.

Each PATH is a scrape, an annotation (.json), a reading (.reading.json), a provenance file
(.provenance.toml), a profile or memory of an outlet (in corpus/sites/), what is kept of a release
(in corpus/releases/), a Parquet file, the folder of a built dataset or of a release, or a folder of
any of these; without one, the corpus at or above the current folder is validated as the build
would see it.
Prints "valid" and what was checked, or a line for each problem: file:line:field, the id of the
check (schema/CHECKS.md lists them), what is wrong, what to do. Of a scrape it also prints what
the machine understood. Exit code: 0 valid, 1 problems, 2 wrong use.

Example:
  onrecord validate seeds/harbour.txt
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.cli.common import UsageError, positive, progress_bar
from onrecord.corpus.folder import Folder, find
from onrecord.errors import BuildError, LoadError, OnrecordError, ScrapeError

if TYPE_CHECKING:
    from onrecord.checks.files import Read
    from onrecord.checks.finding import Finding
    from onrecord.corpus.annotations import Annotation
    from onrecord.corpus.sites import Sites


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="what to validate")
    parser.add_argument("--jobs", type=positive, default=1, help="processes to work with (default: 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a problem")


def run(args: argparse.Namespace) -> int:
    """Validate and tell what was found."""
    report = Report()
    for path in args.paths:
        if not os.path.lexists(path):
            raise UsageError(f"there is no {path}")
    if not args.paths:
        _corpus(find(Path(".")), report, args.jobs)
    for path in args.paths:
        _any(path, report, args.jobs)
    report.print(as_json=args.json)
    return 1 if report.invalid else 0


@dataclass
class Report:
    """What was looked at and what was found.

    Attributes:
        checked: how many of each sort of thing were looked at.
        understood: what the machine made of each scrape that was named.
    """

    findings: "list[Finding]" = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    understood: list[str] = field(default_factory=list)
    _scrapes: "dict[Path, list[Read]]" = field(default_factory=dict)
    _by_id: "dict[Path, dict[str, Read]]" = field(default_factory=dict)
    _sites: "dict[Path, Sites]" = field(default_factory=dict)
    _copies: dict[Path, dict[Path, Path]] = field(default_factory=dict)
    _seed_findings: "dict[Path, list[Finding]]" = field(default_factory=dict)

    def scrapes(self, folder: Folder) -> "list[Read]":
        """The scrapes of a corpus that can be read, read once."""
        from onrecord.checks.files import scrape_findings
        from onrecord.corpus.seeds import scrape_paths

        if folder.root not in self._scrapes:
            reads = (scrape_findings(path)[0] for path in scrape_paths(folder.seeds))
            self._scrapes[folder.root] = [read for read in reads if read]
        return self._scrapes[folder.root]

    def scrape_of(self, folder: Folder, annotation: "Annotation") -> "Read | None":
        """The scrape of a corpus that an annotation was made for, or else the one of its name."""
        from onrecord.corpus.annotations import article_id

        scrapes = self.scrapes(folder)
        if folder.root not in self._by_id:
            # Each is hashed once, not for each annotation.
            by_id = {article_id(read.scrape.sha256): read for read in scrapes}
            self._by_id[folder.root] = by_id
        named = (read for read in scrapes if read.scrape.path.name == annotation.file)
        return self._by_id[folder.root].get(annotation.id) or next(named, None)

    def sites(self, folder: Folder) -> "Sites":
        """What a corpus knows of the outlets, read once."""
        from onrecord.corpus import sites

        if folder.root not in self._sites:
            self._sites[folder.root] = sites.read(folder.sites, [])
        return self._sites[folder.root]

    def copies(self, folder: Folder) -> dict[Path, Path]:
        """The scrapes of a corpus that are copies of others, looked for once."""
        from onrecord.corpus.seeds import copies

        if folder.root not in self._copies:
            self._copies[folder.root] = copies(folder.seeds)
        return self._copies[folder.root]

    def seed_findings(self, folder: Folder) -> "list[Finding]":
        """What is wrong with where the scrapes of a corpus lie, looked at once."""
        from onrecord.checks.files import seed_findings

        if folder.root not in self._seed_findings:
            self._seed_findings[folder.root] = list(seed_findings(folder.seeds))
        return self._seed_findings[folder.root]

    @property
    def invalid(self) -> bool:
        """Whether there is more than warnings."""
        return any(finding.is_error for finding in self.findings)

    def print(self, *, as_json: bool) -> None:
        """Print the findings, and for people what was looked at."""
        from onrecord.checks.finding import distinct

        found = distinct(replace(f, file=_shown(f.file)) for f in self.findings)
        for finding in found:
            print(finding.json() if as_json else finding.line_of_text())
        if as_json:
            return
        for text in self.understood:
            print(text)
        looked_at = (
            ", ".join(f"{what} {count}" for what, count in self.checked.items())
            or "nothing to check"
        )
        errors = sum(finding.is_error for finding in found)
        if errors:
            print(
                f"invalid: problems {errors}, in {looked_at}; schema/CHECKS.md explains each check"
            )
        else:
            print(f"valid: {looked_at}")


def _any(path: Path, report: Report, jobs: int) -> None:
    if not path.is_dir():
        _file(path, report, tell=True)
    elif (path / "seeds").is_dir() or (path / "corpus" / "annotations").is_dir():
        _corpus(Folder(path.resolve()), report, jobs)
    else:
        if (path / "manifest.json").is_file():
            _dataset(path, report)
        for file in _files(path):
            _file(file, report, tell=False)


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, but hidden ones, and those of a dataset, which is looked at as a whole."""
    from onrecord.dataset import manifest as manifests

    built = folder / manifests.NAME
    try:
        listed = manifests.read(built)["files"] if built.is_file() else {}
    except LoadError:
        # Told of the dataset as a whole.
        listed = {}
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.is_dir() and not path.name.endswith((".json", ".toml")):
            continue
        if (
            any(part.startswith(".") for part in within.parts)
            or built.is_file()
            and within.parts[0] == "data"
        ):
            continue
        if path != built and within.as_posix() not in listed:
            yield path


def _file(path: Path, report: Report, *, tell: bool) -> None:
    # In seeds/ a scrape may have any name.
    in_seeds = _lies_in_seeds(path)
    kinds: list[tuple[str, Callable[[Path, Report], None]]] = [
        *([] if in_seeds else _KINDS_IN.get(path.parent.name, [])),
        (".provenance.toml", _provenance),
        (".reading.json", _reading),
        ("manifest.json", lambda p, r: _dataset(p.parent, r)),
        (".parquet", _parquet),
        (".jsonl", _ledger),
        (".json", _annotation),
    ]
    for ending, look in kinds:
        if path.name.endswith(ending) and (ending == ".provenance.toml" or not in_seeds):
            look(path, report)
            return
    if path.suffix != ".md":
        _scrape(path, report, tell=tell)


def _lies_in_seeds(path: Path) -> bool:
    folder = _folder_of(path)
    return folder is not None and path.parent.resolve().is_relative_to(folder.seeds.resolve())


def _scrape(path: Path, report: Report, *, tell: bool) -> None:
    import onrecord
    from onrecord.checks.files import annotation_findings, provenance_findings, scrape_findings
    from onrecord.checks.finding import from_error
    from onrecord.corpus.annotations import article_id
    from onrecord.corpus.compose import machine_provenance
    from onrecord.corpus.draft import draft
    from onrecord.corpus.seeds import copy_of, provenance_path

    report.checked["scrapes"] += 1
    described = provenance_path(path)
    if described.is_file():
        report.findings += provenance_findings(described)
    read, wrong = scrape_findings(path)
    report.findings += wrong
    folder = _folder_of(path)
    if folder:
        files = {str(path.parent.resolve() / name) for name in (path.name, described.name)}
        report.findings += [f for f in report.seed_findings(folder) if f.file in files]
    if read is None:
        return
    if folder and (first := report.copies(folder).get(path.parent.resolve() / path.name)):
        report.findings.append(from_error(copy_of(path, first, folder.root)))
        return
    identifier = article_id(read.scrape.sha256)
    annotation = None
    if folder and (known := folder.annotation_path(identifier)).is_file():
        annotation, wrong = annotation_findings(known, lambda _: read)
        report.findings += wrong
    else:
        try:
            machine = machine_provenance(onrecord.__version__)
            site = report.sites(folder).of_scrape(read.scrape) if folder else None
            annotation = draft(
                read.scrape, read.layer.text, read.layer.encoding, machine, read.layer, site
            )
        except ScrapeError as error:
            report.findings.append(from_error(error))
    if tell and annotation:
        report.understood.append(_understanding(path, read, annotation))


def _understanding(path: Path, read: "Read", annotation: "Annotation") -> str:
    from onrecord.corpus.seeds import ScrapeProvenance, dump_provenance, provenance_path
    from onrecord.records import Rights
    from onrecord.text import counted

    layer, meta = read.layer.text, annotation.metadata
    open_days = _open_days(layer, annotation)
    kinds = Counter(quote.kind.value for quote in annotation.quotes)
    lines = {
        "headline": " ".join(layer[meta.headline.start : meta.headline.end].split())
        if meta.headline
        else None,
        "authors": ", ".join(meta.authors),
        "published": meta.published or open_days.get("published"),
        "updated": meta.updated or open_days.get("updated"),
        "publisher": meta.publisher,
        "language": meta.language,
        "text": f"{counted(len(annotation.paragraphs), 'paragraph')}, {counted(annotation.words, 'word')}",
        "quotes": f"{len(annotation.quotes)}"
        + (f" ({', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))})" if kinds else ""),
        "entities": len(annotation.entities),
        "encoding": read.layer.encoding,
        "read by": f"{annotation.provenance.name} ({annotation.status})",
        "rights": annotation.rights.value,
    }
    shown = [f"{path}:", *(f"  {name:<10} {value or 'not found'}" for name, value in lines.items())]
    if meta.ambiguous:
        shown.append(
            "  what was left open is settled by the page's address (url in its provenance, if it names the day or "
            "a country) or by a reading (docs/how-to/review.md)"
        )
    if read.scrape.provenance is None:
        template = ScrapeProvenance(
            sha256=read.scrape.sha256,
            rights=annotation.rights,
            license=annotation.license,
            fictional=annotation.fictional,
        )
        so = "but its annotation says open" if annotation.rights is Rights.open else "so it is reserved"
        shown.append(
            f"  nobody described it, {so}; to describe it, write {provenance_path(path)}:"
        )
        shown += [f"    {line}" for line in dump_provenance(template).splitlines()]
    return "\n".join(shown)


def _open_days(layer: str, annotation: "Annotation") -> dict[str, str]:
    """What is known of each date that the page leaves open: its words, and the days that they can mean."""
    from onrecord.cleaning import dates
    from onrecord.records import Role

    found = []
    for block in annotation.blocks:
        if block.role is Role.dateline:
            text = layer[block.start : block.end]
            doubtful = [date for date in dates.find(text) if date.date is None]
            found += [(text[date.start : date.end], date.readings) for date in doubtful]
    days = {}
    for name in annotation.metadata.ambiguous:
        words, readings = found.pop(0) if found else ("", ())
        can_be = " or ".join(str(day) for day in sorted(readings))
        days[name] = f"left open: “{words}” is {can_be}" if can_be else "left open"
    return days


def _provenance(path: Path, report: Report) -> None:
    from onrecord.checks.files import provenance_findings, scrape_findings
    from onrecord.corpus.seeds import SUFFIX

    report.checked["provenance files"] += 1
    wrong = provenance_findings(path)
    scrape = path.with_name(path.name.removesuffix(SUFFIX))
    if not wrong and os.path.lexists(scrape):
        wrong = [f for f in scrape_findings(scrape)[1] if f.file == str(path)]
    report.findings += wrong


def _site(path: Path, report: Report) -> None:
    from onrecord.checks.sites import site_findings

    report.checked["outlets"] += 1
    if folder := _folder_of(path):
        pages = [(read.scrape, read.layer.text) for read in report.scrapes(folder)]
        found = site_findings(folder, pages)
        report.findings += [f for f in found if f.file == str(path.resolve())]


def _reading(path: Path, report: Report) -> None:
    import json

    from onrecord.checks.files import reading_findings
    from onrecord.corpus.seeds import scrape_paths

    report.checked["readings"] += 1
    try:
        named = json.loads(path.read_text(encoding="utf-8"))["scrape"]
        places = [path.with_name(named)]
    except (OSError, ValueError, KeyError, TypeError):
        named, places = None, []
    if folder := _folder_of(path):
        places += [p for p in scrape_paths(folder.seeds) if p.name == named]
    scrape = next((p for p in places if p.is_file()), None)
    report.findings += reading_findings(path, scrape)
    if named and scrape is None:
        report.understood.append(
            f"{path}: its scrape {named} is not at hand, so that its places were not checked"
        )


def _annotation(path: Path, report: Report) -> None:
    from onrecord.checks.files import annotation_findings

    report.checked["annotations"] += 1
    folder = _folder_of(path)
    found = annotation_findings(path, lambda a: report.scrape_of(folder, a) if folder else None)[1]
    if path.parent.name == _READERS:
        found = [f for f in found if f.check != "annotation-name"]
    report.findings += found


def _release(path: Path, report: Report) -> None:
    """What is kept of a release: its manifest, or the hashes of its fields."""
    from onrecord.checks.finding import from_error
    from onrecord.dataset import manifest as manifests
    from onrecord.release.side import read_fingerprints

    report.checked["release files"] += 1
    try:
        (manifests.read if path.suffix == ".json" else read_fingerprints)(path)
    except OnrecordError as error:
        report.findings.append(from_error(error))


def _about(path: Path, report: Report) -> None:
    from onrecord.checks.finding import from_error
    from onrecord.dataset import about

    report.checked["descriptions of the corpus"] += 1
    try:
        about.read(path)
    except BuildError as error:
        report.findings.append(from_error(error))


def _ledger(path: Path, report: Report) -> None:
    from onrecord.checks.files import ledger_findings

    report.checked["ledger files"] += 1
    report.findings += ledger_findings(path.parent)


def _decisions(path: Path, report: Report) -> None:
    from onrecord.checks.files import decision_findings

    report.checked["decision files"] += 1
    # They lie in corpus/decisions/ of the folder that they are about.
    found = decision_findings(Folder(path.resolve().parents[2]))
    report.findings += [f for f in found if f.file and Path(f.file).name == path.name]


def _parquet(path: Path, report: Report) -> None:
    from onrecord.dataset.stored import Stored, read_parquet

    stored = Stored()
    read_parquet(path, stored)
    report.checked["Parquet files"] += 1
    report.findings += stored.findings


def _dataset(folder: Path, report: Report) -> None:
    from onrecord.corpus import ledger
    from onrecord.dataset.stored import read_dataset

    stored = read_dataset(folder, ledger.read(folder / "ledger"))
    report.checked["datasets"] += 1
    for what in ("articles", "quotes", "mentions", "entities"):
        report.checked[what] += len(getattr(stored.corpus, what))
    report.findings += stored.findings


def _corpus(folder: Folder, report: Report, jobs: int) -> None:
    """Each file by itself, then all articles as the build sees them."""
    import onrecord
    from onrecord.checks import corpus_findings
    from onrecord.checks.files import folder_findings
    from onrecord.checks.finding import from_error
    from onrecord.corpus import decisions as decided
    from onrecord.corpus import ledger as ledgers
    from onrecord.corpus.compose import machine_provenance
    from onrecord.corpus.corpus import assemble
    from onrecord.corpus.gather import gather
    from onrecord.corpus.seeds import provenance_paths, scrape_paths

    report.checked["scrapes"] += len(scrape_paths(folder.seeds))
    report.checked["provenance files"] += len(list(provenance_paths(folder.seeds)))
    report.checked["annotations"] += len(folder.annotation_paths())
    report.findings += folder_findings(folder)
    known = {(f.file, f.check) for f in report.findings}
    machine = machine_provenance(onrecord.__version__)
    with progress_bar("articles") as progress:
        gathered = gather(folder, machine, jobs=jobs, progress=progress)
    problems = [from_error(problem) for problem in gathered.problems]
    report.findings += [p for p in problems if (p.file, p.check) not in known]
    for path in gathered.undescribed:
        report.understood.append(
            f"{_shown(str(path))}: nobody described it, so it is reserved (seeds/README.md)"
        )
    allotting = (folder.ledger, folder.decisions)
    if any(
        f.is_error
        and (f.check == "ledger-unique" or f.file and Path(f.file).parent in allotting)
        for f in report.findings
    ):
        return
    ledger = ledgers.read(folder.ledger)
    decisions = decided.read(folder.decisions)
    corpus, _ = assemble(gathered.items, ledger, machine, decisions=decisions)
    files = {i.annotation.id: str(i.annotation_path or i.path) for i in gathered.items}
    report.findings += corpus_findings(corpus, ledger, files)
    for what in ("articles", "quotes", "mentions", "entities"):
        report.checked[what] += len(getattr(corpus, what))


_READERS = "readings"
_KINDS_IN: dict[str, list[tuple[str, Callable[[Path, Report], None]]]] = {
    "corpus": [("about.toml", _about)],
    "decisions": [("", _decisions)],
    "releases": [(".json", _release), (".tsv", _release)],
    "sites": [(".toml", _site), (".json", _site)],
}
"""How the files in the folders of a corpus are looked at, by how their names end."""


def _folder_of(path: Path) -> Folder | None:
    try:
        return find(path.parent)
    except BuildError:
        return None


def _shown(file: str | None) -> str | None:
    """A path as short as it can be said from here."""
    if file is None:
        return None
    try:
        return Path(file).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file
