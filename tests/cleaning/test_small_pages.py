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


@pytest.mark.parametrize("behind", ["\n\n", "\nBy Ida Vale\n\n", "\nStaff\n3 May 2031\n\n"])
@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Ferry ends in March", ARTICLE[0]),
        ("Will the ferry sail again?", ARTICLE[2]),
        ("島への渡し船、三月で廃止", "市議会は月曜日、島への最後の渡し船が三月三十一日に出航すると発表した。"),
        ("Паром больше не ходит", "Последний паром на остров отправится в марте, сообщил городской совет."),
    ],
)  # fmt: skip
def test_what_stands_first_above_so_little_text_is_its_title(
    title: str, behind: str, sentence: str
) -> None:
    cleaned = clean(title + behind + sentence)
    assert cleaned.metadata.headline.text == title
    assert cleaned.text == sentence


@pytest.mark.parametrize("line", ["By Ida Vale", "3 May 2031", "Home", "Photo: Bo Lark"])
def test_not_all_that_stands_there_is_a_title(line: str) -> None:
    cleaned = clean(f"{line}\n\n{ARTICLE[0]}\n\n{ARTICLE[2]}")
    assert cleaned.metadata.headline is None


def test_a_speech_of_several_sentences_is_no_title() -> None:
    paragraphs = [
        "市議会は月曜日、島への最後の渡し船が三月三十一日に出航すると発表した。",
        "「誰も望んではいなかった」と委員長は語った。「しかし船は建造から五十年が経つ」",
        "島にはおよそ百四十人が暮らし、そのほとんどが本土で働いている。",
    ]
    cleaned = clean("\n\n".join(["島への渡し船、三月で廃止", "記者 森川はるか", *paragraphs]))
    assert cleaned.text == "\n\n".join(paragraphs)


def test_words_that_are_no_sentence_may_be_a_title_alone() -> None:
    cleaned = clean("Ferry to Inch Island ends in March")
    assert [block.role for block in cleaned.blocks] == [Role.headline]
