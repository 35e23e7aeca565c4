"""Bytes become text without a changed character, whatever encoding they come in."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.cleaning import read
from onrecord.cleaning.warc import WarcPage
from onrecord.errors import ScrapeError

PROSE = (
    "The keeper’s café at Orrin Head — “closed”, he said — costs £3 a cup.\r\nÆrø\u00a0and Łódź.\n"
)
WESTERN = "The keeper’s café at Orrin Head is “closed”, he said – it costs £3 a cup.\r\n" * 3


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_encodings_that_carry_every_character(encoding: str, mark: bytes, name: str) -> None:
    text = PROSE * 4
    layer = read.decode(mark + text.encode(encoding))
    assert (layer.text, layer.encoding, layer.replaced) == (text, name, 0)


def test_windows_1252() -> None:
    layer = read.decode(WESTERN.encode("windows-1252"))
    assert (layer.text, layer.encoding) == (WESTERN, "windows-1252")


RUSSIAN = "Паром на остров перестанет ходить в марте, сообщил в понедельник городской совет."
CHINESE = "市议会周一表示，开往小岛的最后一班渡轮将于三月三十一日启航。"
JAPANESE = "市議会は月曜日、島への最後の渡し船が三月に出航すると発表した。"
HEBREW = "המעבורת האחרונה לאי תצא במרץ, הודיעה המועצה ביום שני."


def page_of(text: str, encoding: str, declared: str = "") -> bytes:
    """An HTML page with a declaration in its head."""
    page = f"<html><head>{declared}<title>x</title></head><body><p>{text}</p></body></html>"
    return page.encode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "told", "declared"),
    [
        (RUSSIAN, "cp1251", "windows-1251", "iso-8859-1"),
        (RUSSIAN, "cp1251", "iso-8859-1", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r", "windows-1251"),
        (CHINESE, "gb18030", "gbk", "iso-8859-1"),
        (CHINESE, "gb18030", "utf-8", "GB2312"),
        (JAPANESE, "cp932", "ISO-8859-1", "Shift_JIS"),
        (HEBREW, "cp1255", "iso-8859-8-i", "us-ascii"),
    ],
)
def test_of_two_declarations_the_one_that_any_bytes_fit_counts_last(
    text: str, encoding: str, told: str, declared: str
) -> None:
    data = page_of(text, encoding, f'<meta charset="{declared}">')
    layer = read.decode_page(WarcPage("1", None, data, told))
    assert layer.text.strip() == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (JAPANESE, "euc-jp", "<script>" + "x" * 9_000 + "</script><meta charset=euc-jp>"),
        (RUSSIAN, "mac-cyrillic", '<meta http-equiv="Content-Type" content="text/html; charset=x-mac-cyrillic">'),
        (JAPANESE, "iso-2022-jp", '<meta charset="iso-2022-jp">'),
        (JAPANESE, "iso-2022-jp", '<meta charset="utf-8">'),
        (JAPANESE, "iso-2022-jp", ""),
    ],
)  # fmt: skip
def test_declarations_are_found_late_and_not_believed_against_the_bytes(
    text: str, encoding: str, declared: str
) -> None:
    layer = read.decode(page_of(text, encoding, declared), "page.html")
    assert (layer.text.strip(), layer.encoding) == (text, encoding)


def test_an_xml_declaration_counts() -> None:
    data = b'<?xml version="1.0" encoding="koi8-r"?>\n' + page_of(RUSSIAN, "koi8-r")
    assert read.decode(data, "page.xhtml").encoding == "koi8-r"


def test_what_begins_like_ten_thousand_declarations_is_none() -> None:
    # Looked for from each of them to the end, a page a hundred times as long would take hours.
    data = b"<html>" + b"<meta " * 12_000 + "é".encode("latin-1")
    with pytest.raises(ScrapeError):
        read.decode(data, "page.html")


def test_a_few_broken_bytes_in_utf_8_are_replaced_and_counted() -> None:
    layer = read.decode(PROSE.encode() + b"\xff" + (PROSE * 20).encode())
    assert (layer.encoding, layer.replaced) == ("utf-8", 1)
    assert layer.text.replace("\ufffd", "").startswith(PROSE)


@pytest.mark.parametrize(
    "form", ["caf\u00e9", "cafe\u0301", "a\r\nb\rc\nd", "a\u00a0b", "a\x00b", "a\x0bb\u200f"]
)
def test_no_character_is_changed(form: str) -> None:
    text = f"A line of plain words before it.\n{form}\nA line of plain words after it.\n"
    assert read.decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b" \r\n\x00\t", "empty"),
        (codecs.BOM_UTF8 + b"\n", "empty"),
        (b"%PDF-1.7 " + b"x" * 100, "PDF"),
        (b"\x89PNG\r\n" + b"x" * 100, "PNG"),
        (b"\x1f\x8b\x08" + b"x" * 100, "gzip"),
        (bytes(range(1, 32)) * 50, "binary"),
        (
            b"<!DOCTYPE html><html><body><script>start()</script></body></html>",
            "no text without its scripts",
        ),
        (b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>", "error page"),
        (
            b"503 Service Unavailable\n\nNo server is available to handle this request.",
            "error page",
        ),
    ],
)
def test_what_gives_no_article_is_refused_in_one_line(data: bytes, part: str) -> None:
    with pytest.raises(ScrapeError) as refused:
        read.decode(data, "fog.txt")
    assert part in refused.value.message
    assert refused.value.file == "fog.txt"
    assert refused.value.hint
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "404 Not Found\nnginx",
        "Vale Courier - 404 Not Found\nHome\nNews",
        "Error 404: the page that you asked for is gone or was never there, so try another\nHome",
        "HTTP Status 404 – Not Found\nType Status Report",
        "Access Denied\nYou have no permission to see this page on this server.",
        "Oops! That page could not be found.\nHome\nNews",
        "429 Too Many Requests",
    ],
)
def test_what_servers_say_is_no_article(text: str) -> None:
    with pytest.raises(ScrapeError, match="error page"):
        read.decode(text.encode())


@pytest.mark.parametrize(
    "line",
    [
        "The council had too many requests and too few clerks, it said on Thursday.",
        "“Access denied” was all that the sign on the gate said when reporters came.",
        "The bus with the number 404 gone, forty pupils waited, the school said.",
        "Bus 404 error leaves pupils stranded",
    ],
)
def test_a_short_article_may_name_what_servers_say(line: str) -> None:
    text = f"Vale Courier\nBy Tom Harrow\n5 March 2026\n{line}\nNobody was hurt, said Edda Rusk."
    assert read.decode(text.encode()).text == text


def test_an_article_about_error_pages_is_none() -> None:
    text = (
        "The page that says 404 Not Found turns thirty.\n"
        + "It is older than most of its readers are. " * 30
    )
    assert read.decode(text.encode()).text == text


@given(st.text(min_size=1, max_size=300))
def test_utf_8_comes_back_as_it_was_or_is_refused(text: str) -> None:
    try:
        layer = read.decode(text.encode())
    except ScrapeError:
        return
    if layer.encoding == "utf-8":
        assert layer.text == text.removeprefix("\ufeff")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        layer = read.decode(data)
    except ScrapeError:
        return
    assert layer.text


@pytest.mark.parametrize("between", ["", " ", "\n", "<?xml?>"])
def test_comments_before_a_page_are_read_once(between: str) -> None:
    # With every further one it once took twice as long to say that these begin no page.
    comments = f"<!-- > -- -->{between}" * 500
    assert read.is_html(f"{comments}<html>")
    assert not read.is_html(f"{comments}<p>")
    assert not read.is_html(f"{comments}<!-- <html>")


def test_western_bytes_are_the_characters_that_the_web_means() -> None:
    every = bytes(range(0x80, 0x100))
    expected = "".join(
        bytes([byte]).decode("windows-1252", "ignore") or chr(byte) for byte in every
    )
    page = b"<html><meta charset=iso-8859-1><p>Caf\xe9 " + every
    assert read.decode(page).text == "Caf\xe9 " + expected
