"""What decided a line's role, as told on terminals, on pages and to programs."""

import io
import json
import re

import pytest
from rich.console import Console

from onrecord.cleaning.evidence import GROUPS, Evidence
from onrecord.cleaning.read import Layer, decode
from onrecord.cleaning.site import RECURRING_COST, Rule, Site, line_key
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.reading import compile_reading
from onrecord.records import Role
from onrecord.view import article_page, data, terminal, why
from tests.small import PAGES


def evidence(kept: float, role: Role, **more) -> Evidence:
    """Evidence in which links speak against the text and words for the role."""
    none = dict.fromkeys(GROUPS, 0.0)
    return Evidence(
        kept, role, 0.9, none | {"links": -2.0, "shape": 0.1}, none | {"words": 1.4}, **more
    )


def seen() -> tuple[Annotation, Layer]:
    """A reviewed invented page."""
    content = "\n".join(PAGES[0].lines()).encode()
    layer = decode(content)
    return compile_reading(PAGES[0].reading(), content, layer), layer


def test_a_stripped_line_tells_its_role_and_only_what_matters() -> None:
    [claim] = why.claims(evidence(0.01, Role.share), Role.share)
    assert (claim.what, claim.probability, claim.moves) == ("share", 0.9, [("words", 1.4)])


def test_a_doubtful_line_tells_both() -> None:
    text, role = why.claims(evidence(0.4, Role.share), Role.share)
    assert (text.what, text.moves) == ("text", [("links", -2.0)])
    assert role.what == "share"


def test_a_paragraph_tells_why_it_is_text_and_what_else_the_model_took_it_for() -> None:
    assert [c.what for c in why.claims(evidence(0.9, Role.paragraph), Role.paragraph)] == ["text"]
    other = why.claims(evidence(0.9, Role.author_box), Role.paragraph)
    assert [claim.what for claim in other] == ["text", "author box"]


def test_facts_of_markup_in_words() -> None:
    one = evidence(0.1, Role.headline, path="main > h1", linked=0.5, told="title")
    assert why.facts(one) == ["the page's data have it as title", "links 50%", "main > h1"]
    assert why.facts(evidence(0.1, Role.headline)) == []


def test_each_block_of_the_page_has_its_evidence() -> None:
    annotation, layer = seen()
    found = why.of(layer, annotation.blocks)
    assert list(found) == [block.start for block in annotation.blocks]


def test_blocks_that_the_machine_would_cut_otherwise_have_none() -> None:
    annotation, layer = seen()
    moved = annotation.blocks[0].model_copy(update={"start": 3})
    assert why.of(layer, [moved]) == {}


@pytest.mark.parametrize("width", [40, 100])
def test_the_terminal_tells_it_below_the_line(width: int) -> None:
    annotation, layer = seen()
    first = annotation.blocks[0].start
    found = {first: evidence(0.4, Role.share, path="nav.main > a", linked=1.0)}
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(terminal.page(layer.text, annotation.blocks, found))
    shown = " ".join(console.file.getvalue().split())
    assert "text 40%: links −2.0 · share 90%: words +1.4 · links 100% · nav.main > a" in shown
    assert max(map(len, console.file.getvalue().splitlines())) <= width


def test_a_class_cannot_steer_the_terminal_or_the_page() -> None:
    annotation, layer = seen()
    found = {annotation.blocks[0].start: evidence(0.4, Role.share, path="p.\x1b[2J<script>")}
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False)
    console.print(terminal.page(layer.text, annotation.blocks, found))
    assert "\x1b[2J" not in console.file.getvalue()
    made = article_page.article_page(annotation, layer.text, {}, found)
    assert "<script" not in made and "\x1b" not in made


def test_programs_get_all_of_it() -> None:
    annotation, layer = seen()
    shown = data.as_json(annotation, layer.text, why.of(layer, annotation.blocks))
    told = json.loads(json.dumps(shown))["blocks"][0]["evidence"]
    assert set(told["to_text"]) == set(told["to_role"]) == set(GROUPS)
    assert 0 <= told["text"] <= 1 and told["role"] in set(Role)
    assert "evidence" not in data.as_json(annotation, layer.text)["blocks"][0]


# --- the page that stands alone -------------------------------------------------------------------


def words_of(html: str) -> str:
    """What a reader sees of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", html.partition("<body>")[2]).split())


def test_the_page_holds_article_quotes_and_lines() -> None:
    annotation, layer = seen()
    made = article_page.article_page(
        annotation, layer.text, {"e1": "e-1"}, why.of(layer, annotation.blocks)
    )
    told = words_of(made)
    for words in ("reviewed by a test", PAGES[0].headline, "← site name", "Who said what", "e-1"):
        assert words in told
    assert "“We had stopped counting,”2 Ida Wren said." in told
    assert made.count("<details>") == len(annotation.blocks)
    assert not re.search(r"(?:src|href)=", made)


def test_marks_that_overlap_keep_the_words_in_order() -> None:
    text = "“He said ‘never again’ to me.”"
    marks = [
        (0, len(text), "q direct", "<sup>1</sup>"),
        (9, 22, "q direct", "<sup>2</sup>"),
        (1, 3, "speaker", ""),
    ]
    made = "".join(article_page._marked(text, 0, len(text), marks))
    assert re.sub(r"<[^>]+>", "", made) == "“He said ‘never again’2 to me.”1"
    assert 'class="q direct speaker">He<' in made


def test_words_of_the_page_are_escaped() -> None:
    annotation, layer = seen()
    hostile = layer.text.replace("Lantern", "<i>tern>")
    assert "<i>tern" not in article_page.article_page(annotation, hostile)


def test_what_is_known_of_the_outlet_is_told() -> None:
    annotation, layer = seen()
    *_, first, last = [block.start for block in annotation.blocks if Role(block.role).is_text]
    lines = {b.start: layer.text[b.start : b.end].strip() for b in annotation.blocks}
    site = Site(
        frozenset({line_key(lines[first])}),
        (Rule(re.compile(re.escape(lines[last])), Role.newsletter),),
    )
    plain, told = why.of(layer, annotation.blocks), why.of(layer, annotation.blocks, site)
    assert told[first].kept < plain[first].kept
    text, *_ = why.claims(told[first], Role.paragraph)
    assert ("recurs on the outlet's pages", -RECURRING_COST) in text.moves
    assert "the outlet's profile says so" in why.facts(told[last])
    assert why.as_json(told[last])["profile"] and not why.as_json(told[first])["profile"]
    same = set(plain) - {first, last}
    assert {start: plain[start] for start in same} == {start: told[start] for start in same}
