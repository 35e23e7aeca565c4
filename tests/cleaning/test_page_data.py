"""What pages say for machines: read in any spelling, never trusted to be sound. All invented."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import page_metadata
from onrecord.cleaning.assemble import clean_html
from onrecord.cleaning.html import Head, render
from onrecord.cleaning.page_data import PageData, moment


def read(*data: str, meta: str = "", title: str = "") -> PageData:
    scripts = "".join(f'<script type="application/ld+json">{one}</script>' for one in data)
    return PageData(render(f"<html><title>{title}</title>{meta}{scripts}").head)


ARTICLE = {
    "@type": ["Thing", "NewsArticle"],
    "headline": "Ferry &amp; crew saved",
    "author": [{"@type": "Person", "name": "Ida Vale"}, "Tom Lark"],
    "datePublished": "2031-03-05T10:00:00Z",
    "dateModified": "2031-03-06",
    "publisher": {"name": "The Lantern"},
    "articleSection": ["Sea", "Rescue"],
    "keywords": "ferry, rescue",
    "articleBody": "The ferry sank.",
    "inLanguage": "en-GB",
}


def test_an_article_is_found_wherever_it_stands_in_the_data():
    nested = {"@graph": [{"@type": "WebSite", "name": "x"}, {"mainEntity": ARTICLE, "@type": "WebPage"}]}
    for data in (ARTICLE, [ARTICLE], nested):
        found = read(json.dumps(data))
        assert found.titles[0] == "Ferry & crew saved"
        assert found.authors == (("Ida Vale", "Tom Lark"),)
        assert found.published == ("2031-03-05T10:00:00Z",)
        assert found.updated == ("2031-03-06",)
        assert found.publisher == ("The Lantern",)
        assert found.section == ("Sea", "Rescue")
        assert found.keywords == ("ferry", "rescue")
        assert found.body == "The ferry sank."
        assert found.language == "en"


@pytest.mark.parametrize(
    "data",
    [
        '<!-- {"@type": "Article", "headline": "One"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "One"}\n//]]>',
        '{"@type": "Article", "headline": "One",}',
        '{"@type": "Article", "headline": "One"};',
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;One&quot;}",
        '{"@type": "http://schema.org/Article", "headline": "One\nand a line end"}',
    ],
)
def test_data_that_are_written_carelessly_are_read(data):
    assert read(data).titles[0].startswith("One")


_BROKEN = """{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "A "calm" sea",
 "datePublished": 2031-03-05T10:00:00+01:00, "dateModified": "2031-03-06", "image": https://lantern.example/sea
 "author": [{"@type": "Person", "name": "Ida Vale"}]}"""


def test_data_that_are_no_json_tell_of_their_only_article():
    found = read(_BROKEN)
    assert found.published == ("2031-03-05T10:00:00+01:00",)
    assert found.updated == ("2031-03-06",)
    assert found.authors == (("Ida Vale",),)
    for broken in (_BROKEN + _BROKEN, _BROKEN.replace("NewsArticle", "Event")):
        assert read(broken).all() == PageData(Head()).all()


def test_a_name_for_the_moments_of_many_articles_is_asked_last():
    listed = "".join(f'<meta name="dc.date" content="2031-02-0{day}">' for day in (1, 2, 3))
    own = '<meta name="dcterms.date" content="2031-03-05">'
    assert read(meta=listed + own).published[0] == "2031-03-05"
    assert read(meta=listed).published[0] == "2031-02-01"


def test_names_are_given_in_the_order_in_which_they_are_spoken():
    named = ["Vale, Ida", "de la Cruz, Mia"]
    meta = "".join(f'<meta name="citation_author" content="{name}">' for name in named)
    assert read(meta=meta).authors == (("Ida Vale", "Mia de la Cruz"),)
    alone = '<meta name="author" content="Ida Vale, Harbour Quill">'
    assert read(meta=alone).authors == (("Ida Vale, Harbour Quill",),)


@pytest.mark.parametrize("data", ["", "{", "null", "3", '"x"', "[" * 100_000, '{"@type": null}', '{"@type": "Article", "author": [[1], {"name": {}}], "headline": {"a": []}}'])
def test_data_that_cannot_be_read_say_nothing(data):
    assert read(data).all() == PageData(Head()).all()


def test_of_several_articles_the_one_that_the_title_names_is_meant():
    other = {"@type": "Article", "headline": "Bridge opens", "author": {"name": "Eve Marsh"}}
    mine = {"@type": "Article", "headline": "Ferry sinks", "author": {"name": "Ida Vale"}}
    found = read(json.dumps([other, mine]), title="Ferry sinks | The Lantern")
    assert found.titles[0] == "Ferry sinks"
    assert found.authors[0] == ("Ida Vale",)


@pytest.mark.parametrize("kind", ["NewsArticle", "WebPage"])
def test_a_name_that_stands_elsewhere_in_the_data_is_looked_up(kind):
    person = {"@type": ["Person"], "@id": "#ida", "name": "Ida Vale"}
    mine = {"@type": kind, "author": [{"@id": "#ida"}, {"@id": "#tom"}], "headline": "Ferry sinks"}
    assert read(json.dumps({"@graph": [mine, person]})).authors == (("Ida Vale",),)
    assert read(json.dumps({"@graph": [mine]})).authors == ()


def test_what_is_shown_beside_a_link_names_the_author_where_it_says_so():
    shown = (
        '<meta name="twitter:label{}" content="Written by"><meta name="twitter:data{}" content="Ida Vale">'
        '<meta name="twitter:label{}" content="Reading time"><meta name="twitter:data{}" content="7 min">'
    )
    for author, time in ((1, 2), (2, 1)):
        assert read(meta=shown.format(author, author, time, time)).authors == (("Ida Vale",),)


def test_meta_elements_are_read_in_the_order_of_their_trust():
    found = read(
        meta='<meta property="og:title" content="One"><meta name=author content="Ida Vale">'
        '<meta property="article:published_time" content="2031-03-05">'
        '<meta itemprop="datePublished" content="2031-03-04"><meta name=empty content="">'
        '<meta property="og:site_name" content="The Lantern"><link rel="canonical" href="/one">'
    )
    assert found.titles == ("One",)
    assert found.authors == (("Ida Vale",),)
    assert found.published == ("2031-03-05", "2031-03-04")
    assert found.publisher == ("The Lantern",)
    assert found.url == "/one"


@pytest.mark.parametrize(
    "name",
    ["dc:date", "published-date", "firstPublishedTime", "og:publish_date", "post_date", "dateCreated"],
)
def test_names_for_the_day_of_publication_are_known_by_their_words(name):
    assert read(meta=f'<meta name="{name}" content="2031-03-05">').perhaps_published == ("2031-03-05",)


@pytest.mark.parametrize("name", ["start-date", "expiry_date", "og:image:time", "last-crawled"])
def test_other_days_are_not_those_of_publication(name):
    found = read(meta=f'<meta name="{name}" content="2031-03-05">')
    assert not found.published and not found.perhaps_published and not found.updated


def test_what_is_said_under_other_names_is_kept_apart():
    found = read(
        meta='<meta name="post-date" content="2031-03-01"><meta name="page-modified-date" content="2031-03-09">'
        '<meta property="article:published_time" content="2031-03-05">'
    )
    assert found.published == ("2031-03-05",)
    assert found.perhaps_published == ("2031-03-01", "2031-03-05")
    assert found.updated == ("2031-03-09",)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2031-03-05", ("2031-03-05", None)),
        ("20310305", ("2031-03-05", None)),
        ("2031/03/05 10:11", ("2031-03-05", "10:11")),
        ("2031-03-05T10:11:12.345Z", ("2031-03-05", "10:11:12Z")),
        ("2031-03-05T10:11:12+0100", ("2031-03-05", "10:11:12+01:00")),
        ("2031-03-05 10:11:12 UTC", ("2031-03-05", "10:11:12Z")),
        ("Wed, 05 Mar 2031 10:11:12 GMT", ("2031-03-05", "10:11:12Z")),
        ("20310305101112", ("2031-03-05", "10:11:12")),
        ('"2031-03-05T10:11:12Z"', ("2031-03-05", "10:11:12Z")),
        ("2031-3-5", ("2031-03-05", None)),
        ("1930471872", ("2031-03-05", "10:11:12Z")),
        ("1930471872000", ("2031-03-05", "10:11:12Z")),
        ("9999999999999", None),
        ("March 5, 2031", ("2031-03-05", None)),
        ("Wednesday, March 5, 2031, 10:11 AM", ("2031-03-05", "10:11")),
        ("Mi, 5 März 2031 10:11:12 MEZ", ("2031-03-05", "10:11:12+01:00")),
        ("Wed Mar 05 10:11:12 CET 2031", ("2031-03-05", "10:11:12+01:00")),
        ("Wed Mar 05 2031 10:11:12 GMT+0000 (UTC)", ("2031-03-05", "10:11:12+00:00")),
        ("03/25/2031 10:11:12", ("2031-03-25", "10:11:12")),
        ("03/05/2031 10:11:12", None),
        ("March 5, 2031, March 7, 2031", None),
        ("2031-13-05", None),
        ("2031-02-30", None),
        ("9031-02-03", None),
        ("yesterday", None),
        ("2031-03-05T25:00", ("2031-03-05", None)),
    ],
)
def test_moments_in_many_spellings(written, found):
    expected = found and (datetime.date.fromisoformat(found[0]), found[1])
    assert moment(written) == expected


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_none(written):
    found = moment(written)
    assert found is None or isinstance(found[0], datetime.date)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["@type", "author", "name", "headline", "datePublished", "keywords", "@graph", "articleBody"]),
        inner | st.just("Article"),
        max_size=5,
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_data_are_read_without_failing(value):
    found = PageData(Head(data=[json.dumps(value)]))
    assert found.all().keys() >= {"titles", "authors", "body", "url"}
    assert all(isinstance(title, str) for title in found.titles)
    assert all(isinstance(name, str) for names in found.authors for name in names)


TEXT = "".join(f"<p>Sentence {n} tells how the ferry sank at noon, and who was saved by whom.</p>" for n in range(8))


def page(head: str, body: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{body}{TEXT}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        # The day that readers see is the same moment in the outlet's own zone.
        ("2031-03-06T02:00:00Z", "<p class='date'>March 5, 2031</p>", "2031-03-05"),
        ("2031-03-05T23:00:00Z", "<time datetime='2031-03-06T10:00:00+11:00'>now</time>", "2031-03-06T10:00:00+11:00"),
        # The data have the day alone, in universal time.
        (
            "2031-03-06",
            "<time datetime='2031-03-05T20:08-0500'>March 5, 2031</time>",
            "2031-03-05",
        ),
        # The day that readers see is another one: the data say when it was published.
        ("2031-03-05T17:00:00Z", "<p class='date'>March 4, 2031</p>", "2031-03-05T17:00:00Z"),
        ("2031-03-05T02:00:00+01:00", "<p class='date'>March 4, 2031</p>", "2031-03-05T02:00:00+01:00"),
    ],
)
def test_the_day_shown_wins_where_it_is_the_same_moment(head, body, published):
    meta = f'<meta property="article:published_time" content="{head}">'
    found = clean_html(page(meta, f"<h1>Ferry sinks off Askerdale</h1>{body}")).metadata.published
    assert found.iso == published


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("<time datetime='2031-03-05T17:00:00-0400'>March 5, 2031 5 p.m.</time>", "2031-03-05"),
        ("<p class='date'>March 5, 2031 5:00 p.m. EST</p>", "2031-03-05"),
        # Neither the address alone nor what the page says of another day.
        ("", "2031-03-06"),
        ("<time datetime='2031-03-04T17:00:00-0400'>March 4, 2031</time>", "2031-03-06"),
    ],
)
def test_a_day_alone_gives_way_to_a_moment_that_the_address_names(body, day):
    document = page('<meta name="dc.date" content="2031-03-06">', f"<h1>Ferry sinks off Askerdale</h1>{body}")
    found = clean_html(document, "https://lantern.example/2031/03/05/ferry.html").metadata.published
    assert found.date.isoformat() == day


def test_an_abbreviated_moment_is_read_where_nothing_else_is_told():
    for title, day in (("2031-03-05T10:00:00Z", datetime.date(2031, 3, 5)), ("Port Authority", None)):
        found = clean_html(page("", f"<abbr title='{title}'>an hour ago</abbr>")).metadata.published
        assert (found and found.date) == day


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ida Vale", ["Ida Vale"]),
        ("Ida Vale and Tom Lark", ["Ida Vale", "Tom Lark"]),
        ("Ida Vale, staff writer", ["Ida Vale"]),
        ("https://social.example/lantern", []),
        ("IdaVale", ["IdaVale"]),
        ("Fog&Foam", ["Fog&Foam"]),
        ("14 minutes", []),
        ("@idavale", []),
        ("", []),
    ],
)
def test_names_in_entries_for_authors(written, names):
    assert page_metadata._names(written) == names


@pytest.mark.parametrize(
    ("named", "authors"),
    [
        # Who put it on the site, and who signs it.
        (("lighthousekeeper", "Ida Vale"), ("Ida Vale",)),
        # The outlet by its address.
        (("lantern.example",), ("Ida Vale",)),
        (("Lantern",), ("Ida Vale",)),
        # Another person: the data know better.
        (("Tom Lark",), ("Tom Lark",)),
    ],
)
def test_of_several_authors_those_who_sign_are_meant(named, authors):
    meta = zip(("author", "dc.creator"), named)
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in meta)
    body = "<h1>Ferry sinks off Askerdale</h1><p class='byline'>By Ida Vale</p>"
    assert clean_html(page(head, body), "https://www.lantern.example/ferry").metadata.authors == authors


def test_the_day_of_a_change_is_that_of_publication_only_where_nothing_else_is_told():
    shown = "<h1>Ferry sinks off Askerdale</h1><p class='date'>Last updated: March 6, 2031</p>"
    for marked, day in (("", "2031-03-06"), ("<time datetime='2031-03-05T10:00:00Z'>then</time>", "2031-03-05")):
        found = clean_html(page("", shown + marked)).metadata.published
        assert found.date.isoformat() == day


def test_a_title_stands_on_the_page_or_is_none():
    head = '<title>Ferry sinks</title><meta property="og:title" content="A wholly different thing">'
    cleaned = clean_html(page(head, "<h1>Ferry <b>sinks</b> off Askerdale</h1>"))
    title = cleaned.metadata.headline
    assert cleaned.layer[title.start : title.end] == "Ferry sinks off Askerdale"
