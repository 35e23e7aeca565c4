"""What a page says about its article, on invented pages with labels made by hand."""

import datetime

import pytest

from onrecord.cleaning import bylines, captions, language, metadata
from onrecord.cleaning.blocks import split
from onrecord.cleaning.metadata import Metadata, Moment
from onrecord.cleaning.roles import Label
from onrecord.records import Reason, Role

BODY = (
    "The lighthouse at Orrin Head went dark on Tuesday night after a storm cut the only cable that "
    "feeds it, and the harbour master of Tolvane has asked ships to keep two miles off the coast."
)
MORE = (
    "Engineers said the lamp could be lit again by Friday if the wind drops, and the harbour of "
    "Tolvane will stay closed until the lighthouse shines again."
)


def read(*lines: tuple[str, str] | str, url: str | None = None) -> Metadata:
    """The metadata of a page given as (line, role); a bare line is navigation."""
    pairs = [(line, "navigation") if isinstance(line, str) else line for line in lines]
    text = "\n".join(line for line, _ in pairs)
    blocks = split(text)
    roles = dict(pairs)
    labels = []
    for block in blocks:
        line = next(key for key in roles if text[block.content_start : block.content_end] in key)
        role, _, reason = roles[line].partition("/")
        stripped = not Role(role).is_content
        labels.append(Label(Role(role), Reason(reason or "menu") if stripped else None))
    found = metadata.read(text, blocks, labels, url)
    for part in [found.headline, found.deck, *found.section, *found.keywords]:
        assert part is None or part.text == " ".join(text[part.start : part.end].split())
    for photo in found.captions:
        for part in (photo.text, photo.credit):
            assert part is None or text[part.start : part.end] == part.text
    return found


def page(
    *between: tuple[str, str] | str, after: tuple[tuple[str, str] | str, ...] = (), **kw: str
) -> Metadata:
    """A page with a menu, a title, some lines, and two paragraphs."""
    return read(
        "Home", "News", "Sport", "Lighthouse at Orrin Head goes dark after storm", *between,
        (BODY, "paragraph"), (MORE, "paragraph"), *after, **kw,
    )  # fmt: skip


# --- the title -----------------------------------------------------------------------------------


def test_the_title_is_found_without_a_label() -> None:
    found = page(
        "Cable cut leaves ships without their oldest guide on the coast.",
        "By Ida Vale",
        "3 May 2031",
    )
    assert (
        found.headline and found.headline.text == "Lighthouse at Orrin Head goes dark after storm"
    )
    assert found.deck and found.deck.text.startswith("Cable cut")


def test_the_title_is_found_by_the_address_among_other_titles() -> None:
    found = read(
        "Harbour master of Tolvane asks ships to keep off", "3 May 2031",
        "Lighthouse at Orrin Head goes dark after storm", "3 May 2031",
        (BODY, "paragraph"), (MORE, "paragraph"),
        url="https://quill.example/news/harbour-master-asks-ships-keep-off",
    )  # fmt: skip
    assert found.headline and found.headline.text.startswith("Harbour master")


@pytest.mark.parametrize("path", ["Home > News > ", "Startseite » Meer » ", "Quill / Coast / ", "首页 > 海 > "])
def test_a_title_is_found_without_the_path_to_it(path: str) -> None:
    title = "Harbour master of Tolvane asks ships to keep off"
    found = read(
        "Menu", (f"{path}{title}", "headline"), "3 May 2031", (title, "headline"), "Share",
        (BODY, "paragraph"), (MORE, "paragraph"),
    )  # fmt: skip
    assert found.headline and found.headline.text == title


def test_a_title_with_a_sign_of_paths_stays_whole() -> None:
    title = "Ships / harbour of Tolvane: keep two miles off the coast"
    found = read(
        "Menu", (title, "headline"), "3 May 2031", "two miles off the coast", "the coast",
        (BODY, "paragraph"), (MORE, "paragraph"),
    )  # fmt: skip
    assert found.headline and found.headline.text == title


def test_a_page_without_text_may_have_no_title() -> None:
    assert read("3 May 2031").headline is None


# --- dates ---------------------------------------------------------------------------------------


def test_published_and_updated_run_together() -> None:
    found = page("By Ida Vale", "8/7/2031Updated: 8/22/2031")
    assert found.published == Moment(datetime.date(2031, 8, 7))
    assert found.updated == Moment(datetime.date(2031, 8, 22))
    assert found.ambiguous == ()


