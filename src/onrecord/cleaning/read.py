"""From the bytes of a scrape to its text layer, without changing a stored byte: text, HTML, WARC."""

import codecs
import functools
import io
import re
from dataclasses import dataclass, field, replace

from onrecord.cleaning import html, warc
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
_HTML = re.compile(html.BEGINS, re.I | re.S)
# What servers say instead of a page, on a line of few words; a line may be longer that begins with a code.
_ERROR = (
    r"(?:error|http)\W{0,3}[45]\d\d|[45]\d\d\W{1,3}(?:not found|forbidden|bad gateway|unauthorized"
    r"|service (?:temporarily )?unavailable|internal server error|gateway time-?out)"
)
_ERROR_CODE = re.compile(rf"\W*(?:{_ERROR}|[45]\d\d\W{{1,3}}(?:error|gone))\b", re.I)
_ERROR_NOTICE = re.compile(
    rf"\b(?:{_ERROR}|page (?:was |could )?not (?:be )?found|access denied|internal server error"
    r"|service unavailable|bad gateway|too many requests)\b",
    re.I,
)
_ERROR_NOTICE_WORDS = 7
_ERROR_PAGE_WORDS = 120
_SAMPLE = 1 << 16
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_DECLARED = re.compile(
    rb"<(?:meta\s[^<>]{0,500}?charset|\?xml\s[^<>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
# What begins two-byte characters in ISO-2022-JP, whose bytes are all ASCII.
_SHIFT_TO_JAPANESE = re.compile(rb"\x1b\$[@B]")
# What the web means by these names (WHATWG Encoding Standard), where Python means less.
_ON_THE_WEB = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-8": "windows-1255",
    "iso-8859-8-i": "windows-1255",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc-jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "windows-949": "cp949",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-mac-cyrillic": "mac-cyrillic",
}
_WEB_ENCODING = re.compile(
    r"windows-\d+|cp\d+|iso-8859-\d+|koi8-[ru]|gb18030|big5\w*|euc-\w+|iso-2022-jp|macintosh|mac-cyrillic"
)
# Where all bytes are letters, so that it is what servers and templates say who never asked.
_BY_DEFAULT = "windows-1252"


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of a scrape: the decoded text that every annotation is anchored in.

    Attributes:
        text: the text, in code points, exactly as decoded (a byte-order mark is no part of it).
        encoding: the encoding it was decoded from.
        media_type: what the bytes are.
        replaced: undecodable bytes that became U+FFFD.
        markup: for HTML what stands behind the text, which is then the page as rendered.
    """

    text: str
    encoding: str
    media_type: str = "text/plain"
    replaced: int = 0
    markup: html.Rendered | None = field(default=None, repr=False, compare=False)


def decode(data: bytes, file: object = None) -> Layer:
    """Decode the bytes of a scrape: plain text, HTML, or a web archive that holds one HTML page.

    In order: byte-order mark, UTF-8, the encoding that an HTML page declares, UTF-16 without a mark
    (by its pattern of zero bytes), UTF-8 with a few broken bytes, then the encoding in which the
    text looks most like a language.

    Raises:
        ScrapeError: empty, binary, an error page, a page without words, or in no encoding that can
            be read.
    """
    if warc.is_warc(data):
        return _decode_archive(data, file)
    if not data.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ScrapeError(f"the scrape is {what}, not text", file=file, hint="save the page as plain text")
    layer = _decode_declared(data, None) or _decode(data, file)
    if _is_binary(layer.text):
        raise ScrapeError(
            "the scrape is binary, not text", file=file, hint="save the page as plain text in UTF-8"
        )
    if not layer.text.strip("\x00\ufeff \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    if is_html(layer.text) or str(file or "").lower().endswith(_HTML_SUFFIXES):
        return render(layer.text, file, encoding=layer.encoding, replaced=layer.replaced)
    check_page(layer.text, file)
    return layer


def decode_page(page: warc.WarcPage, file: object = None) -> Layer:
    """Decode and render an HTML page of a web archive.

    Raises:
        ScrapeError: as for `decode`.
    """
    layer = _decode_declared(page.data, page.encoding) or _decode(page.data, file)
    rendered = render(layer.text, file, encoding=layer.encoding, replaced=layer.replaced)
    return replace(rendered, media_type="application/warc")


def render(document: str, file: object = None, *, encoding: str = "utf-8", replaced: int = 0) -> Layer:
    """The text layer of an HTML document.

    Raises:
        ScrapeError: nothing is left to read without its scripts, or it is an error page.
    """
    rendered = html.render(document)
    if not rendered.text or rendered.text.isspace():
        raise ScrapeError(
            "the page holds no text without its scripts",
            file=file,
            hint="save the page as the browser shows it",
        )
    check_page(f"{rendered.head.title or ''}\n{rendered.text}", file)
    return Layer(rendered.text, encoding, "text/html", replaced, rendered)


def is_html(text: str) -> bool:
    """Whether a text begins as an HTML document does."""
    return _HTML.match(text[:_SAMPLE].lstrip("\ufeff\0")) is not None


def _decode_archive(data: bytes, file: object) -> Layer:
    found = list(warc.pages(io.BytesIO(data), file))
    pages = [page for page in found if isinstance(page, warc.WarcPage)]
    if len(pages) == 1:
        return decode_page(pages[0], file)
    if not pages and found:
        raise found[0].error
    raise ScrapeError(
        f"the web archive holds {len(pages) or 'no'} HTML pages, and a scrape is one page",
        file=file,
        hint=f"clean all of them with onrecord clean {file or 'FILE'}",
    )


def check_page(text: str, file: object = None) -> None:
    """Refuse what is surely no article page.

    Raises:
        ScrapeError: nothing to read, or a server's error page.
    """
    if not text.strip("\x00\ufeff \t\r\n\x0b\x0c"):
        raise ScrapeError("the scrape is empty", file=file, hint="save the page's text again")
    sample = text[:_SAMPLE]
    if len(sample.split(None, _ERROR_PAGE_WORDS)) <= _ERROR_PAGE_WORDS and (told := _error_in(sample)):
        raise ScrapeError(
            f"the scrape is a server's error page ({told!r})",
            file=file,
            hint="fetch the page again, or remove the file",
        )


def _error_in(text: str) -> str | None:
    """The error that a line of a short page tells, which a sentence of an article may only name."""
    for line in text.splitlines():
        is_short = len(line.split()) <= _ERROR_NOTICE_WORDS
        found = _ERROR_CODE.match(line) or (_ERROR_NOTICE.search(line) if is_short else None)
        if found:
            return found.group().strip()
    return None


def _decode_declared(data: bytes, told: str | None) -> Layer | None:
    """An HTML page in the encoding that it (or its server) declares, if that is one and fits.

    UTF-8 that is sound is UTF-8 whatever was declared, and a byte-order mark says more. Of two
    declarations the server's comes first, as in browsers; one that fits any bytes comes last.
    """
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return None
    found = _DECLARED.search(data[:_SAMPLE])
    declared = [told, found.group(1).decode("ascii", "replace") if found else None]
    names = [_ON_THE_WEB.get(name, name) for name in map(str.lower, filter(None, declared))]
    names = [name for name in names if _WEB_ENCODING.fullmatch(name)]
    if not names or _is_utf_8(data):
        return None
    for name in sorted(names, key=_BY_DEFAULT.__eq__):
        try:
            return Layer(data.decode(name), name)
        except (UnicodeDecodeError, LookupError):
            if name == _BY_DEFAULT:
                return Layer(_western(data), name)
    return None


def _is_utf_8(data: bytes) -> bool:
    """Whether bytes are sound UTF-8 and no seven-bit Japanese, which looks like it."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _is_seven_bit_japanese(data)


def _is_seven_bit_japanese(data: bytes) -> bool:
    return _SHIFT_TO_JAPANESE.search(data[:_SAMPLE]) is not None and data.isascii()


def _decode(data: bytes, file: object) -> Layer:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_replacements(data[len(bom) :], encoding)
    if _is_seven_bit_japanese(data):
        return _with_replacements(data, "iso-2022-jp")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if wide := _wide_encoding(data):
        return _with_replacements(data, wide)
    if text is not None:
        return Layer(text, "utf-8")
    repaired = _with_replacements(data, "utf-8")
    sound = len(repaired.text) - len(repaired.text.encode("ascii", "ignore")) - repaired.replaced
    if repaired.replaced * 20 <= sound:
        return repaired
    if _reads_as_western(data):
        return Layer(_western(data), "windows-1252")
    # Needed for few pages.
    from charset_normalizer import from_bytes

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


def _western(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _western_characters())[0]


@functools.cache
def _western_characters() -> str:
    """The character of each byte in Windows-1252, for those that it leaves undefined that in Latin-1."""
    bytes_ = (bytes([byte]) for byte in range(256))
    return "".join(byte.decode("windows-1252", "ignore") or byte.decode("latin-1") for byte in bytes_)


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
