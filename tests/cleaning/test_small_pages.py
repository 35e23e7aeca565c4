"""Pages of a few lines: their sentences are text, unless what stands around them says otherwise."""

import pytest

from onrecord.cleaning.assemble import clean, clean_html
from onrecord.records import Role

MENU = '<nav><ul><li><a href="/n">News</a></li><li><a href="/s">Sport</a></li></ul></nav>'
ARTICLE = [
    "The ferry to Inch Island will sail for the last time on 31 March, the council said on Monday.",
    "“Nobody wanted this,” said Rolf Amberly, who chairs the committee that voted for it.",
    "About 140 people live on the island, and most of them work on the mainland.",
]
FURNITURE = {
    "comments": (
        '<section id="comments"><h2>1 comment</h2><div class="comment"><b>ferryfan</b><p>{}</p></div></section>',
        "I have taken this boat every week for thirty years and I think this is a disgrace.",
    ),
    "newsletter": (
        '<div class="newsletter"><h4>Morning briefing</h4><p>{}</p><input type="email"></div>',
        "Sign up to our daily email for the news that matters on the coast.",
    ),
    "share": (
        '<div class="sharedaddy"><ul><li><a href="/x">{}</a></li></ul></div>',
        "Click to share this with your friends (Opens in a new window)",
    ),
}


def page(*, behind: str = "", inside: str = "") -> str:
    """A page with a title, the article, and something inside or behind it."""
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in ARTICLE)
    text = first + inside + "".join(rest)
    title = "Ferry to Inch Island ends in March"
    head = f"<html><head><title>{title}</title></head><body>{MENU}"
    return f"{head}<article><h1>{title}</h1>{text}</article>{behind}<footer>© Gazette</footer>"


@pytest.mark.parametrize("where", ["inside", "behind"])
@pytest.mark.parametrize(("markup", "words"), FURNITURE.values(), ids=FURNITURE)
def test_sentences_in_furniture_are_none_of_the_text(where: str, markup: str, words: str) -> None:
    cleaned = clean_html(page(**{where: markup.format(words)}))
    assert words in cleaned.layer
    assert words not in cleaned.text
    assert all(paragraph in cleaned.text for paragraph in ARTICLE)


@pytest.mark.parametrize("sentence", [ARTICLE[0], ARTICLE[2]])
def test_the_only_sentence_of_a_page_is_its_text(sentence: str) -> None:
    for cleaned in (clean(sentence), clean_html(f"<p>{sentence}</p>")):
        assert cleaned.text == sentence
        assert cleaned.metadata.headline is None


def test_words_that_are_no_sentence_may_be_a_title_alone() -> None:
    cleaned = clean("Ferry to Inch Island ends in March")
    assert [block.role for block in cleaned.blocks] == [Role.headline]