def test_an_ambiguous_date_is_null_and_named() -> None:
    found = page("By Ida Vale", "3/4/2031")
    assert found.published is None
    assert found.ambiguous == ("published",)


@pytest.mark.parametrize(
    ("line", "url", "day"),
    [
        ("Other story 25/3/2031", None, (2031, 4, 3)),
        ("Other story 3/25/2031", None, (2031, 3, 4)),
        ("April 3, 2031 edition", None, (2031, 4, 3)),
        ("Contact us", "https://quill.example/2031/03/fog", (2031, 3, 4)),
        ("Contact us", "https://quill.example.co.uk/fog", (2031, 4, 3)),
    ],
)
def test_the_page_resolves_an_ambiguous_date(
    line: str, url: str | None, day: tuple[int, int, int]
) -> None:
    found = page("By Ida Vale", "3/4/2031", after=((line, "footer"),), url=url)
    assert found.published and found.published.date == datetime.date(*day)
    assert found.ambiguous == ()


def test_nothing_is_updated_before_it_is_published() -> None:
    found = page("Published: March 20, 2031", "Updated: 2/4/2031")
    assert found.updated == Moment(datetime.date(2031, 4, 2))


def test_labels_in_other_languages() -> None:
    found = page("Veröffentlicht am 3. Mai 2031, 14:05 Uhr", "Zuletzt aktualisiert: 4. Mai 2031")
    assert found.published and found.published.iso == "2031-05-03T14:05"
    assert found.updated and found.updated.iso == "2031-05-04"
    found = page("2031年5月3日 14時05分", "（最終更新 2031年5月4日）")
    assert found.published and found.published.iso == "2031-05-03T14:05"
    assert found.updated and found.updated.iso == "2031-05-04"


def test_an_update_alone_does_not_become_the_publication() -> None:
    found = page("Last updated on May 3, 2031")
    assert found.published is None
    assert found.updated == Moment(datetime.date(2031, 5, 3))
    found = page("3/4/2031", "Last updated on May 3, 2031", ("Harbour news", "footer"))
    assert found.published is None
    assert found.ambiguous == ("published",)


def test_the_address_tells_which_number_of_a_date_with_points_is_the_month() -> None:
    for month, day in ((5, 3), (3, 5)):
        found = page("Ida Vale | 03.05.31", url=f"https://quill.example/2031/{month:02d}/fog.html")
        assert found.published == Moment(datetime.date(2031, month, day))
    assert page("Ida Vale | 03.05.31").published == Moment(datetime.date(2031, 5, 3))


def test_dates_of_other_stories_and_copyright_are_not_the_articles() -> None:
    found = page(
        after=(
            ("Ferry back in service", "related"),
            ("1 May 2031", "related"),
            ("© 2031 Quill. 2 May 2031", "footer"),
        )
    )
    assert found.published is None


def test_a_lone_date_behind_the_text_is_the_articles() -> None:
    stories = ("Harbour fees rise again", "related"), ("Ferry strike ends", "related")
    alone = page(after=(("Posted: May 3, 2031 6:10pm", "related"), *stories))
    assert alone.published == Moment(datetime.date(2031, 5, 3), "18:10")
    of_a_list = page(after=(("May 3, 2031", "related"), ("May 2, 2031", "related"), *stories))
    assert of_a_list.published is None
    beside_another = page("By Ida Vale", "3 May 2031", after=(("May 9, 2031", "related"), *stories))
    assert beside_another.published == Moment(datetime.date(2031, 5, 3))


@pytest.mark.parametrize("role", ["heading", "caption", "comments", "list_item", "topics", "related"])
@pytest.mark.parametrize(
    "line",
    [
        "May 3, 2031 6:10 PM",
        "Ida Vale | Orrin Head | 03.05.2031",
        "2031-05-03 18:10:00 From: Quill Weekly Desk: sea and shore Read: 5380 times so far (18)",
        "Ida ValeMay 03, 2031 2 Shares",
        "03.05.2031 - Posted by the harbour desk - Filed in: Sea and shore - Tags: fog, lamps, harbours",
    ],
)
def test_a_date_below_the_title_is_read_whatever_the_line_was_taken_for(line: str, role: str) -> None:
    found = page((line, role))
    assert found.published and found.published.date == datetime.date(2031, 5, 3)


def test_headings_inside_the_text_date_what_they_head() -> None:
    found = page(after=((f"So it went on. {MORE}", "paragraph"), ("3 May 2031", "heading"), (f"{BODY} So it ended.", "paragraph")))
    assert found.published is None


