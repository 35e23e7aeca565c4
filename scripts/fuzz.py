"""Fuzz what reads the words of strangers: bytes that coverage steers, into one reader after the other.

    pip install atheris
    python scripts/fuzz.py html --seconds 600 --found /tmp/found

runs one target; `--list` names them. An input that raises what no reader should raise, breaks a
promise of its target or takes more than five seconds of the processor is written to `--found`, one
file for each place in the code that it comes from, and the search goes on. What grew the coverage
is kept in `--found`/corpus and taken up by the next run. Not part of `make test`: what is found
becomes a test there.
"""

import argparse
import copy
import hashlib
import io
import json
import math
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["onrecord"]):
    from onrecord.annotation import marks
    from onrecord.cleaning import blocks, dates, html, page_data, read, warc
    from onrecord.cleaning.assemble import Cleaned, clean, clean_html
    from onrecord.cleaning.html import Head
    from onrecord.cli import resolve
    from onrecord.corpus import reading
    from onrecord.errors import AnnotationError, ScrapeError

SLOW = 5.0
"""Seconds of the processor after which an input counts as a hang."""

LARGEST = 100_000
_HUNG = 120
_MEMORY = 2048
_ROOT = Path(__file__).resolve().parent.parent


class Broken(AssertionError):
    """A target did not keep its promise."""


def _hold(promise: bool, what: str) -> None:
    if not promise:
        raise Broken(what)


# --- targets --------------------------------------------------------------------------------------


def fuzz_decode(data: bytes) -> None:
    """The bytes of a scrape to its text layer."""
    try:
        layer = read.decode(data)
    except ScrapeError:
        return
    _hold(bool(layer.text.strip("\x00")), "a layer without text")


def fuzz_warc(data: bytes) -> None:
    """A web archive: as it stands, packed, packed in members, packed and cut short."""
    way, data = data[:1], data[1:]
    if way > b"\xc0":
        data = b"".join(_packed(part) for part in data.split(b"\x00\x00"))
    elif way > b"\x80":
        data = _packed(data)[: -1 - (way[0] & 0x3F)]
    elif way > b"\x40":
        data = _packed(data)
    for page in warc.pages(io.BytesIO(data), "fuzz.warc"):
        if isinstance(page, warc.WarcPage):
            try:
                read.decode_page(page)
            except ScrapeError:
                continue
    try:
        read.decode(data)
    except ScrapeError:
        return


def fuzz_render(data: bytes) -> None:
    """An HTML page to its text layer, compiled and not: many more pages a second than `html`."""
    document = data.decode("utf-8", "replace")
    # What is not compiled leads the search: of the other no coverage is seen.
    page = html._Renderer(document, Head()).render()
    _hold(html.render(document) == page, "the twins read a page each in its own way")
    lines, elements, count = page.lines, page.elements, len(page.lines.start)
    cut = blocks.split(page.text)
    _hold("".join(page.text[b.start : b.end] for b in cut) == page.text, "blocks are not the layer")
    _hold(all(a < b for a, b in pairwise(lines.start)), "lines begin in no order")
    _hold({len(getattr(lines, part)) for part in type(lines).__slots__} == {count}, "lines lack parts")
    for number, parent in enumerate(elements.parent):
        _hold(parent < number, "an element within a later one")
        _hold(0 <= elements.first_line[number] <= elements.end_line[number] <= count, "lines of none")
    page_data.PageData(page.head).all()


def fuzz_html(data: bytes) -> None:
    """An HTML page to its article."""
    _check_cleaned(clean_html(data.decode("utf-8", "replace"), "https://echo.example/2026/03/04/x"))


def fuzz_text(data: bytes) -> None:
    """A page as text to its article."""
    text = data.decode("utf-8", "replace")
    cleaned = clean(text)
    _hold(cleaned.layer == text, "the layer is not the text")
    _check_cleaned(cleaned)


def fuzz_dates(data: bytes) -> None:
    """Dates written in prose, in addresses, and in data."""
    text = data.decode("utf-8", "replace")
    for language in (None, "en", "de", "tr"):
        for date in dates.find(text, language):
            _hold(0 <= date.start < date.end <= len(text), "a date outside the text")
    dates.without_date(text)
    dates.in_address(text)
    page_data.moment(text)


