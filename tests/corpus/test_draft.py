"""What the machine drafts of a page keeps every rule that a reviewed annotation keeps."""

from pathlib import Path

import pytest

from onrecord.annotation import result
from onrecord.cleaning.read import decode
from onrecord.corpus import draft, rules, sheet
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.seeds import read_scrape, scrape_paths
from onrecord.errors import ScrapeError
from onrecord.records import EntityLabel, QuoteKind

OPEN = Path(__file__).parent.parent.parent / "seeds" / "open"
MACHINE = machine_provenance("1.0.0")
PAGES = scrape_paths(OPEN)[::4]


def drafted(path: Path) -> tuple[Annotation, str]:
    scrape = read_scrape(path)
    layer = decode(scrape.data, path)
    return draft.draft(scrape, layer.text, layer.encoding, MACHINE), layer.text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_draft_breaks_no_rule(path: Path) -> None:
    annotation, layer = drafted(path)
    assert [(rule.id, v) for rule, v in rules.violations(sheet.of_annotation(annotation))] == []
    assert Annotation.model_validate(annotation.model_dump()) == annotation
    spans = [layer[a.start : a.end] for at, a in annotation.anchors() if at[0] in ("quotes", "mentions")]
    assert spans == [words.strip() for words in spans]


def test_a_page_without_an_article_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "menu.txt"
    path.write_text("Home\nSport\nContact\n")
    with pytest.raises(ScrapeError, match="no article text"):
        drafted(path)


def test_what_the_annotator_draws_loosely_is_drawn_tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans lose white space at their ends, and a quote that leaves its parent has none."""

    def loose(text: str, units: object) -> result.Annotations:
        outer = result.Quote(spans=[(0, 12)], kind=QuoteKind.direct)
        inner = result.Quote(spans=[(3, 20)], kind=QuoteKind.direct, parent=0)
        nested = result.Quote(spans=[(3, 8)], kind=QuoteKind.direct, parent=0)
        mention = result.Mention(3, 8, EntityLabel.PERSON)
        return result.Annotations([outer, inner, nested], [mention], [])

    path = PAGES[0]
    annotation, layer = drafted(path)
    monkeypatch.setattr(draft, "annotate", loose)
    again = draft.with_annotations(annotation, layer, MACHINE)
    first = annotation.paragraphs[0].start
    assert [q.parent for q in again.quotes] == [None, None, again.quotes[0].id]
    words = layer[first + 3 : first + 8]
    assert layer[again.mentions[0].start : again.mentions[0].end] == words.strip()