def test_what_stands_above_the_title_is_often_the_day_of_the_visit() -> None:
    found = read(
        ("Monday, 5 May 2031", "dateline"),
        ("Lighthouse at Orrin Head goes dark after storm", "headline"),
        ("3 May 2031, 18:10", "dateline"),
        (BODY, "paragraph"),
        (MORE, "paragraph"),
    )
    assert found.published == Moment(datetime.date(2031, 5, 3), "18:10")
    found = read(
        ("3 May 2031, 18:10", "dateline"),
        ("Lighthouse at Orrin Head goes dark after storm", "headline"),
        ("Hear more of this on Quill Radio on 5 May 2031 at 9:00", "dateline"),
        (BODY, "paragraph"),
        (MORE, "paragraph"),
    )
    assert found.published == Moment(datetime.date(2031, 5, 3), "18:10")


def test_of_several_days_the_one_in_the_address_is_meant() -> None:
    lines = ("May 5, 2031", "dateline"), ("May 3, 2031", "dateline")
    assert page(*lines).published == Moment(datetime.date(2031, 5, 5))
    for address in ("2031/05/03", "2031/5/3"):
        found = page(*lines, url=f"https://quill.example/{address}/fog")
        assert found.published == Moment(datetime.date(2031, 5, 3))
    found = page(*lines, url="https://quill.example/2031/05/fog")
    assert found.published == Moment(datetime.date(2031, 5, 5))
    comment = ("Bo Lark on May 29, 2031 said:", "comments")
    found = page(comment, url="https://quill.example/2031/05/03/fog#comment-7")
    assert found.published == Moment(datetime.date(2031, 5, 3))


@pytest.mark.parametrize(
    "line",
    [
        "This story was originally published May 3, 2031, 11:09 AM.",
        "Dieser Artikel wurde am 3. Mai 2031 um 11:09 von Ida Vale in Meer und Küste veröffentlicht",
        "Von Ida am 03.05.2031, 11:09 | 2 Meinungen",
    ],
)
def test_the_only_line_that_says_when_it_was_published_is_read_wherever_it_stands(line: str) -> None:
    others = ("May 9, 2031", "comments"), ("May 8, 2031", "comments")
    found = page(after=((line, "comments"), *others))
    assert found.published and found.published.date == datetime.date(2031, 5, 3)
    listed = ("Posted by Tom Lark on May 7, 2031", "related"), ("Posted May 6, 2031", "related")
    assert page(after=((line, "related"), *listed)).published is None


def test_a_sentence_about_a_day_before_there_were_pages_dates_none() -> None:
    assert page(("The lighthouse was lit first on May 3, 1935", "deck")).published is None
    assert page(("May 3, 1935", "deck")).published == Moment(datetime.date(1935, 5, 3))


def test_the_date_of_an_embedded_post_is_not_the_articles() -> None:
    found = page(after=(("— Ida Vale (@idavale) May 2, 2031", "caption"),))
    assert found.published is None


def test_a_date_in_a_sentence_is_not_the_publication() -> None:
    found = page(
        "The keeper left the tower for the last time on 9 June 1998, and nobody took his place there."
    )
    assert found.published is None


def test_relative_dates_give_nothing() -> None:
    found = page("By Ida Vale", "Published 2 hours ago")
    assert found.published is None
    assert found.ambiguous == ()


