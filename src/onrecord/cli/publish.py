"""Publish: put a release where others find it.

TARGET is a folder, a bucket (s3://bucket/path), a hub repository (hf://datasets/owner/name, with
HF_TOKEN), or zenodo:DIR for a folder to hand in there. A version that lies there is never
overwritten; stopped half-way, running again goes on; what arrived is verified.

Example:
  onrecord publish 0.1.0 --to /srv/www/datasets
"""

import argparse
import json
from pathlib import Path

from onrecord.cli.common import root_argument
from onrecord.corpus.folder import find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    root_argument(parser)
    parser.add_argument(
        "release", metavar="VERSION_OR_DIR", help="a released version, or its folder"
    )
    parser.add_argument("--to", required=True, metavar="TARGET", help="where")
    parser.add_argument(
        "--json", action="store_true", help="print what was done as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Publish and tell where it lies."""
    from dataclasses import asdict

    from onrecord.dataset.source import folder_name
    from onrecord.release.publish import publish
    from onrecord.release.version import Version

    folder = Path(args.release)
    if not folder.is_dir():
        version = Version.parse(args.release)
        folder = find(args.root).root / "dist" / folder_name(str(version))
    published = publish(folder, args.to)
    if args.json:
        print(json.dumps(asdict(published), ensure_ascii=False))
    else:
        print(f"published: {published.place} ({published.sent} files sent just now), verified")
    return 0
