"""Web archives (ISO 28500): the HTML pages in a WARC file, one after the other, and why others are none.

Read as a stream, gzip-compressed record by record or not, in bounded memory. A record that is no
HTML page, did not answer 200 or is damaged is given as an error in its place, and the next that is
sound follows.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from onrecord.cleaning import html
from onrecord.errors import ScrapeError

LARGEST_PAGE = 64 << 20
"""A payload larger than this is passed over and reported."""

_CHUNK = 1 << 16
_LONGEST_HEADER = 1 << 18
_VERSION = re.compile(rb"WARC/\d+\.\d+\s*$")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_HTML = re.compile(r"(?:text/html|application/xhtml\+xml)\b", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_LOOKS_LIKE_HTML = re.compile(html.BEGINS.encode(), re.I | re.S)
_GZIP = b"\x1f\x8b"
# A line that begins a record, and more bytes than it or the head of a compressed member has.
_BEGIN = re.compile(rb"(?:\A|\n)(?=WARC/\d+\.\d+\r?\n)")
_LONGEST_BEGIN = 512
# A page may be compressed by who made it and again by who sent it.
_MOST_LAYERS = 2
# No text has these bytes; what is compressed has them all along.
_COMPRESSED = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_END_OF_PAGE = re.compile(rb"</(?:body|html)\b", re.I)
# Records about the archive and the crawl, in which no page is stored.
_NO_PAGE = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})


@dataclass(frozen=True, slots=True)
class WarcPage:
    """One HTML page of an archive.

    Attributes:
        id: the record's id, or its place in the file where it has none.
        url: where the page was found, if the record says so.
        data: the page's bytes, unpacked.
        encoding: the character encoding that the server declared, if any; often wrong.
    """

    id: str
    url: str | None
    data: bytes
    encoding: str | None


@dataclass(frozen=True, slots=True)
class WarcProblem:
    """A record that gives no page, and why."""

    id: str
    url: str | None
    error: ScrapeError


def is_warc(data: bytes) -> bool:
    """Whether these bytes begin a web archive, compressed or not."""
    if data.startswith(b"WARC/"):
        return True
    if not data.startswith(_GZIP):
        return False
    try:
        return zlib.decompressobj(31).decompress(data[:_CHUNK], 16).startswith(b"WARC/")
    except zlib.error:
        return False


def pages(stream: BinaryIO, file: object = None) -> Iterator[WarcPage | WarcProblem]:
    """The pages of an archive and the records that are none, in the order of the file.

    Args:
        stream: the bytes of the archive.
        file: what to call it in errors.
    """
    source = _Source(stream)
    number = 0
    while True:
        number += 1
        try:
            head = source.header()
            if head is None:
                return
            yield from _read(head, source, number, file)
        except (zlib.error, EOFError, ValueError) as error:
            goes_on = source.recover(error)
            hint = None if goes_on else "what follows it was not read"
            told = ScrapeError(f"record {number} is damaged: {error}", file=file, hint=hint)
            yield WarcProblem(f"record {number}", None, told)
            if not goes_on:
                return


def _read(head: dict[str, str], source: "_Source", number: int, file: object) -> Iterator[WarcPage | WarcProblem]:
    length = _length(head)
    name = head.get("warc-record-id", "").strip("<> ") or f"record {number}"
    url = head.get("warc-target-uri", "").strip("<> ") or None
    kind = head.get("warc-type", "").lower()
    if kind in _NO_PAGE:
        source.skip(length)
        return
    if length > LARGEST_PAGE:
        source.skip(length)
        told = ScrapeError(f"{length:,} bytes are no article page", file=file)
        yield WarcProblem(name, url, told)
        return
    payload = source.take(length)
    try:
        data, encoding = _page(kind, head, payload)
        yield WarcPage(name, url, data, encoding)
    except ScrapeError as error:
        error.file = None if file is None else str(file)
        yield WarcProblem(name, url, error)


def _length(head: dict[str, str]) -> int:
    length = head.get("content-length", "")
    if not length.isdigit():
        raise ValueError("its length is missing")
    return int(length)


def _page(kind: str, head: dict[str, str], payload: bytes) -> tuple[bytes, str | None]:
    """The page in a record and the encoding that was declared.

    Raises:
        ScrapeError: the record holds no HTML page.
    """
    if kind == "response":
        status = _STATUS.match(payload)
        if not status:
            raise ScrapeError("the record holds no HTTP answer")
        if status.group(1) != b"200":
            raise ScrapeError(f"the server answered {status.group(1).decode()}")
        top, _, body = payload.partition(b"\r\n\r\n") if b"\r\n\r\n" in payload else payload.partition(b"\n\n")
        answer = _fields(top.splitlines()[1:])
        body = _unpacked(body, answer)
        media_type = answer.get("content-type", "")
    elif kind in ("resource", "conversion"):
        body, media_type = payload, head.get("content-type", "")
    else:
        raise ScrapeError(f"a record of type {kind or 'unknown'} holds no page")
    is_html = _HTML.match(media_type.strip()) if media_type else _LOOKS_LIKE_HTML.match(body[:_CHUNK])
    if not is_html:
        raise ScrapeError(f"the record is {media_type.split(';')[0].strip() or 'of no known type'}, not HTML")
    charset = _CHARSET.search(media_type)
    return body, charset.group(1) if charset else None


def _unpacked(body: bytes, answer: dict[str, str]) -> bytes:
    """The body of an answer without its transfer and content encodings.

    Crawlers often store the body unpacked and the fields as they were sent: what does not fit its
    field is taken as it stands.

    Raises:
        ScrapeError: what was sent is damaged, ends within the page, or cannot be unpacked here.
    """
    if "chunked" in answer.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for _ in range(_MOST_LAYERS):
        if body.startswith(_GZIP):
            body = _inflated(body, 31)
    encoding = answer.get("content-encoding", "").lower()
    if not _COMPRESSED.search(body[:_CHUNK]):
        return body
    if encoding == "deflate":
        return _inflated(body, 15 if body[0] & 0x0F == 8 else -15)
    if encoding in ("br", "zstd"):
        raise ScrapeError(f"the page is compressed with {encoding}, which cannot be unpacked here")
    return body


def _inflated(body: bytes, window: int) -> bytes:
    """What was compressed, in one member or, by gzip, in several."""
    source = io.BytesIO(body)
    data = bytearray()
    inflater, waiting = zlib.decompressobj(window), source.read(_CHUNK)
    while waiting:
        try:
            data += inflater.decompress(waiting, LARGEST_PAGE + 1 - len(data))
        except zlib.error as error:
            raise ScrapeError(f"the page's compression is damaged: {error}") from None
        if len(data) > LARGEST_PAGE:
            raise ScrapeError(f"more than {LARGEST_PAGE:,} bytes are no article page")
        # What is left of the piece that was read; the head of a member may stand in two of them.
        waiting = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        if len(waiting) < len(_GZIP):
            waiting += source.read(_CHUNK)
        if inflater.eof:
            if not waiting.startswith(_GZIP):
                return bytes(data)
            inflater = zlib.decompressobj(window)
    return _whole(bytes(data))


def _whole(data: bytes) -> bytes:
    """A page that came without the end of its encoding, as servers that stop early send them.

    Raises:
        ScrapeError: the page itself does not end either.
    """
    if not _END_OF_PAGE.search(data[-_CHUNK:]):
        raise ScrapeError("the page is cut short", hint="fetch it again")
    return data


def _unchunked(body: bytes) -> bytes:
    data, place = bytearray(), 0
    while (end := body.find(b"\n", place)) >= 0:
        size = body[place:end].split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            if place:
                raise ScrapeError("the parts that the page was sent in are damaged")
            return body
        length = int(size, 16)
        if length == 0:
            return bytes(data)
        data += body[end + 1 : end + 1 + length]
        place = end + 1 + length
        if body[place : place + 2] == b"\r\n":
            place += 2
        elif body[place : place + 1] == b"\n":
            place += 1
    if not place or data.startswith(_GZIP):
        return bytes(data) or body
    return _whole(bytes(data))


def _fields(lines: list[bytes]) -> dict[str, str]:
    """Header fields by their names in lower case; a folded line continues the one before."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and name:
            fields[name] += " " + text.strip()
        elif ":" in text:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