def fuzz_page_data(data: bytes) -> None:
    """JSON-LD and meta elements: bytes as they come, or a sound description with odd parts."""
    if data[:1] < b"\x80":
        document = data[1:].decode("utf-8", "replace")
    else:
        document = json.dumps(_edited(_PAGE_DATA, data[1:]))
    pairs = [line.partition("=")[::2] for line in document.splitlines()[:20]]
    head = Head(title="Lamps dimmed", data=[document], meta=[*pairs, ("og:title", document)])
    page_data.PageData(head).all()
    clean_html(
        f"<script type=application/ld+json>{document}</script><h1>Lamps dimmed</h1><p>By Ada Brenn<p>Dim."
    )


def fuzz_marks(data: bytes) -> None:
    """Quotation marks to quotations."""
    text = data.decode("utf-8", "replace")
    paragraphs, place = [], 0
    for line in text.split("\n"):
        if line:
            paragraphs.append((place, place + len(line)))
        place += len(line) + 1
    for found in marks.find(text, paragraphs):
        _hold(
            found.start <= found.inner_start <= found.inner_end <= found.end,
            "the inner range is not within the outer",
        )
        _hold(
            any(start <= found.start and found.end <= end for start, end in paragraphs),
            "a quotation leaves its paragraph",
        )


def fuzz_reading(data: bytes) -> None:
    """The file of a reader: bytes as they come, or a sound reading with odd parts."""
    raw = data[:1] < b"\x40"
    file = _scratch / "fuzz.reading.json"
    file.write_bytes(data[1:] if raw else json.dumps(_edited(_READING, data[1:])).encode())
    try:
        found = reading.load(file)
        reading.compile_reading(found, _SCRAPE.encode(), read.Layer(_SCRAPE, "utf-8"), file)
    except AnnotationError as error:
        _hold(error.file is not None, "an error without its file")


def fuzz_resolve(data: bytes) -> None:
    """Lines of `resolve --jsonl`: bytes as they come, or sound lines with odd parts."""
    raw = data[:1] < b"\x40"
    lines = data[1:].splitlines(keepends=True) if raw else []
    if not raw:
        half = len(data) // 2
        for part in (data[1:half], data[half:]):
            lines.append(json.dumps(_edited(_MENTIONS, part)).encode() + b"\n")
    given, answered = _scratch / "given.jsonl", _scratch / "answered.jsonl"
    given.write_bytes(b"".join(lines))
    resolve.run(argparse.Namespace(command="resolve", jsonl=str(given), out=str(answered)))
    with given.open("rb") as stream:
        count = sum(bool(line.strip()) for line in stream)
    with answered.open("rb") as stream:
        answers = [json.loads(line) for line in stream]
    _hold(len(answers) == count, "a line without its answer")


TARGETS: dict[str, Callable[[bytes], None]] = {
    name.removeprefix("fuzz_"): function
    for name, function in list(globals().items())
    if name.startswith("fuzz_")
}


def _check_cleaned(cleaned: Cleaned) -> None:
    told = "".join(cleaned.layer[block.start : block.end] for block in cleaned.blocks)
    _hold(told == cleaned.layer, "the blocks are not the layer")
    for block in cleaned.blocks:
        _hold(bool(block.reason) != block.role.is_content, "a role without its reason")
    shown = cleaned.as_json(1)
    for place, paragraph in zip(shown["paragraphs"], cleaned.paragraphs, strict=True):
        words = cleaned.layer[paragraph.source_start : paragraph.source_end]
        _hold(shown["text"][place["start"] : place["end"]] == words, "a paragraph was changed")
    json.dumps(shown).encode()


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


# --- what the search begins with ------------------------------------------------------------------

