"""Print what the machine alone makes of the reviewed scrapes, against their reviewed annotations.

No reviewed annotation is consulted by the machine. The real scrapes are measured where they lie in seeds/;
the fictional ones always. Marked quotes are the direct and mixed ones.
"""

import argparse
import time
from pathlib import Path

import onrecord
from onrecord.cleaning.read import decode
from onrecord.corpus import annotations as store
from onrecord.corpus.agreement import Score, compare
from onrecord.corpus.annotations import AnnotationLayer
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.draft import draft, with_annotations
from onrecord.corpus.folder import Folder
from onrecord.corpus.seeds import Scrape, read_scrape, scrape_paths

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", action="store_true", help="print each article's scores too")
    parser.add_argument(
        "--given-text", action="store_true", help="annotate the reviewed clean text instead of the machine's own"
    )
    args = parser.parse_args()
    folder = Folder(ROOT)
    totals: dict[str, dict[str, Score]] = {}
    seconds = 0.0
    for path in scrape_paths(folder.seeds):
        scrape = read_scrape(path)
        where = folder.annotation_path(store.article_id(scrape.sha256))
        if not where.is_file():
            continue
        gold = store.read(where)
        layer = decode(scrape.data, path)
        machine = machine_provenance(onrecord.__version__)
        began = time.process_time()
        if args.given_text:
            bare = gold.model_copy(
                update={
                    "layers": [AnnotationLayer.roles, AnnotationLayer.metadata],
                    "quotes": [],
                    "mentions": [],
                    "entities": [],
                }
            )
            found = with_annotations(bare, layer.text, machine)
        else:
            # What a provenance file says of the publisher would be no find of the machine's.
            found = draft(Scrape(path, scrape.data, None), layer.text, layer.encoding, machine)
        seconds += time.process_time() - began
        scores = compare(found, gold)
        group = totals.setdefault("fictional" if gold.fictional else "real", {})
        for what, score in scores.items():
            group[what] = group.get(what, Score(0, 0, 0)) + score
        if args.each:
            print_table(path.name, scores)
    for name, scores in totals.items():
        print_table(f"{name} scrapes, machine alone", scores)
    print(f"{seconds:.1f} CPU seconds")


def print_table(title: str, scores: dict[str, Score]) -> None:
    """Print scores as a table."""
    print(f"\n{title}\n{'':34s} precision recall     F1  found   gold")
    for what, s in scores.items():
        print(f"{what:34s}    {s.precision:.3f}  {s.recall:.3f}  {s.f1:.3f}  {s.found:5d}  {s.gold:5d}")


if __name__ == "__main__":
    main()
