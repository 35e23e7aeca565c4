"""Verify: prove that a copy of a dataset is what was released.

Compares every file with the manifest, and the manifest with the hash that was cited, and names each
file that differs. Works on a folder and on any address that fsspec opens, also within an archive:
zip://onrecord-0.1.0::onrecord-0.1.0.zip.

Example:
  onrecord verify dist/onrecord-0.1.0 --expect 1f3a…
"""

import argparse
import json


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("place", metavar="DIR_OR_URL", help="the copy")
    parser.add_argument(
        "--expect", metavar="HASH", help="SHA-256 of the manifest, as the citation gives it"
    )
    parser.add_argument(
        "--json", action="store_true", help="print what was found as one JSON object"
    )


def run(args: argparse.Namespace) -> int:
    """Compare and tell."""
    from dataclasses import asdict

    from onrecord.release.verify import verify

    proof = verify(args.place, args.expect)
    if args.json:
        print(json.dumps(asdict(proof), ensure_ascii=False))
    elif proof.problems:
        print("\n".join(proof.problems))
    else:
        print(
            f"version {proof.version}: {proof.files} files and the manifest are as they were made"
        )
        print(f"SHA-256 of the manifest: {proof.manifest_hash}")
    return 1 if proof.problems else 0
