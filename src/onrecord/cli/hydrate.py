"""Give the withheld articles of a dataset their words back, from the scrapes you hold.

DIR is a dataset, built or released; the full one is written beside it, as DIR-full. A scrape is known
by its SHA-256: one that differs by a byte is refused, and its article stays withheld.

Example:
  onrecord hydrate dist/onrecord-0.1.0 --seeds ~/scrapes
"""

import argparse
import json
import sys
from pathlib import Path

from onrecord.cli.common import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("dataset", type=Path, metavar="DIR", help="folder of a built dataset")
    parser.add_argument(
        "--seeds", type=Path, default=Path("seeds"), help="folder of scrapes (default: seeds)"
    )
    parser.add_argument(
        "--out", type=Path, help="folder to write the full dataset to (default: DIR-full)"
    )
    parser.add_argument(
        "--json", action="store_true", help="print what was done as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Hydrate and tell what was found."""
    from onrecord.checks.finding import from_error
    from onrecord.dataset import files
    from onrecord.dataset import manifest as manifests
    from onrecord.dataset.about import About
    from onrecord.dataset.build import build
    from onrecord.disk import write_whole
    from onrecord.release.hydrate import hydrate
    from onrecord.text import counted

    dataset = args.dataset.resolve()
    out = args.out or dataset.with_name(f"{dataset.name}-full")
    if out.resolve() == dataset:
        raise UsageError("--out must be another folder than the dataset itself")
    if not dataset.is_dir():
        raise UsageError(f"{args.dataset} is no folder")
    if not args.seeds.is_dir():
        raise UsageError(f"--seeds {args.seeds} is no folder")
    result = hydrate(dataset, args.seeds)
    manifest = manifests.read(dataset / manifests.NAME)
    inputs = manifest["inputs"] | {
        "hydrated_from": manifest["content_hash"],
        "withheld": sorted(result.missing),
    }
    about = About.model_validate(manifest["inputs"].get("about", {}))
    if result.restored and not out.exists():
        # Words that are someone else's: git is to pass the folder over.
        write_whole(out / ".gitignore", b"*\n")
    files.write(build(result.corpus, inputs, manifest["version"], about), out)
    for problem in result.problems:
        print(from_error(problem).line_of_text(), file=sys.stderr)
    for article, sha256 in sorted(result.missing.items()):
        why = f"no scrape in {args.seeds} has its SHA-256 {sha256}"
        if sha256 in result.unusable:
            why = f"its scrape cannot be used, {result.unusable[sha256]}"
        print(f"{article} stays withheld: {why}", file=sys.stderr)
    if args.json:
        print(
            json.dumps(
                {"out": str(out), "restored": result.restored, "missing": result.missing}
            )
        )
    else:
        print(f"hydrated {out}: words back in {counted(len(result.restored), 'article')}")
    return 1 if result.missing or result.problems else 0
