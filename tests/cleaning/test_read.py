"""Bytes become text without a changed character, whatever encoding they come in."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import read
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


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        layer = read.decode(data)
    except ScrapeError:
        return
    assert layer.text
