"""HTML and web archives as scrapes: one engine, the same promises. All pages are invented."""

import gzip

import pytest

from onrecord.cleaning import read
from onrecord.cleaning.assemble import clean, clean_html
from onrecord.errors import ScrapeError
from tests.cleaning.test_warc import record

BODY = " ".join(f"<p>Sentence {n} tells how the ferry to Askerdale sank at noon, and who was saved.</p>" for n in range(9))
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry sinks off Askerdale | The Lantern</title>
<meta property="og:title" content="Ferry sinks off Askerdale"><meta property="og:site_name" content="The Lantern">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry sinks off Askerdale",
"datePublished": "2031-03-05T10:00:00+01:00", "dateModified": "2031-03-06", "author": [{{"name": "Ida Vale"}}]}}</script></head>
<body><nav><a href=/>Home</a> <a href=/sea>Sea</a></nav><article><h1>Ferry sinks off Askerdale</h1>{BODY}</article>
<footer>© The Lantern 2031</footer></body></html>"""


def test_a_page_gives_its_article_anchored_in_the_rendered_layer():
    layer = read.decode(PAGE.encode(), "ferry.html")
    assert layer.media_type == "text/html"
    cleaned = clean(layer.text, markup=layer.markup)
    assert cleaned.text == clean_html(PAGE).text
    assert "Sentence 0 tells" in cleaned.text and "Sentence 8 tells" in cleaned.text
    assert "Home" not in cleaned.text
    assert "".join(layer.text[block.start : block.end] for block in cleaned.blocks) == layer.text
    for paragraph in cleaned.paragraphs:
        assert layer.text[paragraph.source_start : paragraph.source_end] in cleaned.text


def test_what_the_data_of_a_page_say_outranks_its_words():
    meta = clean_html(PAGE).metadata
    assert meta.headline.text == "Ferry sinks off Askerdale"
    assert meta.authors == ("Ida Vale",)
    assert meta.published.iso == "2031-03-05T10:00:00+01:00"
    assert meta.updated.iso == "2031-03-06"
    assert meta.publisher == "The Lantern"
    assert meta.language == "en"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<html><meta charset=iso-8859-1><p>Zoë’s ferry".encode("windows-1252"), "windows-1252"),
        ("<html><meta charset=iso-8859-1><p>Zoë’s ferry".encode(), "utf-8"),
        ("<html><meta charset=nonsense><p>Zoë’s ferry".encode("windows-1252"), "windows-1252"),
        ("<html><meta charset=rot13><p>Zoë’s ferry".encode(), "utf-8"),
        ("\ufeff<html><meta charset=big5><p>Zoë’s ferry".encode(), "utf-8"),
        ("<html><p>Zoë’s ferry".encode("utf-16"), "utf-16-le"),
    ],
)
def test_a_wrong_declaration_of_the_encoding_does_no_harm(data, encoding):
    layer = read.decode(data)
    assert (layer.text, layer.encoding) == ("Zoë’s ferry", encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [("ferry 渡船", "gb18030", "gb2312"), ("渡し船です", "cp932", "Shift_JIS"), ("Паром", "windows-1251", "windows-1251")],
)
def test_a_right_declaration_is_followed(text, encoding, declared):
    data = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{text}'.encode(encoding)
    assert read.decode(data).text == text


@pytest.mark.parametrize(
    ("page", "part"),
    [
        (b"<html><body><script>render()</script><noscript>Turn on</noscript>", "no text without its scripts"),
        (b"<html><title>404 Not Found</title><body><p>nginx", "error page"),
        (b"<!doctype html><style>p{}</style>", "no text"),
    ],
)
def test_a_page_without_an_article_is_refused_in_one_line(page, part):
    with pytest.raises(ScrapeError, match=part) as refused:
        read.decode(page, "a.html")
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_a_suffix_makes_html_of_a_fragment():
    assert read.decode(b"<p>One</p><p>two</p>", "a.html").text == "One\n\ntwo"
    assert read.decode(b"<p>One</p><p>two</p>", "a.txt").text == "<p>One</p><p>two</p>"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_an_archive_with_one_page_is_a_scrape(pack):
    layer = read.decode(pack(record(PAGE.encode(), media_type="text/html")), "a.warc")
    assert layer.media_type == "application/warc"
    assert layer.text == read.decode(PAGE.encode()).text


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (record(PAGE.encode()) * 2, "holds 2 HTML pages"),
        (record(PAGE.encode(), status="503 Gone"), "answered 503"),
        (record(b"", kind="warcinfo"), "holds no HTML pages"),
    ],
)
def test_an_archive_with_none_or_several_is_refused(data, part):
    with pytest.raises(ScrapeError, match=part):
        read.decode(data, "a.warc")


def test_invisible_and_bidirectional_characters_stay_in_the_layer():
    page = "<html><p>The fer\u200bry \u202esank\u202c at noon\u2060, said Ida Vale.\ufeff</p>"
    layer = read.decode(page.encode())
    assert layer.text == "The fer\u200bry \u202esank\u202c at noon\u2060, said Ida Vale.\ufeff"
    assert "".join(layer.text[b.start : b.end] for b in clean(layer.text, markup=layer.markup).blocks) == layer.text


def test_a_page_in_seeds_becomes_an_article_of_the_corpus(tmp_path):
    from onrecord.corpus.folder import Folder
    from onrecord.corpus.gather import gather
    from onrecord.records import MakerKind, Provenance

    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "ferry.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "seeds" / "ferry.warc.gz").write_bytes(gzip.compress(record(PAGE.encode() + b" ")))
    found = gather(Folder(tmp_path), Provenance(kind=MakerKind.model, name="onrecord"))
    assert not found.problems
    assert {item.annotation.source.media_type for item in found.items} == {"text/html", "application/warc"}
    for item in found.items:
        anchor = item.annotation.metadata.headline
        assert item.layer[anchor.start : anchor.end] == "Ferry sinks off Askerdale"
        assert item.annotation.metadata.authors == ["Ida Vale"]
