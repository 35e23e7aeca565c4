"""A small corpus of invented pages, made in a folder of the test's own."""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onrecord
from onrecord.cleaning.read import decode
from onrecord.corpus import annotations as store
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.corpus import Corpus, assemble
from onrecord.corpus.folder import Folder
from onrecord.corpus.freeze import freeze
from onrecord.corpus.gather import gather
from onrecord.corpus.ledger import read as read_ledger
from onrecord.corpus.reading import compile_reading

SRC = Path(onrecord.__file__).parent.parent


@dataclass(frozen=True)
class Page:
    """An invented page: a headline, who wrote it, and paragraphs in which people speak."""

    name: str
    headline: str
    author: str
    day: str
    place: str
    said: list[tuple[str, str]] = field(default_factory=list)
    rights: str = "open"
    caption: str = "Boats at rest in the evening"
    opening: str = "woke to news that nobody there had looked for."
    footer: str = "All rights are invented"

    def lines(self) -> list[str]:
        """The page as scraped."""
        speech = [f"“{words},” {who} said." for who, words in self.said]
        return [
            "The Quillhaven Lantern",
            self.headline,
            f"By {self.author}",
            self.day,
            f"{self.caption} (Ottoline Frisk/Lantern Pictures)",
            f"{self.place} {self.opening}",
            *speech,
            self.footer,
        ]

    def reading(self) -> dict[str, Any]:
        """What a careful reader finds on it."""
        people = list(dict.fromkeys(who for who, _ in self.said))
        ids = {who: f"e{number}" for number, who in enumerate(people, 2)}
        last = len(self.lines())
        reading = {
            "scrape": f"{self.name}.txt",
            "reader": "a test",
            "rights": self.rights,
            "fictional": True,
            "story": self.name,
            "publisher": "The Quillhaven Lantern",
            "language": "en",
            "roles": [
                [1, 1, "navigation", "site_name"],
                [2, 2, "headline"],
                [3, 3, "byline"],
                [4, 4, "dateline"],
                [5, 5, "caption"],
                [6, last - 1, "paragraph"],
                [last, last, "footer", "footer_notice"],
            ],
            "metadata": {
                "headline": self.headline,
                "authors": [self.author],
                "published": self.day,
                "captions": [
                    {"line": 5, "text": self.caption, "credit": "Ottoline Frisk/Lantern Pictures"}
                ],
            },
            "entities": [
                {"id": "e1", "name": self.place, "label": "GPE"},
                *({"id": ids[who], "name": who, "label": "PERSON"} for who in people),
            ],
            "mentions": [
                {"at": [6, self.place], "label": "GPE", "form": "name", "entity": "e1"},
                *(
                    {"at": [7 + i, who], "label": "PERSON", "form": "name", "entity": ids[who]}
                    for i, (who, _) in enumerate(self.said)
                ),
            ],
            "quotes": [
                {
                    "id": f"q{i}",
                    "kind": "direct",
                    "attitude": "speech",
                    "spans": [[7 + i, f"“{words},”"]],
                    "cue": [7 + i, "said"],
                    "speaker": [7 + i, who],
                    "speaker_ids": [ids[who]],
                }
                for i, (who, words) in enumerate(self.said)
            ],
        }
        return reading | ({"license": "CC0-1.0"} if self.rights == "open" else {})


PAGES = [
    Page("eels", "Eels return to the mill race", "Perpetua Nance", "2024-03-01", "Ostrow",
         [("Bram Halloway", "The eels came back on their own"), ("Ida Wren", "We had stopped counting")]),
    Page("clock", "Town clock runs backwards", "Rufus Oake", "2024-05-11", "Tarn Hollow",
         [("Sable Munro", "It was right twice as often")]),
    Page("bakery", "Bakery sells its last loaf", "Perpetua Nance", "2024-06-02", "Ostrow",
         [("Ida Wren", "Nobody has bread like that"), ("Colm Dreyer", "I baked it for my aunt")]),
    Page("signal", "Signal box becomes a library", "Lucan Pell", "2025-01-19", "Nether Fenwick",
         [("Maud Ferris", "Trains are stories that leave on time")]),
    Page("orchard", "Orchard vote is tied again", "Rufus Oake", "2025-02-07", "Sallow Green",
         [("Bram Halloway", "Apples are not a party matter")]),
]  # fmt: skip

