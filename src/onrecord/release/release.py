"""Make a version: from what is frozen to a folder that can be published, cited and proved.

A release runs no model. It is planned whole in memory; only then anything is written, the folder in
one renaming, so that being killed leaves no half release and running again completes it.
"""

import datetime
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onrecord
from onrecord.checks import corpus_findings
from onrecord.checks.files import folder_findings
from onrecord.checks.finding import from_error
from onrecord.corpus import decisions as decided
from onrecord.corpus import ledger as ledgers
from onrecord.corpus.annotations import article_id
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.folder import Folder
from onrecord.corpus.freeze import unfrozen
from onrecord.corpus.gather import Gathered, gather
from onrecord.corpus.seeds import scrape_paths
from onrecord.dataset import about as abouts
from onrecord.dataset import manifest as manifests
from onrecord.dataset.about import About
from onrecord.dataset.build import build, licenses
from onrecord.dataset.card import Part
from onrecord.dataset.source import folder_name, tag_name, there_are
from onrecord.disk import write_whole
from onrecord.errors import ReleaseError
from onrecord.records import Rights
from onrecord.release import git, metadata, words
from onrecord.release import side as sides
from onrecord.release.cite import Citation
from onrecord.release.difference import Kind, Summary, difference, summarise
from onrecord.release.version import FIRST, Level, Version

SHAPING_PACKAGES = ("datasets", "onrecord", "pyarrow", "pydantic", "PyYAML")
"""What can change the bytes of a release; it runs no model."""
_LEDGER_FILES = ("articles.jsonl", "entities.jsonl")
INPUTS = (
    "corpus/annotations",
    "corpus/decisions",
    *(f"corpus/ledger/{name}" for name in _LEDGER_FILES),
    "corpus/about.toml",
    "seeds",
    "DATASHEET.md",
    "LICENSE-DATA",
)
"""What a release is made from; git has to know it as it is."""
TOMBSTONES = "tombstones.jsonl"
_COPIED = ("DATASHEET.md", "LICENSE-DATA")
_RECORDS = ".records.tsv"


@dataclass(frozen=True)
class Made:
    """The files of one version of a dataset.

    Attributes:
        files: content of each file by its path, the manifest included.
        manifest: the manifest.
    """

    files: dict[str, bytes]
    manifest: dict[str, Any]

    @property
    def manifest_hash(self) -> str:
        """SHA-256 of the manifest, which is what is cited and verified."""
        return hashlib.sha256(self.files[manifests.NAME]).hexdigest()


@dataclass(frozen=True)
class Plan:
    """A release that could be made.

    Attributes:
        summary: the difference to the previous version.
        level: the change of the version that it asks for; None for the first.
        kept: content of each file to write into the repository, by path from its root.
    """

    folder: Folder
    version: Version
    previous: Version | None
    summary: Summary
    level: Level | None
    made: Made
    kept: dict[str, bytes] = field(repr=False)

    def report(self) -> list[str]:
        """What is planned, for a person to read."""
        after = f"after {self.previous}: {self.level.name}" if self.level else "the first"
        counts = {
            config: sum(splits.values()) for config, splits in self.made.manifest["counts"].items()
        }
        return [
            f"version {self.version}, {after}",
            "records: " + ", ".join(f"{n} {config}" for config, n in counts.items()),
            *(f"  {line}" for line in self.summary.lines()),
            f"content hash: {self.made.manifest['content_hash']}",
            f"SHA-256 of the manifest: {self.made.manifest_hash}",
        ]

    def json(self) -> dict[str, Any]:
        """What is planned, for a program to read."""
        return {
            "version": str(self.version),
            "previous": str(self.previous) if self.previous else None,
            "difference": self.summary.json(),
            "counts": self.made.manifest["counts"],
            "content_hash": self.made.manifest["content_hash"],
            "manifest_sha256": self.made.manifest_hash,
            "files": sorted(self.made.files),
            "writes": sorted(self.kept),
        }


# --- what is at hand ------------------------------------------------------------------------------


