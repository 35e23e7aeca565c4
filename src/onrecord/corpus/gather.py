"""From a corpus folder to its articles: scrapes matched with their annotations, the rest drafted by machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.cleaning.read import decode
from onrecord.cleaning.site import Site
from onrecord.corpus import annotations as store
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.draft import draft, with_annotations
from onrecord.corpus.folder import Folder
from onrecord.corpus.seeds import SUFFIX, Scrape, claims, copy_of, provenance_path, read_scrape
from onrecord.corpus.sites import read as read_sites
from onrecord.errors import AnnotationError, OnrecordError, ProvenanceError, ScrapeError
from onrecord.records import Provenance, Rights

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what was just done."""


@dataclass(frozen=True)
class Item:
    """One article of a corpus.

    Attributes:
        annotation: what is known of it.
        layer: its text layer, None where the scrape is absent.
        path: where the scrape lies, None where it is absent.
        annotation_path: where its annotation lies, None where the machine drafted it just now.
    """

    annotation: Annotation
    layer: str | None
    path: Path | None
    annotation_path: Path | None


@dataclass
class Gathered:
    """What lies in a corpus folder.

    Attributes:
        items: its articles, sorted by id.
        problems: what could not be read, and why; its articles are not among the items.
        undescribed: scrapes that nobody described: reserved, built, to be mentioned once.
    """

    items: list[Item] = field(default_factory=list)
    problems: list[OnrecordError] = field(default_factory=list)
    undescribed: list[Path] = field(default_factory=list)


def gather(
    folder: Folder,
    machine: Provenance,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    run_models: bool = True,
) -> Gathered:
    """Read every scrape and annotation of a corpus.

    Args:
        folder: the corpus.
        machine: how the machine signs what it drafts.
        jobs: processes to draft with; the result does not depend on it.
        progress: told after each article.
        run_models: whether to draft what has no annotation; otherwise it is left out.
    """
    found = Gathered()
    known = _annotations(folder, found)
    # Where an annotation is damaged, the machine's draft does not quietly take its place.
    damaged = {path.stem for path in folder.annotation_paths()} - set(map(store.article_id, known))
    scrapes = {s: scrape for s, scrape in _scrapes(folder, found).items() if store.article_id(s) not in damaged}
    unread = {Path(problem.file).name.removesuffix(SUFFIX) for problem in found.problems if problem.file}
    # A scrape without annotation, named like one that is gone, is that one changed.
    unannotated = {s.path.name: sha256 for sha256, s in scrapes.items() if sha256 not in known}
    for sha256 in sorted(known.keys() - scrapes.keys()):
        path, annotation = known[sha256]
        changed = unannotated.get(annotation.file)
        if changed:
            found.problems.append(
                AnnotationError(
                    f"the scrape {annotation.file} has changed since it was annotated",
                    file=path,
                    field="source.sha256",
                    hint="restore the scrape, or annotate the new one and remove this file",
                    kind="scrape-hash",
                )
            )
            scrapes.pop(changed, None)
        if annotation.rights is not Rights.open:
            found.items.append(Item(annotation, None, None, path))
        elif not changed and annotation.file not in unread:
            found.problems.append(
                AnnotationError(
                    f"the open scrape {annotation.file} is not in seeds/",
                    file=path,
                    field="file",
                    hint="put it back, or remove its annotation",
                    kind="open-scrape-missing",
                )
            )
    sites = read_sites(folder.sites, found.problems)
    work = [(s, known.get(sha256), machine, sites.of_scrape(s)) for sha256, s in scrapes.items() if run_models or sha256 in known]
    for done, result in enumerate(_mapped(_item, work, jobs), 1):
        if isinstance(result, Item):
            found.items.append(result)
        else:
            found.problems.append(result)
        if progress:
            progress(done, len(work), work[done - 1][0].path.name)
    refused = {problem.file for problem in found.problems}
    found.undescribed = [path for path in found.undescribed if str(path) not in refused]
    found.items.sort(key=lambda item: item.annotation.id)
    found.problems.sort(key=str)
    return found


def _annotations(folder: Folder, found: Gathered) -> dict[str, tuple[Path, Annotation]]:
    known: dict[str, tuple[Path, Annotation]] = {}
    for path in folder.annotation_paths():
        try:
            annotation = store.read(path)
        except AnnotationError as error:
            found.problems.append(error)
            continue
        if annotation.id != path.stem:
            found.problems.append(
                AnnotationError(
                    f"holds {annotation.id}, which its name does not say",
                    file=path,
                    field="id",
                    kind="annotation-name",
                    hint=f"an id belongs to one file: rename or remove this one ({annotation.id}.json)",
                )
            )
        elif annotation.source.sha256 in known:
            found.problems.append(
                AnnotationError(
                    f"annotates the same scrape as {known[annotation.source.sha256][0].name}",
                    file=path,
                    field="source.sha256",
                    hint="keep one of the two",
                    kind="duplicate-scrape",
                )
            )
        else:
            known[annotation.source.sha256] = (path, annotation)
    return known


def _scrapes(folder: Folder, found: Gathered) -> dict[str, Scrape]:
    scrapes: dict[str, Scrape] = {}
    ids: dict[str, Path] = {}
    for path in claims(folder.seeds):
        try:
            scrape = read_scrape(path)
        except (ScrapeError, ProvenanceError) as error:
            found.problems.append(error)
            continue
        identifier = store.article_id(scrape.sha256)
        if identifier in ids:
            found.problems.append(copy_of(path, ids[identifier], folder.root))
            continue
        ids[identifier] = path
        if scrape.provenance is None:
            found.undescribed.append(path)
        scrapes[scrape.sha256] = scrape
    return scrapes


def _item(work: tuple[Scrape, tuple[Path, Annotation] | None, Provenance, Site | None]) -> Item | OnrecordError:
    scrape, known, machine, site = work
    try:
        layer = decode(scrape.data, scrape.path)
        if known is None:
            found = draft(scrape, layer.text, layer.encoding, machine, layer, site)
            return Item(found, layer.text, scrape.path, None)
        path, annotation = known
        store.check_against(annotation, scrape.data, layer.text, path)
        if scrape.rights is not annotation.rights:
            told = "says" if scrape.provenance else "is missing, so that the scrape is"
            raise ProvenanceError(
                f"{told} {scrape.rights}, the annotation {path.name} says {annotation.rights}",
                file=provenance_path(scrape.path),
                field="rights",
                hint="make the two agree",
                kind="rights-agree",
            )
        return Item(with_annotations(annotation, layer.text, machine), layer.text, scrape.path, path)
    except (ScrapeError, ProvenanceError, AnnotationError) as error:
        return error
    except ValueError as error:
        # A fault of ours on one page must not cost the others.
        return ScrapeError(f"the machine failed on it: {error}", file=scrape.path, hint="please report it")


def _mapped(function: Callable, work: list, jobs: int) -> Iterator:
    if jobs <= 1 or len(work) < 2:
        yield from map(function, work)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(function, work, chunksize=4)
