"""Web archives: the pages they hold, and what is said of what is none. All pages are invented."""

import gzip
import io
import zlib
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning import warc
from onrecord.cleaning.warc import WarcPage, WarcProblem

PAGE = "<!doctype html><html><body><p>The Askerdale ferry sank at nöon.</p></body></html>".encode()


CHUNKED = "Transfer-Encoding: chunked\r\n"


def record(
    body: bytes,
    *,
    kind: str = "response",
    name: str = "urn:uuid:1",
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    fields: str = "",
) -> bytes:
    if kind == "response":
        body = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{fields}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{name}>\r\n"
        f"WARC-Target-URI: https://ferry.example/{name[-1]}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def read(data: bytes) -> list[WarcPage | WarcProblem]:
    return list(warc.pages(io.BytesIO(data), "a.warc"))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_pages_come_in_order_with_address_and_declared_encoding(pack):
    data = pack(record(b"x", kind="warcinfo")) + pack(record(PAGE)) + pack(record(PAGE, name="urn:uuid:2"))
    assert warc.is_warc(data)
    first, second = read(data)
    assert first == WarcPage("urn:uuid:1", "https://ferry.example/1", PAGE, "utf-8")
    assert second.id == "urn:uuid:2"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (record(PAGE, status="404 Not Found"), "the server answered 404"),
        (record(b"%PDF-1.4", media_type="application/pdf"), "application/pdf, not HTML"),
        (record(b"", media_type=""), "not HTML"),
        (record(b"\x00", kind="strange"), "type strange"),
        (record(b"\x8b\x02", fields="Content-Encoding: br\r\n"), "compressed with br"),
        (record(b"\x1f\x8bxx", fields="Content-Encoding: gzip\r\n"), "compression is damaged"),
        (record(gzip.compress(PAGE)[:-30], fields="Content-Encoding: gzip\r\n"), "is cut short"),
        (record(b"%x\r\n" % len(PAGE) + PAGE[:-30], fields=CHUNKED), "is cut short"),
        (record(b"9\r\n" + PAGE[:9] + b"\r\n?\r\n" + PAGE[9:], fields=CHUNKED), "are damaged"),
    ],
)
def test_a_record_that_is_no_page_is_reported_and_the_next_is_read(bad, why):
    problem, page = read(bad + record(PAGE, name="urn:uuid:2"))
    assert why in str(problem.error)
    assert str(problem.error).startswith("a.warc: ")
    assert page.data == PAGE


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (gzip.compress(PAGE), "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate\r\n"),
        (PAGE, "Content-Encoding: gzip\r\n"),
        (b"5\r\n" + PAGE[:5] + b"\r\n%x\r\n" % len(PAGE[5:]) + PAGE[5:] + b"\r\n0\r\n\r\n", CHUNKED),
        (PAGE, CHUNKED),
        (gzip.compress(PAGE), ""),
        (gzip.compress(gzip.compress(PAGE)), "Content-Encoding: gzip, gzip\r\n"),
        (gzip.compress(PAGE[:30]) + gzip.compress(PAGE[30:]), "Content-Encoding: gzip\r\n"),
        (gzip.compress(PAGE)[:-8], "Content-Encoding: gzip\r\n"),
        (b"%x\r\n" % len(PAGE) + PAGE, CHUNKED),
    ],
    ids=[
        "gzip", "zlib", "raw deflate", "said gzip, is plain", "chunked", "said chunked, is plain",
        "gzip and does not say so", "gzip twice", "gzip in two members", "gzip without its end",
        "chunked without its end",
    ],
)  # fmt: skip
def test_encodings_of_the_answer_are_undone(body, fields):
    (page,) = read(record(body, fields=fields))
    assert page.data == PAGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate"])
def test_what_was_stored_unpacked_need_not_begin_as_pages_do(encoding):
    fragment = b"<div>The Askerdale ferry sank at noon.</div>\n"
    (page,) = read(record(fragment, fields=f"Content-Encoding: {encoding}\r\n"))
    assert page.data == fragment