def released(folder: Folder) -> list[Version]:
    """The versions that were released, in order.

    Raises:
        ReleaseError: a file among their manifests is named after no version.
    """
    found = []
    for path in (folder.corpus / "releases").glob("*.json"):
        try:
            found.append(Version.parse(path.stem))
        except ReleaseError:
            raise ReleaseError(
                "is not named after a version", file=path, hint="move it away"
            ) from None
    return sorted(found)


def manifest_path(folder: Folder, version: Version) -> Path:
    """Where the manifest of a released version is kept."""
    return folder.corpus / "releases" / f"{version}.json"


def released_manifest(folder: Folder, version: Version) -> Path:
    """Where the manifest of a version is kept that was released.

    Raises:
        ReleaseError: it was not.
    """
    path = manifest_path(folder, version)
    if not path.is_file():
        raise ReleaseError(
            f"there is no release {version}", file=path.parent, hint=there_are(map(str, released(folder)))
        )
    return path


def records_path(folder: Folder, version: Version) -> Path:
    """Where the field hashes of a released version are kept."""
    return folder.corpus / "releases" / f"{version}{_RECORDS}"


@dataclass(frozen=True)
class Frozen:
    """What a release is made from.

    Attributes:
        corpus: the records, of reserved articles without their words.
        gathered: the articles as they lie in the corpus folder.
        ledger: the allotments.
    """

    corpus: Corpus
    gathered: Gathered
    ledger: ledgers.Ledger


def frozen(folder: Folder) -> Frozen:
    """The records of what is frozen, and nothing else.

    Raises:
        ReleaseError: something is not frozen, or cannot be read.
    """
    machine = machine_provenance(onrecord.__version__)
    ledger = ledgers.read(folder.ledger)
    gathered = gather(folder, machine, run_models=False)
    if gathered.problems:
        findings = [from_error(problem, str(folder.root)) for problem in gathered.problems]
        raise _refusal("cannot be read", [f.line_of_text() for f in findings], folder)
    known = {path.stem for path in folder.annotation_paths()}
    missing = [
        path.relative_to(folder.root).as_posix()
        for path in scrape_paths(folder.seeds)
        if article_id(manifests.sha256_of(path)) not in known
    ]
    if not_frozen := [*unfrozen(gathered), *missing]:
        raise _refusal("not frozen", not_frozen, folder, "run onrecord freeze, or move it away")
    if not gathered.items:
        raise ReleaseError(
            "there is nothing to release", file=folder.annotations, hint="run onrecord freeze"
        )
    corpus, allotted = assemble(
        gathered.items,
        ledger,
        machine,
        words_of_reserved=False,
        decisions=decided.read(folder.decisions),
    )
    if allotted != ledger:
        raise ReleaseError(
            "ids, stories or splits are not allotted yet",
            file=folder.ledger,
            hint="run onrecord freeze",
        )
    return Frozen(corpus, gathered, ledger)


def _refusal(what: str, names: list[str], folder: Folder, hint: str | None = None) -> ReleaseError:
    shown = "; ".join(names[:5]) + (f"; and {len(names) - 5} more" if len(names) > 5 else "")
    return ReleaseError(f"{what}: {shown}", file=folder.root, hint=hint)


# --- the files of a version -----------------------------------------------------------------------


def make(
    folder: Folder,
    what: Frozen,
    version: Version,
    previous: Version | None,
    day: datetime.date,
    tombstones: bytes = b"",
) -> Made:
    """The files of a version; the same for the same frozen corpus, version, day and packages.

    Raises:
        ReleaseError: they would hold words of a reserved article.
    """
    about = abouts.read(folder.corpus / abouts.NAME)
    inputs = _inputs(folder, what) | {"about": about.model_dump(mode="json")}
    built = build(what.corpus, inputs, str(version), about)
    content_hash = built.manifest["content_hash"]
    files = dict(built.files)
    for name in _COPIED:
        if (folder.root / name).is_file():
            files[name] = _text_of(folder.root / name).encode()
    if tombstones:
        files[TOMBSTONES] = tombstones
    free = licenses(what.corpus)
    citation = _citation(about, version, day, content_hash, free)
    files |= metadata.files(metadata.Facts(citation, free, _parts(built.files), files))
    manifest = manifests.manifest(
        dataset_version=str(version),
        content_hash=content_hash,
        files=files,
        counts=built.manifest["counts"],
        inputs=inputs,
        environment=manifests.environment_of(SHAPING_PACKAGES),
        release={
            "date": day.isoformat(),
            "previous": str(previous) if previous else None,
            "license": citation.license,
        },
    )
    _check_words(folder, files, what)
    return Made(files | {manifests.NAME: manifests.dumps(manifest)}, manifest)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ReleaseError("is not UTF-8", file=path, hint="save it as UTF-8") from None