class _Source:
    """The plain bytes of an archive, whose members may each be compressed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.raw = b""
        self.plain = bytearray()
        self.inflater = None
        self.begun = self.compressed = False

    def header(self) -> dict[str, str] | None:
        """The fields of the next record, None at the end."""
        while True:
            line = self._line()
            if line is None:
                return None
            if line.strip():
                break
        if not _VERSION.match(line.strip()):
            raise ValueError("it does not begin as a record does")
        lines: list[bytes] = []
        size = 0
        while (line := self._line()) is not None and line.strip():
            size += len(line)
            if size > _LONGEST_HEADER:
                raise ValueError("its header does not end")
            lines.append(line.rstrip(b"\r\n"))
        return _fields(lines)

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        while len(self.plain) < length:
            if not self._fill():
                raise EOFError("the file ends within it")
        data = bytes(self.plain[:length])
        del self.plain[:length]
        return data

    def skip(self, length: int) -> None:
        """Pass over the next `length` bytes."""
        while length:
            if not self.plain and not self._fill():
                raise EOFError("the file ends within it")
            step = min(length, len(self.plain))
            del self.plain[:step]
            length -= step

    def recover(self, error: Exception) -> bool:
        """Pass over what is damaged, up to where a record begins; False where none does."""
        packing_is_sound = not isinstance(error, zlib.error)
        while packing_is_sound or self._next_member():
            try:
                while not (found := _BEGIN.search(self.plain)):
                    del self.plain[:-_LONGEST_BEGIN]
                    if not self._fill():
                        return False
            except EOFError:
                return False
            except zlib.error:
                packing_is_sound = False
            else:
                del self.plain[: found.end()]
                return True
        return False

    def _next_member(self) -> bool:
        """Leave the compressed member that is damaged for the next that begins with a record."""
        self.plain.clear()
        self.inflater = None
        start = 1
        while True:
            start = self.raw.find(_GZIP, start)
            if start < 0 or start + _LONGEST_BEGIN > len(self.raw):
                more = self.stream.read(_CHUNK)
                kept = self.raw[start:] if start >= 0 else self.raw[-1:]
                self.raw, start = kept + more, 0
                if not more and not kept.startswith(_GZIP):
                    return False
                if more:
                    continue
            if is_warc(self.raw[start : start + _LONGEST_BEGIN]):
                self.raw = self.raw[start:]
                return True
            start += 1

    def _line(self) -> bytes | None:
        while (end := self.plain.find(b"\n")) < 0:
            if len(self.plain) > _LONGEST_HEADER:
                raise ValueError("its header does not end")
            if not self._fill():
                if not self.plain.strip():
                    return None
                raise EOFError("the file ends within it")
        line = bytes(self.plain[: end + 1])
        del self.plain[: end + 1]
        return line

    def _fill(self) -> bool:
        """Get some more plain bytes; False at the end of the file."""
        while True:
            if not self.raw:
                self.raw = self.stream.read(_CHUNK)
                if not self.raw:
                    if self.inflater is not None:
                        raise EOFError("its compression is cut short")
                    return False
                if not self.begun:
                    self.begun, self.compressed = True, self.raw.startswith(_GZIP)
            if not self.compressed:
                self.plain += self.raw
                self.raw = b""
                return True
            if self.inflater is None:
                # Zeros fill up blocks of a disk or tape.
                self.raw = self.raw.lstrip(b"\0")
                if not self.raw:
                    continue
                self.inflater = zlib.decompressobj(31)
            data = self.inflater.decompress(self.raw, _CHUNK)
            self.raw = self.inflater.unconsumed_tail
            if self.inflater.eof:
                self.raw = self.inflater.unused_data
                self.inflater = None
            if data:
                self.plain += data
                return True