@pytest.mark.parametrize("keep", [1, 40, 150, 200])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_an_archive_cut_short_gives_what_came_before_and_one_error(pack, keep):
    *pages, problem = read(pack(record(PAGE)) + pack(record(PAGE, name="urn:uuid:2"))[:keep])
    assert [page.data for page in pages] == [PAGE]
    assert "record 2 is damaged" in str(problem.error)


@pytest.mark.parametrize(
    "damaged",
    [
        record(PAGE)[10:],
        record(PAGE).replace(b"Content-Length: ", b"Content-Length: -"),
        record(PAGE).replace(b"Content-Length: ", b"Content-Length: 99"),
        b"WARC/1.0\r\n" + b"x" * 300_000 + b"\r\n\r\n",
        b"\0" * 1000 + b"\n",
    ],
    ids=["begins late", "no length", "too long", "endless field", "zeros"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_behind_a_damaged_record_the_next_is_read(pack, damaged):
    third = record(PAGE, name="urn:uuid:3")
    first, problem, last = read(pack(record(PAGE)) + pack(damaged) + pack(third))
    assert (first.id, last.id) == ("urn:uuid:1", "urn:uuid:3")
    assert "record 2 is damaged" in str(problem.error)
    assert last.data == PAGE


@pytest.mark.parametrize("filling", [b"\x1f\x8b", b"WARC/1.0\r\n", b"\x1f\x8b\x08\0"])
def test_behind_damaged_compression_the_next_record_is_read(filling):
    whole = gzip.compress(record(PAGE))
    damaged = whole[:60] + filling * 40_000
    found = read(whole + damaged + whole)
    assert [type(one) for one in found] == [WarcPage, WarcProblem, WarcPage]


def test_many_damaged_members_are_passed_over():
    whole = gzip.compress(record(PAGE))
    stump = zlib.compressobj(9, zlib.DEFLATED, 31)
    stump = stump.compress(b"WARC/") + stump.flush(zlib.Z_SYNC_FLUSH) + b"\xff" * 9
    first, *_, last = read(whole + stump * 5000 + whole)
    assert first.data == last.data == PAGE


def test_zeros_behind_the_last_record_are_no_damage():
    (page,) = read(gzip.compress(record(PAGE)) + b"\0" * 5000)
    assert page.data == PAGE


def test_a_page_that_inflates_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(warc, "LARGEST_PAGE", 1000)
    bomb = gzip.compress(b"<html>" + b" " * 100_000)
    (problem,) = read(record(bomb, fields="Content-Encoding: gzip\r\n"))
    assert "no article page" in str(problem.error)


def test_a_record_too_large_is_passed_over(monkeypatch):
    monkeypatch.setattr(warc, "LARGEST_PAGE", 300)
    problem, page = read(record(PAGE + b" " * 400) + record(PAGE, name="urn:uuid:2"))
    assert "no article page" in str(problem.error)
    assert page.id == "urn:uuid:2"


@given(st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_any_damage_gives_pages_or_problems(noise, place, packed):
    data = record(PAGE) + record(PAGE, name="urn:uuid:2")
    data = gzip.compress(data) if packed else data
    for found in read(data[:place] + noise + data[place + len(noise) :]):
        assert isinstance(found, WarcPage | WarcProblem)


@given(st.binary(max_size=200))
def test_whether_bytes_are_an_archive_can_always_be_said(data):
    assert warc.is_warc(data) in (True, False)


def test_a_page_of_many_compressed_members_is_read_member_by_member(monkeypatch):
    read = []

    class Inflater:
        def __init__(self, window):
            self.inflater = zlib.decompressobj(window)

        def decompress(self, data, most):
            read.append(len(data))
            return self.inflater.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self.inflater, name)

    member = gzip.compress(b"ferry ")
    body = member * 20_000
    monkeypatch.setattr(warc, "zlib", SimpleNamespace(decompressobj=Inflater, error=zlib.error))
    assert warc._inflated(body, 31) == b"ferry " * 20_000
    # Of each member no more is handed on than the piece it was read in.
    assert max(read) <= warc._CHUNK + len(member)


def test_comments_before_a_page_without_a_type_are_read_once():
    assert warc._LOOKS_LIKE_HTML.match(b"<!-- > -- --> " * 500 + b"<html>")
    assert not warc._LOOKS_LIKE_HTML.match(b"<!-- > -- --> " * 500 + b"<p>")