def _citation(
    about: About, version: Version, day: datetime.date, content_hash: str, free: list[str]
) -> Citation:
    only = free[0] if len(free) == 1 else None
    return Citation(
        about, str(version), day, released=True, content_hash=content_hash, license=only
    )


def _parts(files: Mapping[str, bytes]) -> dict[str, dict[str, Part]]:
    parts: dict[str, dict[str, Part]] = {}
    for path, data in files.items():
        if path.startswith("data/"):
            _, config, name = path.split("/")
            parts.setdefault(config, {})[name.partition("-")[0]] = Part.of(path, data)
    return parts


def _inputs(folder: Folder, what: Frozen) -> dict[str, Any]:
    """Hashes of what a release is made from: the same with and without the reserved scrapes at hand."""
    articles = what.corpus.articles
    return {
        "annotations": {a.id: manifests.sha256_of(folder.annotation_path(a.id)) for a in articles},
        "decisions": {p.name: manifests.sha256_of(p) for p in decided.paths(folder.decisions)},
        "ledger": {name: manifests.sha256_of(folder.ledger / name) for name in _LEDGER_FILES},
        "scrapes": {a.id: a.source.sha256 for a in articles if a.rights is Rights.open},
        "withheld": [a.id for a in articles if a.withheld],
    }


def _check_words(folder: Folder, files: Mapping[str, bytes], what: Frozen) -> None:
    found = words.not_null(files)
    reserved = {
        item.annotation.id: "\n".join(
            item.layer[b.start : b.end] for b in item.annotation.blocks if b.role.is_content
        )
        for item in what.gathered.items
        if item.layer is not None and item.annotation.rights is Rights.reserved
    }
    if found := found + words.leaks(files, reserved):
        raise _refusal("it would hold words that are someone else's", found, folder)


# --- the plan -------------------------------------------------------------------------------------


def plan(
    folder: Folder,
    wanted: str | None = None,
    *,
    day: datetime.date | None = None,
    reason: str | None = None,
) -> Plan:
    """Everything a release would be, without writing anything.

    Args:
        folder: the corpus.
        wanted: the version; by default the least that the difference allows.
        day: its date; today by default. One that was begun keeps its date.
        reason: why records are removed, where some are.

    Raises:
        ReleaseError: it may not be released as it stands, or not under that number.
    """
    what = frozen(folder)
    found = [*folder_findings(folder), *corpus_findings(what.corpus, what.ledger)]
    errors = [f for f in found if f.is_error]
    if errors:
        raise _refusal(
            "is not valid", [f.line_of_text() for f in errors], folder, "run onrecord validate"
        )
    begun = _begun(folder)
    older = [v for v in released(folder) if v != begun]
    previous = older[-1] if older else None
    number = Version.parse(wanted) if wanted else None
    if begun and number not in (None, begun):
        raise ReleaseError(
            f"{begun} was begun and has no tag yet",
            file=manifest_path(folder, begun),
            hint=f"finish it: onrecord release {begun}; or, if it was never published, remove that file",
        )
    if number in older:
        raise ReleaseError(
            f"{number} was released before", hint="a version is never changed: take a higher one"
        )
    proposed = number or begun or FIRST
    if begun and proposed == begun:
        day = datetime.date.fromisoformat(
            manifests.read(manifest_path(folder, begun))["release"]["date"]
        )
    day = day or _today()
    draft = make(folder, what, proposed, previous, day)
    summary = _summary(folder, draft, previous)
    level = summary.level if previous else None
    version = number or begun or (previous.after(level) if previous else FIRST)
    if previous and not version.promises(level, previous):
        raise ReleaseError(
            f"{version} promises less than what changed: after {previous} this is {level.name}",
            hint=f"{previous.after(level)} or higher",
        )
    tombstones = _tombstones(folder, draft, previous, version, summary, reason)
    made = draft
    if tombstones or version != proposed:
        made = make(folder, what, version, previous, day, tombstones)
    if begun == version and manifest_path(folder, begun).read_bytes() != made.files[manifests.NAME]:
        raise ReleaseError(
            f"{version} was begun with other content", file=manifest_path(folder, version),
            hint="if it was tagged elsewhere, fetch the tags; if it was never published, remove that file",
        )  # fmt: skip
    return Plan(
        folder,
        version,
        previous,
        summary,
        level,
        made,
        _kept(folder, made, version, summary, level, tombstones),
    )