_SCRAPE = (
    "The Tarrin Echo\nStreet lamps to be dimmed\nBy Ada Brenn\n4 March 2026\n"
    "The lamps on Quay Street will be dimmed, the town said on Wednesday.\n"
    "“It saves enough for the library,” said Mayor Greta Lunn.\nShare\n"
)
_READING: dict[str, Any] = {
    "scrape": "lamps.txt",
    "reader": "a fuzzer",
    "rights": "open",
    "license": "CC0-1.0",
    "fictional": True,
    "language": "en",
    "url": "https://echo.example/lamps",
    "roles": [
        [1, 1, "navigation", "site_name"],
        [2, 2, "headline"],
        [3, 3, "byline"],
        [4, 4, "dateline"],
        [5, 6, "paragraph"],
        [7, 7, "share", "share_button"],
    ],
    "metadata": {
        "headline": "Street lamps to be dimmed",
        "authors": ["Ada Brenn"],
        "published": "2026-03-04",
        "captions": [{"line": 5, "text": "Quay Street", "credit": "the town"}],
    },
    "entities": [{"id": "e1", "name": "Greta Lunn", "label": "PERSON"}],
    "mentions": [{"at": [6, "Greta Lunn"], "label": "PERSON", "form": "name", "entity": "e1"}],
    "quotes": [
        {
            "id": "q0",
            "kind": "direct",
            "attitude": "speech",
            "spans": [[6, "“It saves enough for the library,”"]],
            "cue": [6, "said"],
            "speaker": [6, "Mayor Greta Lunn", 1],
            "speaker_ids": ["e1"],
        }
    ],
}
_MENTIONS: dict[str, Any] = {
    "id": "lamps",
    "text": "Mayor Greta Lunn spoke. Lunn, of Tarrin, said she would. The mayor sat.",
    "mentions": [
        {"start": 6, "end": 16, "label": "PERSON", "form": "name"},
        {"start": 24, "end": 28, "label": "PERSON", "form": "name"},
        {"start": 33, "end": 39, "label": "GPE"},
        {"start": 46, "end": 49, "form": "pronoun"},
        {"start": 57, "end": 66, "form": "nominal"},
    ],
}
_PAGE_DATA: dict[str, Any] = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "headline": "Lamps dimmed",
            "datePublished": "2026-03-04T08:00:00+01:00",
            "dateModified": "2026-03-05",
            "author": [{"@type": "Person", "name": "Ada Brenn"}, "Ivo Marr"],
            "publisher": {"@type": "Organization", "name": "The Tarrin Echo"},
            "keywords": ["lamps", "night"],
            "articleSection": "Town",
            "articleBody": "Dim.",
            "inLanguage": "en-GB",
        },
        {"@type": "WebPage", "datePublished": 1772611200},
    ],
}
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lamps dimmed - Echo</title>'
    '<meta property="og:title" content="Lamps dimmed"><meta name="author" content="Ada Brenn">'
    '<link rel="canonical" href="https://echo.example/lamps">'
    f'<script type="application/ld+json">{json.dumps(_PAGE_DATA)}</script></head><body>'
    '<nav><ul><li><a href="/">Home</a><li><a href="/town">Town</a></ul></nav><article>'
    '<h1>Lamps dimmed</h1><a rel="author" href="/ada">Ada Brenn</a>'
    '<time datetime="2026-03-04T08:00Z">4 March 2026</time>'
    '<figure><img alt="Quay Street"><figcaption>Quay Street. Photo: Ivo Marr</figcaption></figure>'
)
_WORDS = (
    "<p> <br> <h1> <li> <td> <a href=x> </a> <pre> <!-- --> <script> </script> <title> <article> "
    "<figcaption> <time datetime= <table> <template> <svg> &nbsp; &amp; &#0; &#x110000; WARC/1.0 "
    "Content-Length: WARC-Type: response HTTP/1.1 200 Transfer-Encoding: chunked gzip deflate "
    "text/html; charset= utf-16 2026-03-04 4 March Uhr Updated: am p.m. GMT +01:00 By Von Par "
    "Photo: © | · • » “ ” „ ‘ ’ « ‹ 「 」 \" ' -- — @type NewsArticle author name headline "
    "datePublished @graph mentions start end label PERSON entity roles spans speaker_ids "
    r"\x00 \x0d\x0a \xef\xbb\xbf \xff\xfe \x1f\x8b \xe2\x80\x8b"
)


def _seeds(target: str) -> list[bytes]:
    whole = [path.read_bytes() for path in sorted((_ROOT / "seeds/open").glob("*.txt"))]
    # Short ones are tried more often; two long ones are enough for what only length brings about.
    scrapes = [scrape[:700] for scrape in whole] + whole[:2]
    pages = []
    for scrape in [*scrapes, _SCRAPE.encode()]:
        paragraphs = "</p>\n<p>".join(scrape.decode(errors="ignore").splitlines())
        pages.append(f"{_HEAD}<p>{paragraphs}</p></article></body></html>".encode())
    if target in ("html", "render"):
        return pages
    if target == "warc":
        return [b"\x00" + _record(page) for page in pages[:4]] + [
            b"\xff" + _record(pages[-1]) + b"\x00\x00" + _record(pages[0]),
            b"\x90" + _record(pages[-1]),
        ]
    if target == "decode":
        return scrapes[:6] + pages[:4] + [_packed(_record(pages[-1])), _SCRAPE.encode("utf-16")]
    if target == "page_data":
        return [b"\x00" + json.dumps(_PAGE_DATA).encode(), b"\xff" + bytes(64)]
    if target == "reading":
        return [b"\x00" + json.dumps(_READING).encode(), b"\xff" + bytes(range(64))]
    if target == "resolve":
        line = json.dumps(_MENTIONS).encode()
        return [b"\x00" + line + b"\n" + line, b"\xff" + bytes(range(64))]
    return scrapes + [_SCRAPE.encode()]