# --- people --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ida Vale", ["Ida Vale"]),
        ("By  IDA VALE", ["Ida Vale"]),
        ("by Ida Vale and Bo Lark", ["Ida Vale", "Bo Lark"]),
        ("By Ida Vale, Bo Lark and Mia de la Cruz", ["Ida Vale", "Bo Lark", "Mia de la Cruz"]),
        ("By Ida Vale in Tolvane", ["Ida Vale"]),
        ("By Ida Vale for The Quill", ["Ida Vale"]),
        ("By Ida Vale, Senior Harbour Correspondent", ["Ida Vale"]),
        ("By rural reporter Ida Vale", ["Ida Vale"]),
        ("By Ida Vale @idavale", ["Ida Vale"]),
        ("By Ida Vale | 3 May 2031", ["Ida Vale"]),
        ("By Ida ValeMay 3, 2031", ["Ida Vale"]),
        ("3 May 2031 by Ida Vale", ["Ida Vale"]),
        ("03/05/2031 - Publicado por: Ida Vale - Categoria: Mar", ["Ida Vale"]),
        ("Posted on 2031-05-03 23:30 EST by Ida Vale", ["Ida Vale"]),
        ("Written by Dr. Ida Vale, Institute of Fog", ["Ida Vale"]),
        ("Von Ida Vale und Bo Lark", ["Ida Vale", "Bo Lark"]),
        ("Ein Kommentar von Ida Vale", ["Ida Vale"]),
        ("Par Ida Vale et Bo Lark", ["Ida Vale", "Bo Lark"]),
        ("Por Ida Vale y Bo Lark", ["Ida Vale", "Bo Lark"]),
        ("Di Ida Vale", ["Ida Vale"]),
        ("Autor: Ida Vale", ["Ida Vale"]),
        ("Автор: Ида Вейл", ["Ида Вейл"]),
        ("Words: Ida Vale", ["Ida Vale"]),
        ("By Reuters", ["Reuters"]),
        ("By Harbour News Agency", ["Harbour News Agency"]),
        ("By Staff", []),
        ("By Ida A. Vale, Bo A.I. Lark, and Mia Fenn, QNN", ["Ida A. Vale", "Bo A.I. Lark", "Mia Fenn"]),
        ("By Ida Vale Associated Press", ["Ida Vale"]),
        ("By Ida Vale AP", ["Ida Vale"]),
        ("Geschrieben von Ida Vale", ["Ida Vale"]),
        ("Par IDA VALE, BO LARK Envoyés spéciaux à Tolvane", ["Ida Vale", "Bo Lark"]),
        ("作者：未知", []),
        ("By MIA BRANDT-DeVALE, BO McLARK and IDA VALE", ["MIA BRANDT-DeVALE", "BO McLARK", "Ida Vale"]),
        ("By Ida Vale May 3 at 10:15 AM", ["Ida Vale"]),
        ("By Ida Vale Health and science reporter, QNN", ["Ida Vale"]),
        ("By Ida Maria Vale Bloomberg", ["Ida Maria Vale"]),
        ("Posted byIda Vale", ["Ida Vale"]),
        ("来源：海雾网作者：林海燕", ["林海燕"]),
    ],
)
def test_bylines(line: str, authors: list[str]) -> None:
    assert list(page(line).authors) == authors


@pytest.mark.parametrize(
    "lines",
    [
        ("By", "Ida Vale", ",", "Bo Lark", "Published Friday"),
        ("Von", "Ida Vale", "und", "Bo Lark"),
    ],
)
def test_bylines_over_several_lines(lines: tuple[str, ...]) -> None:
    assert page(*lines).authors == ("Ida Vale", "Bo Lark")


def test_a_name_alone_needs_something_that_vouches_for_it() -> None:
    assert page("Ida Vale", "3 May 2031").authors == ("Ida Vale",)
    assert page("Ida Vale", "Ida is a reporter on the harbour desk.", "Share").authors == (
        "Ida Vale",
    )
    assert page("Great Escape", "Share").authors == ()


def test_words_that_the_page_writes_small_elsewhere_are_no_name() -> None:
    points = "The key to the lamp room was lost, and from these points of the coast nothing is seen."
    assert page("Key Points", "May 3, 2031", (points, "paragraph")).authors == ()
    assert page("Ida Vale", "May 3, 2031", ("ida vale, fog, lamps", "topics")).authors == ("Ida Vale",)


@pytest.mark.parametrize("line", ["发布日期", "发表于", "기사입력", "昨天", "关注"])
def test_labels_in_scripts_without_blanks_are_no_names(line: str) -> None:
    assert page(line, "2031-05-03 18:10").authors == ()


@pytest.mark.parametrize("line", ["Text Size", "Story Highlights", "Weitere Informationen", "字号"])
def test_what_a_page_is_used_by_is_no_name(line: str) -> None:
    assert page(line, "May 3, 2031 18:10").authors == ()


def test_a_line_that_ends_with_a_day_and_its_time_is_no_caption() -> None:
    noise = [f"Button {number}" for number in range(20)]
    signed = ("Ida Vale, QUILL COAST Desk 6:10 p.m. EDT May 3, 2031", "caption")
    assert page(*noise, signed).authors == ("Ida Vale",)
    assert page(*noise, ("Ida Vale at the lighthouse, May 3, 2031", "caption")).authors == ()


@pytest.mark.parametrize("line", ["By Ida Vale Harbour News", "Harbour News Ida Vale"])
def test_the_name_of_the_outlet_is_no_part_of_its_authors_name(line: str) -> None:
    outlet = ("Harbour News", "navigation/site_name")
    owner = ("© 2031 Harbour News", "footer")
    assert page(outlet, (line, "byline"), "May 3, 2031", after=(owner,)).authors == ("Ida Vale",)


