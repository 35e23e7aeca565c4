"""The two real scrapes, by the machine alone: what it must reach, measured against the adjudicated readings.

They belong to their publishers and are not in the repository; the tests are skipped where they are absent.
"""

from pathlib import Path

import pytest

from onrecord.cleaning.read import decode
from onrecord.corpus import annotations as store
from onrecord.corpus.agreement import Score, compare
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.draft import draft
from onrecord.corpus.seeds import Scrape

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
REAL = sorted(SEEDS.glob("*.txt"))

pytestmark = pytest.mark.skipif(not REAL, reason=f"the real scrapes are not in {SEEDS}")


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    total: dict[str, Score] = {}
    for path in REAL:
        scrape = Scrape(path, path.read_bytes(), None)
        layer = decode(scrape.data)
        gold = store.read(ROOT / "corpus" / "annotations" / f"{store.article_id(scrape.sha256)}.json")
        found = draft(scrape, layer.text, layer.encoding, machine_provenance("test"))
        for what, score in compare(found, gold).items():
            total[what] = total.get(what, Score(0, 0, 0)) + score
    return total


def test_every_body_line_is_kept_and_nothing_else(scores):
    assert scores["text lines"].f1 == 1.0


@pytest.mark.parametrize(
    "field", ["headline", "deck", "authors", "contributors", "published", "updated", "captions"]
)
def test_metadata_is_all_right(scores, field):
    assert scores[f"metadata: {field}"].f1 == 1.0


def test_marked_quotes_are_found_with_their_speakers(scores):
    assert scores["quotes: direct or mixed"].f1 >= 0.95
    assert scores["the same, direct or mixed"].f1 >= 0.9