def _today() -> datetime.date:
    # Builders that repeat a release on another day say so by this variable.
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ReleaseError(
            f"SOURCE_DATE_EPOCH is {epoch!r}", hint="set it to seconds since 1970, or unset it"
        ) from None


def _begun(folder: Folder) -> Version | None:
    """The last version if its release was killed before it was tagged."""
    versions = released(folder)
    if not versions or not git.is_repository(folder.root):
        return None
    return None if git.has_tag(folder.root, tag_name(str(versions[-1]))) else versions[-1]


def _summary(folder: Folder, made: Made, previous: Version | None) -> Summary:
    before = sides.Fingerprints({})
    if previous is not None:
        before = sides.read_fingerprints(records_path(folder, previous))
    return summarise(difference(before, sides.Files(made.files)))


def _tombstones(
    folder: Folder,
    made: Made,
    previous: Version | None,
    version: Version,
    summary: Summary,
    reason: str | None,
) -> bytes:
    """The ledger's tombstones with those of the records that this version removes.

    What was merged into another record says so by `redirect`; its reason is the reviewer's.
    """
    path = folder.ledger / TOMBSTONES
    lines = _stones(path)
    known = {json.loads(line)["id"] for line in lines}
    if previous and (summary.count(Kind.removed) or summary.count(Kind.merged)):
        before = sides.read_fingerprints(records_path(folder, previous))
        gone = [
            c
            for c in difference(before, sides.Files(made.files))
            if c.kind in (Kind.removed, Kind.merged) and c.config != "tokens" and c.id not in known
        ]
        reasons = decided.reasons(decided.read(folder.decisions))
        for change in (c for c in gone if c.kind is Kind.merged):
            stone = {
                "id": change.id,
                "config": change.config,
                "version": str(version),
                "reason": reasons.get(change.id, "merged"),
                "redirect": change.after,
            }
            lines.append(json.dumps(stone, ensure_ascii=False))
        removed = [c for c in gone if c.kind is Kind.removed]
        if removed and not reason:
            raise ReleaseError(
                f"{len(removed)} records are removed, {removed[0].id} first: a tombstone needs the reason",
                hint='say it: --reason "…"',
            )
        for change in removed:
            stone = {
                "id": change.id,
                "config": change.config,
                "version": str(version),
                "reason": reason,
            }
            lines.append(json.dumps(stone, ensure_ascii=False))
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def _stones(path: Path) -> list[str]:
    """The lines of a file of tombstones; none where it is absent.

    Raises:
        ReleaseError: a line is no tombstone.
    """
    if not path.is_file():
        return []
    # Not splitlines(): a reason may hold what is a line's end to Unicode and not to JSON.
    lines = path.read_bytes().split(b"\n")
    stones = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            json.loads(line)["id"]
        except (ValueError, TypeError, KeyError):
            raise ReleaseError(
                "is no tombstone", file=path, line=number, hint="restore it from git"
            ) from None
        stones.append(line.decode())
    return stones