@pytest.mark.parametrize(
    ("name", "outlet", "bare"),
    [
        ("Ida Vale The Quill", "The Quill", "Ida Vale"),
        ("Quill Ida Vale", "QUILL", "Ida Vale"),
        ("Ida Vale", "Vale", "Ida Vale"),
        ("Ida Vale", None, "Ida Vale"),
        ("Ida Vale", "Harbour Quill News", "Ida Vale"),
    ],
)
def test_names_without_their_outlet(name: str, outlet: str | None, bare: str) -> None:
    assert bylines.without_outlet(name, outlet) == bare


def test_a_biography_gives_no_author() -> None:
    found = page(
        after=(("Ida Vale is a reporter at the Quill and lives in Tolvane.", "author_box"),)
    )
    assert found.authors == ()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Bo Lark and Reuters contributed to this report.", ["Bo Lark", "Reuters"]),
        ("Quill staff writer Bo Lark contributed to this story.", ["Bo Lark"]),
        ("Bo Lark contributed reporting from Tolvane.", ["Bo Lark"]),
        ("(Reporting by Bo Lark in Tolvane; Editing by Mia Sund)", ["Bo Lark", "Mia Sund"]),
        ("Additional reporting by Bo Lark.", ["Bo Lark"]),
        ("Additional reporting: Bo Lark", ["Bo Lark"]),
        ("Translated from the Danish by Mia Sund.", ["Mia Sund"]),
        ("Mitarbeit: Bo Lark", ["Bo Lark"]),
        ("(dna, Bo Lark)", ["dna", "Bo Lark"]),
        ("Ida Vale contributed to this report.", []),
    ],
)
def test_credit_lines(line: str, named: list[str]) -> None:
    found = page("By Ida Vale", after=((line, "credit"),))
    assert list(found.contributors) == named


# --- captions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("The tower on May 3, 2031. (Bo Lark/Fjord via Tern Images)", "The tower on May 3, 2031.", "Bo Lark/Fjord via Tern Images"),
        ("The tower on May 3, 2031. Bo Lark/Fjord via Tern Images", "The tower on May 3, 2031.", "Bo Lark/Fjord via Tern Images"),
        ("The tower (left) at dawn. (Image: council file photo)", "The tower (left) at dawn.", "council file photo"),
        ("The tower at dawn Photo: Bo Lark", "The tower at dawn", "Bo Lark"),
        ("The tower at dawn. Photograph: Bo Lark/Fjord", "The tower at dawn.", "Bo Lark/Fjord"),
        ("The tower at dawn. Foto: Bo Lark (Fjord)", "The tower at dawn.", "Bo Lark (Fjord)"),
        ("The tower at dawn. © Bo Lark/dpa", "The tower at dawn.", "Bo Lark/dpa"),
        ("The tower at dawn (Supplied: Tolvane Council)", "The tower at dawn", "Tolvane Council"),
        ("The tower at dawn. Courtesy of Bo Lark", "The tower at dawn.", "Bo Lark"),
        ("The tower at dawn. Getty Images", "The tower at dawn.", "Getty Images"),
        ("The tower at dawn | Bo Lark/AP", "The tower at dawn", "Bo Lark/AP"),
        ("The tower seen from St. Orrin Head", "The tower seen from St. Orrin Head", None),
        ("The tower at dawn (left) and at dusk (right)", "The tower at dawn (left) and at dusk (right)", None),
        ("Photo by Bo Lark", None, "Bo Lark"),
    ],
)  # fmt: skip
def test_captions(line: str, text: str | None, credit: str | None) -> None:
    (photo,) = page((line, "caption")).captions
    assert (photo.text and photo.text.text, photo.credit and photo.credit.text) == (text, credit)


def test_a_credit_on_its_own_line_completes_the_caption() -> None:
    (photo,) = page(("The tower at dawn", "caption"), ("Foto: Bo Lark", "credit")).captions
    assert photo.text and photo.text.text == "The tower at dawn"
    assert photo.credit and photo.credit.text == "Bo Lark"


def test_each_caption_once() -> None:
    found = page(
        ("The tower at dawn. (Bo Lark/Fjord)", "caption"),
        ("The tower at dawn. Bo Lark/Fjord", "caption"),
    )
    assert len(found.captions) == 1


# --- the rest ------------------------------------------------------------------------------------


