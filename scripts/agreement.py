"""Print how far the two independent readings of each real scrape agree, and each with the adjudicated one.

The readings are kept as offsets and labels in corpus/readings/. Writes docs/agreement.md with --write.
"""

import argparse
from pathlib import Path

from onrecord.corpus import annotations as store
from onrecord.corpus.agreement import Score, compare

ROOT = Path(__file__).parent.parent


def table() -> str:
    """The agreement of all readings as a Markdown table."""
    sides: dict[str, dict[str, Score]] = {"A and B": {}, "A and final": {}, "B and final": {}}
    for path in sorted((ROOT / "corpus" / "readings").glob("*.a.json")):
        identifier = path.name.removesuffix(".a.json")
        a, b = store.read(path), store.read(path.with_name(f"{identifier}.b.json"))
        final = store.read(ROOT / "corpus" / "annotations" / f"{identifier}.json")
        for name, pair in (("A and B", (a, b)), ("A and final", (a, final)), ("B and final", (b, final))):
            for what, score in compare(*pair).items():
                sides[name][what] = sides[name].get(what, Score(0, 0, 0)) + score
    lines = ["| what (F1) | " + " | ".join(sides) + " | items, A and B |", "|---|---:|---:|---:|---:|"]
    for what, score in sides["A and B"].items():
        shown = " | ".join(f"{side[what].f1:.3f}" for side in sides.values())
        lines.append(f"| {what} | {shown} | {score.found}, {score.gold} |")
    return "\n".join(lines)


TEXT = """# Agreement of the readings

The two real scrapes were read twice, independently, by two instances of a language model (Claude) after
[the guidelines](annotation-guidelines.md), before any rule was written, and then adjudicated by a third. None of them
saw code or machine output. The readings are in `corpus/readings/` as offsets and labels. This table is written by
`python scripts/agreement.py --write`.

Two instances of one model agree more than two people would: take these figures as an upper bound on how clear the
guidelines are.

"""


def main() -> None:
    """Print the table, or write it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/agreement.md")
    if parser.parse_args().write:
        (ROOT / "docs" / "agreement.md").write_text(TEXT + table() + "\n", encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
