"""From the bytes of a scrape to its text layer, without changing a stored byte."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from onrecord.errors import ScrapeError

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_MAGIC = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x1f\x8b": "gzip-compressed",
    b"BZh": "bzip2-compressed",
    b"\xfd7zXZ": "xz-compressed",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
}
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ERROR_PAGE = re.compile(
    r"\b(?:(?:error|http)\W{0,3}[45]\d\d|[45]\d\d\W{1,3}(?:not found|forbidden|bad gateway|error|"
    r"service (?:temporarily )?unavailable|internal server error|unauthorized|gateway time-?out|gone)|"
    r"page (?:was |could )?not (?:be )?found|access denied|internal server error|service unavailable|"
    r"bad gateway|too many requests)\b",
    re.I,
)
_ERROR_PAGE_WORDS = 120
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of a scrape: the decoded text that every annotation is anchored in.

    Attributes:
        text: the text, in code points, exactly as decoded (a byte-order mark is no part of it).
        encoding: the encoding it was decoded from.
        media_type: what the bytes are.
        replaced: undecodable bytes that became U+FFFD.
    """

    text: str
    encoding: str
    media_type: str = "text/plain"
    replaced: int = 0


def decode(data: bytes, file: object = None) -> Layer:
    """Decode the bytes of a plain-text scrape.

    In order: byte-order mark, UTF-8, UTF-16 without a mark (by its pattern of zero bytes), UTF-8
    with a few broken bytes, then the encoding in which the text looks most like a language.

    Raises:
        ScrapeError: empty, binary, an error page, or in no encoding that can be read.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ScrapeError(f"the scrape is {what}, not text", file=file, hint="save the page as plain text")
    layer = _decode(data, file)
    if _is_binary(layer.text):
        raise ScrapeError(
            "the scrape is binary, not text", file=file, hint="save the page as plain text in UTF-8"
        )
    if not layer.text.strip("\x00\ufeff \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    check_page(layer.text, file)
    return layer


def check_page(text: str, file: object = None) -> None:
    """Refuse what is surely no article page.

    Raises:
        ScrapeError: a server's error page, or HTML where text is expected.
    """
    if not text.strip("\x00\ufeff \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    html = _HTML.match(text[:_SAMPLE]) is not None
    words = re.sub(r"<[^>]{0,1000}>", " ", text[:_SAMPLE]) if html else text[:_SAMPLE]
    if len(words.split()) <= _ERROR_PAGE_WORDS and (found := _ERROR_PAGE.search(words)):
        raise ScrapeError(
            f"the scrape is a server's error page ({found.group().strip()!r})",
            file=file,
            hint="fetch the page again, or remove the file",
        )
    if html:
        raise ScrapeError(
            "the scrape is HTML, and this version reads plain text", file=file, hint="save the page's text"
        )


def _decode(data: bytes, file: object) -> Layer:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_replacements(data[len(bom) :], encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if wide := _wide_encoding(data):
        return _with_replacements(data, wide)
    if text is not None:
        return Layer(text, "utf-8")
    repaired = _with_replacements(data, "utf-8")
    sound = sum(1 for c in repaired.text if c > "\x7f") - repaired.replaced
    if repaired.replaced * 20 <= sound:
        return repaired
    if _reads_as_western(data):
        # The five bytes that Windows-1252 leaves undefined become the control characters they are in Latin-1.
        return Layer("".join(map(_western, data)), "windows-1252")
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise ScrapeError(
            "the scrape is in no encoding that can be read", file=file, hint="save the page's text as UTF-8"
        )
    return _with_replacements(data, best.encoding)


def _with_replacements(data: bytes, encoding: str) -> Layer:
    try:
        return Layer(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Layer(text, encoding, replaced=text.count("\ufffd"))


def _wide_encoding(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _western(byte: int) -> str:
    return bytes([byte]).decode("windows-1252", "ignore") or chr(byte)


def _reads_as_western(data: bytes) -> bool:
    """Whether the high bytes are what Western European prose in Windows-1252 has: typographic
    punctuation, symbols, and single accented letters within words."""
    high = [i for i, byte in enumerate(data[:_SAMPLE]) if byte > 0x7F]
    typographic = sum(data[i] in b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b" for i in high)
    symbols = sum(0xA0 <= data[i] <= 0xBF for i in high)
    lone = sum(
        data[i] >= 0xC0 and not (i and data[i - 1] >= 0xC0) and not (data[i + 1 : i + 2] >= b"\xc0")
        for i in high
    )
    ascii_letters = sum(bytes([b]).isalpha() for b in data[:_SAMPLE] if b < 0x80)
    return typographic + symbols + lone >= 0.8 * len(high) and len(high) <= 0.3 * max(1, ascii_letters)


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = sum(c < " " and c not in "\t\n\r\x0b\x0c\x00" or c == "\ufffd" for c in sample)
    return controls > 0.05 * len(sample) or sample.count("\x00") > 0.3 * len(sample)
