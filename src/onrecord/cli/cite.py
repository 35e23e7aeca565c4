"""Print how to cite a release, or the working version.

Without VERSION it is the dataset that lies in corpus/, marked unreleased unless it was. The
SHA-256 of the manifest says which bytes were meant: onrecord verify DIR --expect HASH.

Example:
  onrecord cite 0.1.0 --format bibtex
"""

import argparse
import datetime
import hashlib
import sys

from onrecord.cli.common import root_argument, utf8
from onrecord.corpus.folder import Folder, find


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from onrecord.release.cite import FORMATS

    root_argument(parser)
    parser.add_argument("version", nargs="?", metavar="VERSION", help="a released version")
    parser.add_argument("--format", choices=FORMATS, default="apa", help="default: apa")
    parser.add_argument("--json", action="store_true", help="the same as --format csl-json")
    parser.add_argument(
        "--sources", action="store_true", help="also print the citations of the sources"
    )


def run(args: argparse.Namespace) -> int:
    """Print the citation."""
    from onrecord.dataset import files
    from onrecord.dataset import manifest as manifests
    from onrecord.release.cite import citation_of

    folder = find(args.root)
    path = folder.corpus / manifests.NAME
    if args.version:
        from onrecord.release.release import released_manifest
        from onrecord.release.version import Version

        path = released_manifest(folder, Version.parse(args.version))
    else:
        files.finish(folder.corpus)
    manifest = manifests.read(path)
    built = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date()
    citation = citation_of(manifest, hashlib.sha256(path.read_bytes()).hexdigest(), built)
    if args.format != "apa":
        utf8(sys.stdout)
    print(citation.text("csl-json" if args.json else args.format))
    if args.sources:
        for line in _sources(folder):
            print(line)
    return 0


def _sources(folder: Folder) -> list[str]:
    """What the provenance files of the scrapes ask to be cited, each once."""
    from onrecord.corpus.seeds import provenance_paths, read_provenance

    told = [read_provenance(path).citation for path in provenance_paths(folder.seeds)]
    found = sorted({citation for citation in told if citation})
    if not found:
        print("onrecord: no source asks for a citation of its own", file=sys.stderr)
    return found