def _record(page: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://echo.example/lamps\r\nContent-Type: application/http\r\n"
        b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"
    )


def _edited(value: Any, data: bytes) -> Any:
    """A copy of a JSON value with a few of its parts replaced, removed or moved, as `data` says."""
    source = atheris.FuzzedDataProvider(data)
    root = [copy.deepcopy(value)]
    for _ in range(source.ConsumeIntInRange(1, 4)):
        holder, key = root, 0
        while (
            isinstance(holder[key], (list, dict)) and holder[key] and source.ConsumeIntInRange(0, 5)
        ):
            holder = holder[key]
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = keys[source.ConsumeIntInRange(0, len(keys) - 1)]
        way = source.ConsumeIntInRange(0, 9)
        if way == 0 and holder is not root:
            del holder[key]
        elif way == 1 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif way == 2 and isinstance(holder, dict):
            holder[source.ConsumeUnicode(6)] = _odd(source)
        else:
            holder[key] = _odd(source)
    return root[0] if root else None


def _odd(source: atheris.FuzzedDataProvider) -> Any:
    way = source.ConsumeIntInRange(0, 13)
    if way < 8:
        return (None, True, "", 0, -1, [], {}, math.nan)[way]
    if way == 8:
        return source.ConsumeInt(8)
    if way == 9:
        return source.ConsumeRegularFloat()
    if way == 10:
        return [_odd(source)]
    if way == 11:
        return {source.ConsumeUnicode(4): _odd(source)}
    return source.ConsumeUnicode(40)


# --- the search -----------------------------------------------------------------------------------


class Watch:
    """A target under observation: what goes wrong is written down, and the search goes on."""

    def __init__(self, name: str, found: Path) -> None:
        self.name, self.found = name, found
        self.target = TARGETS[name]

    def __call__(self, data: bytes) -> None:
        """Run the target on one input."""
        begun = time.process_time()
        try:
            self.target(data)
        except Exception as error:  # whatever it is, it is a find
            self._write(_place(error), data, traceback.format_exc())
        taken = time.process_time() - begun
        if taken > SLOW:
            self._write(
                f"slow-{int(math.log2(taken))}", data, f"{taken:.1f} s for {len(data)} bytes"
            )

    def _write(self, key: str, data: bytes, told: str) -> None:
        file = self.found / f"{self.name}-{key}"
        if not file.exists() or len(data) < file.stat().st_size:
            file.write_bytes(data)
            file.with_name(file.name + ".txt").write_text(told, "utf-8", "backslashreplace")


def _place(error: Exception) -> str:
    """A short name for the place in the code that an error comes from."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "onrecord" in f.filename]
    last = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).stem}.{last.name}.{last.lineno}"
    what = str(error) if isinstance(error, Broken) else ""
    return f"{type(error).__name__}-{where}" + (
        hashlib.sha256(what.encode()).hexdigest()[:4] if what else ""
    )


def main() -> None:
    """Fuzz one target for a while."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("--list", action="store_true", help="name the targets")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "onrecord-fuzz")
    parser.add_argument(
        "--input", type=Path, help="run the target once, on this file, without a net"
    )
    args = parser.parse_args()
    if args.list or not args.target:
        print("\n".join(f"{name:10} {target.__doc__}" for name, target in TARGETS.items()))
        return
    if args.input:
        TARGETS[args.target](args.input.read_bytes())
        return
    corpus, seeds = args.found / "corpus" / args.target, args.found / "seeds" / args.target
    for folder in (corpus, seeds):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds(args.target)):
        (seeds / str(number)).write_bytes(seed)
    words = args.found / "words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in _WORDS.split()))
    options = [
        f"-max_total_time={args.seconds}",
        f"-timeout={_HUNG}",
        f"-rss_limit_mb={_MEMORY}",
        f"-max_len={LARGEST}",
        f"-dict={words}",
        f"-artifact_prefix={args.found}/{args.target}-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus), str(seeds)], Watch(args.target, args.found))
    atheris.Fuzz()


def _quoted(word: str) -> str:
    """A word as libFuzzer's dictionaries write it."""
    if word.startswith("\\x"):
        return word
    plain = word.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if c.isascii() else "".join(f"\\x{b:02x}" for b in c.encode()) for c in plain)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        _scratch = Path(folder)
        main()
