"""Take in a reading: annotations by a person or a named model, as line numbers and exact words.

The reading (docs/annotation-guidelines.md) is checked against its scrape and written to
corpus/annotations/ as offsets and hashes, marked reviewed. From then on it wins over the
machine. What was annotated before keeps its ids. Run `onrecord freeze` afterwards.

Example:
  onrecord review harbour.reading.json
"""

import argparse
from pathlib import Path

from onrecord.cli.common import UsageError, root_argument
from onrecord.corpus.folder import Folder, find
from onrecord.errors import AnnotationError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument("readings", nargs="+", type=Path, metavar="READING", help="a .reading.json file")


def run(args: argparse.Namespace) -> int:
    """Write an annotation for each reading."""
    for path in args.readings:
        if not path.is_file():
            raise UsageError(f"there is no file {path}")
    folder = find(args.root)
    for path in args.readings:
        written = take_in(folder, path)
        print(f"{path}: reviewed {written.relative_to(folder.root)}")
    print("now: onrecord freeze")
    return 0


def take_in(folder: Folder, path: Path) -> Path:
    """Compile a reading and write its annotation; returns where.

    Raises:
        AnnotationError: the reading is wrong, or its scrape is not in seeds/.
    """
    from onrecord.cleaning.read import decode
    from onrecord.corpus import annotations as store
    from onrecord.corpus import ledger, reading
    from onrecord.corpus.freeze import keep_ids
    from onrecord.corpus.seeds import read_scrape, scrape_paths

    read = reading.load(path)
    scrapes = [p for p in scrape_paths(folder.seeds) if p.name == read["scrape"]]
    if not scrapes:
        raise AnnotationError(
            f"its scrape {read['scrape']} is not in seeds/", file=path, field="scrape", hint="put it there"
        )
    scrape = read_scrape(scrapes[0])
    layer = decode(scrape.data, scrape.path)
    annotation = reading.compile_reading(read, scrape.data, layer, path)
    where = folder.annotation_path(annotation.id)
    before = [store.read(where)] if where.is_file() else []
    known = ledger.read(folder.ledger)
    members = [m for m in known.entity_of() if m.startswith(f"{annotation.id}#")]
    kept = keep_ids(annotation, before, known.articles.get(annotation.id), members)
    store.write(kept, where)
    return where
