"""Small invented pages and folders for the tests of the corpus."""

import hashlib
import json
from pathlib import Path

from onrecord.corpus.folder import Folder

PAGE = """The Tarn Courier
Harbour board delays dredging
By Ada Quill
12 March 2031

The harbour board of Tarnmouth put off its dredging plan on Tuesday.

“We need one more survey,” said Mara Venn, who chairs the board. “Then we can begin.”

Venn said that the work would cost less than last year.

Copyright 2031 The Tarn Courier
"""


def reading(scrape: str = "harbour.txt", **changes) -> dict:
    """A reading of `PAGE`."""
    return {
        "scrape": scrape,
        "reader": "Ida Stern",
        "reader_kind": "person",
        "fictional": True,
        "rights": "reserved",
        "license": None,
        "publisher": "The Tarn Courier",
        "url": None,
        "language": "en",
        "story": "tarn-dredging",
        "roles": [
            [1, 1, "navigation", "site_name"],
            [2, 2, "headline"],
            [3, 3, "byline"],
            [4, 4, "dateline"],
            [6, 10, "paragraph"],
            [12, 12, "footer", "footer_notice"],
        ],
        "metadata": {
            "headline": "Harbour board delays dredging",
            "deck": None,
            "section": [],
            "authors": ["Ada Quill"],
            "contributors": [],
            "published": "2031-03-12",
            "updated": None,
            "keywords": [],
            "captions": [],
            "ambiguous": [],
        },
        "entities": [
            {"id": "e1", "name": "Mara Venn", "label": "PERSON", "aliases": ["Venn"]},
            {"id": "e2", "name": "Tarnmouth", "label": "GPE", "aliases": []},
        ],
        "mentions": [
            {"at": [6, "Tarnmouth"], "label": "GPE", "form": "name", "entity": "e2"},
            {"at": [8, "Mara Venn"], "label": "PERSON", "form": "name", "entity": "e1"},
            {"at": [10, "Venn"], "label": "PERSON", "form": "name", "entity": "e1"},
        ],
        "quotes": [
            {
                "id": "q1",
                "kind": "direct",
                "attitude": "speech",
                "spans": [[8, "“We need one more survey,”"], [8, "“Then we can begin.”"]],
                "verbatim": [],
                "cue": [8, "said"],
                "speaker": [8, "Mara Venn"],
                "speaker_ids": ["e1"],
                "on_behalf_of": None,
                "parent": None,
                "phenomena": ["interrupted", "cue_inside"],
            },
            {
                "id": "q2",
                "kind": "indirect",
                "attitude": "speech",
                "spans": [[10, "that the work would cost less than last year"]],
                "verbatim": [],
                "cue": [10, "said"],
                "speaker": [10, "Venn"],
                "speaker_ids": ["e1"],
                "on_behalf_of": None,
                "parent": None,
                "phenomena": ["cue_before", "indirect_that"],
            },
        ],
        **changes,
    }


def folder_with(root: Path, pages: dict[str, str | bytes], *, open_: bool = False) -> Folder:
    """A corpus folder with these scrapes, reserved or open."""
    seeds = root / "seeds" / "open" if open_ else root / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    (root / "corpus").mkdir(exist_ok=True)
    for name, page in pages.items():
        data = page.encode() if isinstance(page, str) else page
        (seeds / name).write_bytes(data)
        if open_:
            (seeds / f"{name}.provenance.toml").write_text(
                f'sha256 = "{hashlib.sha256(data).hexdigest()}"\nrights = "open"\nlicense = "CC0-1.0"\nfictional = true\n'
            )
    return Folder(root)


def write_reading(path: Path, value: dict) -> Path:
    """Write a reading as JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path