def _kept(
    folder: Folder,
    made: Made,
    version: Version,
    summary: Summary,
    level: Level | None,
    tombstones: bytes,
) -> dict[str, bytes]:
    """What the repository keeps of a release."""
    hashes = "".join(sides.fingerprints(sides.Files(made.files))).encode()
    kept = {
        f"corpus/releases/{version}{_RECORDS}": hashes,
        metadata.CITATION: made.files[metadata.CITATION],
    }
    if tombstones:
        kept[f"corpus/ledger/{TOMBSTONES}"] = tombstones
    changelog = folder.root / "CHANGELOG.md"
    if changelog.is_file():
        text = _text_of(changelog).replace("\r\n", "\n")
        kept["CHANGELOG.md"] = with_entry(text, version, made.manifest, summary, level).encode()
    # Last, since where there is no git it is what says that the version was released.
    return kept | {f"corpus/releases/{version}.json": made.files[manifests.NAME]}


def with_entry(
    changelog: str,
    version: Version,
    manifest: Mapping[str, Any],
    summary: Summary,
    level: Level | None,
) -> str:
    """A changelog whose unreleased notes became the entry of a version, with the data's own differences."""
    if f"\n## {version}," in changelog:
        return changelog
    counts = ", ".join(
        f"{sum(splits.values())} {config}" for config, splits in manifest["counts"].items()
    )
    lines = [
        f"## {version}, {manifest['release']['date']}",
        "",
        f"Data: {counts}. Content hash `{manifest['content_hash']}`.",
        f"After {manifest['release']['previous']}: {level.name}."
        if level
        else "The first version.",
        *(f"- data: {line}" for line in summary.lines()),
    ]
    entry = "\n".join(lines) + "\n"
    head, mark, notes = changelog.partition("## Unreleased\n")
    if not mark:
        return f"{changelog.rstrip()}\n\n{entry}"
    return f"{head}{mark}\n{entry}\n{notes.lstrip()}"


# --- carrying it out ------------------------------------------------------------------------------


def carry_out(plan: Plan, *, tag: bool = True) -> Path:
    """Write a planned release; returns its folder.

    Killed at any moment, running it again completes it: `dist/` gets the folder in one renaming, the
    repository its files one by one, and the tag, which says that it is done, comes last.

    Raises:
        ReleaseError: git does not know what it is made from, or refuses.
    """
    root = plan.folder.root
    in_git = tag and git.is_repository(root)
    if in_git and (unknown := git.changed(root, *INPUTS)):
        raise _refusal(
            "not committed", unknown, plan.folder, "commit what the release is made from"
        )
    # What its owner's own settings hide from git, such as *.log, would be missing from the tag.
    inputs = (name for name in INPUTS if name != "seeds")
    ignored = git.ignored(root, *inputs, "seeds/open") if in_git else []
    if hidden := [name for name in ignored if not Path(name).name.startswith(".")]:
        raise _refusal("ignored by git", hidden, plan.folder, "add it: git add --force")
    out = root / "dist" / folder_name(str(plan.version))
    write_folder(plan.made.files, out)
    for path, data in plan.kept.items():
        write_whole(root / path, data)
    if in_git:
        paths = sorted(plan.kept)
        git.run(root, "add", "--", *paths)
        if git.changed(root, *paths):
            git.run(root, "commit", "--quiet", "-m", f"Release {plan.version}", "--", *paths)
        message = f"onrecord {plan.version}\n\nSHA-256 of the manifest: {plan.made.manifest_hash}"
        git.run(root, "tag", "--annotate", tag_name(str(plan.version)), "-m", message)
    return out


def write_folder(files: Mapping[str, bytes], out: Path) -> None:
    """Put files into a new folder in one renaming; what is there already is replaced unless it is the same.

    What a run that was killed left beside it is removed.
    """
    partial, old = (out.with_name(f".{out.name}.{ending}") for ending in ("part", "old"))
    _remove(partial, old)
    if out.is_dir() and _same(files, out):
        return
    try:
        for path, data in files.items():
            target = partial / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        if out.is_dir():
            os.replace(out, old)
        os.replace(partial, out)
    finally:
        _remove(partial, old)


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _same(files: Mapping[str, bytes], out: Path) -> bool:
    there = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    return there.keys() == files.keys() and all(
        there[n].read_bytes() == d for n, d in files.items()
    )