LAMP = Page(
    "lamp", "Lamp is lit", "Rufus Oake", "2025-03-03", "Ostrow", [("Ida Wren", "It burns all night")]
)
RESERVED = Page(
    "ferry", "Ferry found moored in a cornfield", "Zelda Quine", "2025-04-23", "Upper Mossley",
    [("Hester Vale", "My anchor held better than your promises did"),
     ("Odo Tench", "A cornfield is merely a very slow harbour")],
    rights="reserved", caption="The ferry among the corn at dusk",
    opening="saw its ferry leave the river for good.", footer="Nothing here may be printed again",
)  # fmt: skip
"""A page whose words are someone else's, as far as the tests go; in truth they are invented too."""


def add(folder: Folder, page: Page, *, annotated: bool = True, scrape: bool = True) -> str:
    """Put a page into a corpus folder, with its provenance and annotation; returns its article's id."""
    data = ("\n".join(page.lines()) + "\n").encode()
    path = (folder.seeds / "open" if page.rights == "open" else folder.seeds) / f"{page.name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256(data).hexdigest()
    terms = (
        'license = "CC0-1.0"\nfictional = true\n' if page.rights == "open" else "fictional = true\n"
    )
    provenance = f'sha256 = "{sha256}"\nrights = "{page.rights}"\n{terms}'
    path.with_name(f"{path.name}.provenance.toml").write_text(provenance, encoding="utf-8")
    if scrape:
        path.write_bytes(data)
    if annotated:
        layer = decode(data, path)
        annotation = compile_reading(page.reading(), data, layer)
        store.write(annotation, folder.annotation_path(annotation.id))
    return store.article_id(sha256)


def make_small(root: Path) -> Folder:
    """A frozen corpus of five open pages and a reserved one."""
    folder = Folder(root)
    for page in [*PAGES, RESERVED]:
        add(folder, page)
    freeze(folder, machine_provenance(onrecord.__version__))
    return folder


def corpus_of(folder: Folder, *, words_of_reserved: bool = True) -> Corpus:
    """The records of a corpus folder."""
    machine = machine_provenance(onrecord.__version__)
    items = gather(folder, machine, run_models=False).items
    return assemble(
        items, read_ledger(folder.ledger), machine, words_of_reserved=words_of_reserved
    )[0]


def copy_of(folder: Folder, root: Path) -> Folder:
    """A copy of a corpus folder."""
    shutil.copytree(folder.root, root)
    return Folder(root)


def python(
    code: str, *arguments: object, env: dict[str, str] | None = None, check: bool = True
) -> str:
    """What a fresh Python process prints when it runs `code`."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def edit_annotation(folder: Folder, identifier: str, change: Any) -> None:
    """Rewrite an annotation file: `change` gets its JSON and alters it in place."""
    path = folder.annotation_path(identifier)
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    store.write(store.Annotation.model_validate(value), path)


UNREAD = """The Quillhaven Lantern

Weir keeper counts every salmon by hand

By Perpetua Nance
June 14, 2025

The keeper of the weir at Ostrow has counted salmon by hand for thirty-one years, and she does not mean to stop now that a machine has been offered to her.

“A machine counts what passes,” Ida Wren said on Friday. “I count what comes home.” She keeps the numbers in school notebooks, one for each spring, and lends them to anyone who asks.

The river board had proposed a camera and a lamp under the second arch. Its engineer, Colm Dreyer, said that the board would wait another year before it decided anything.

Wren walked back along the wall in the rain afterwards. She said the fish were late this year, as they had been in the year of the long frost, and that nobody should worry yet.

All rights are invented
"""
"""A page that nobody has read yet: the machine has to."""


def drop(folder: Folder, text: str = UNREAD) -> None:
    """Put an open page into a corpus folder that nobody annotated."""
    path = folder.seeds / "open" / "weir.txt"
    path.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    provenance = f'sha256 = "{sha256}"\nrights = "open"\nlicense = "CC0-1.0"\nfictional = true\n'
    path.with_name(f"{path.name}.provenance.toml").write_text(provenance, encoding="utf-8")