def test_what_is_called_topics_for_want_of_a_role_gives_no_keywords() -> None:
    guessed = Label(Role.topics, Reason.after_article)
    sure = Label(Role.topics, Reason.topic_list)
    lines = ["The lamps of the harbour are dim.", "Back to top", "Tags:", "Fog", "Storms", "12 of 57"]

    def keywords(*labels: Label) -> list[str]:
        text = "\n\n".join(lines)
        found = metadata.read(text, split(text), [Label(Role.paragraph), *labels])
        return [part.text for part in found.keywords]

    menu = Label(Role.navigation, Reason.menu)
    assert keywords(guessed, guessed, guessed, guessed, menu) == ["Fog", "Storms"]
    assert keywords(guessed, menu, sure, sure, menu) == ["Fog", "Storms"]


def test_section_path_and_keywords() -> None:
    found = read(
        ("Home > World > Coasts", "navigation/breadcrumb"),
        ("Lighthouse at Orrin Head goes dark after storm", "headline"),
        (BODY, "paragraph"), (MORE, "paragraph"),
        ("Tags: Harbours, Storms", "topics"), ("Fog lamps", "topics"),
    )  # fmt: skip
    assert [part.text for part in found.section] == ["World", "Coasts"]
    assert [part.text for part in found.keywords] == ["Harbours", "Storms", "Fog lamps"]


def test_a_deck_of_several_lines() -> None:
    found = page(("Cable cut by storm", "deck"), ("Ships told to keep off", "deck"))
    assert found.deck and found.deck.text == "Cable cut by storm Ships told to keep off"


@pytest.mark.parametrize(
    ("top", "bottom", "url", "publisher"),
    [
        (
            "The Tolvane Quill",
            "© 2031 Tolvane Quill Ltd. All rights reserved.",
            None,
            "The Tolvane Quill",
        ),
        ("TOLVANE QUILL", "© 2031 Tolvane Quill Inc.", None, "Tolvane Quill"),
        (
            "The Tolvane Quill",
            "Contact us",
            "https://www.tolvanequill.example/a",
            "The Tolvane Quill",
        ),
        ("Truth, Courage, Fog.", "Contact us", None, None),
        ("Menu", "Copyright © 1999 - 2031 Quill & Daughters LLC", None, "Quill & Daughters"),
    ],
)
def test_the_outlet_is_named_only_where_the_page_says_so(
    top: str, bottom: str, url: str | None, publisher: str | None
) -> None:
    found = read(
        top, ("Lighthouse at Orrin Head goes dark after storm", "headline"),
        (BODY, "paragraph"), (MORE, "paragraph"), (bottom, "footer"), url=url,
    )  # fmt: skip
    assert found.publisher == publisher


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The tower was dark and the ships were told to keep off the coast for the night.", "en"),
        (
            "Der Turm war dunkel, und die Schiffe sollten sich in der Nacht von der Küste fernhalten.",
            "de",
        ),
        (
            "La tour est restée dans le noir et les navires ont dû se tenir loin de la côte pour la nuit.",
            "fr",
        ),
        (
            "La torre quedó a oscuras y los barcos tuvieron que alejarse de la costa por la noche.",
            "es",
        ),
        (
            "A torre ficou às escuras e os navios não puderam se aproximar da costa durante a noite.",
            "pt",
        ),
        (
            "Wieża była ciemna, a statki nie mogły się zbliżyć do brzegu, bo nie było światła na noc.",
            "pl",
        ),
        (
            "Башня была темна, и корабли не могли подойти к берегу, так как ночью не было света.",
            "ru",
        ),
        ("灯台は火曜日の夜に消え、船は海岸から離れるように言われた。", "ja"),
        ("灯塔星期二晚上熄灭，船只被要求远离海岸。", "zh"),
        ("등대가 화요일 밤에 꺼져 배들은 해안에서 떨어지라는 말을 들었다.", "ko"),
        ("المنارة مظلمة في الليل وعلى السفن أن تبتعد عن الساحل بعد هذه العاصفة", "ar"),
        ("12:30 | 14", None),
        ("", None),
    ],
)
def test_language(text: str, tag: str | None) -> None:
    assert language.of(text) == tag


@pytest.mark.parametrize(
    "line", ["By " + "a" * 5000, "(" * 5000, "Photo: " * 2000, "Ida Vale, " * 2000]
)
def test_long_lines_end_soon(line: str) -> None:
    bylines.announced(line)
    bylines.contributors(line[:300])
    captions.split(line, 0, len(line))
