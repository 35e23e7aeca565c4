"""HTML to a text layer: the lines a browser would show, and for each the markup around it.

One pass over the tags with a stack, in time and memory that grow with the page only. Broken markup
is mended as the HTML standard says where that decides what a line is (paragraphs and list items
that are not closed, end tags of nothing, unclosed quotes and comments). No parser's version is in
the layer: the same bytes give the same layer anywhere, so that a hash of it can be kept.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from html import unescape

# Browsers nest no deeper either; what stands deeper belongs to the last element that counts.
DEEPEST = 512
MOST_ELEMENTS = 400_000
NO_PARENT = -1

_TAG = re.compile(
    r"<(?:!--(?:>|->|.*?(?:--!?>|\Z))"
    r"|/([a-zA-Z][^\s/>]*+)[^>]*+(?:>|\Z)"
    r"|(?:[!?]|/(?!\Z))[^>]*+(?:>|\Z)"
    r"|([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)(?:>|\Z))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"([^\s=>\"'/][^\s=>/]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+"
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_AUTHOR_LINK = re.compile(r"rel\s*=\s*[\"']?[^\"'>]*\bauthor\b|itemprop\s*=\s*[\"']?author\b", re.I)

# Content that is not shown, or is no text of the page: passed over up to the end tag.
_PASSED_OVER = frozenset(
    "script style noscript template iframe noembed noframes xmp textarea title svg math select "
    "datalist audio video canvas rp".split()
)
# Of these everything to the end of the page is content, where the end tag is missing.
_RAW = frozenset({"script", "style", "iframe", "textarea", "title", "xmp", "noembed", "noframes"})
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source "
    "track wbr".split()
)
BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li "
    "listing main menu nav ol optgroup option p plaintext pre search section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_CLOSES_PARAGRAPH = BLOCK - frozenset(
    "body button caption html legend option optgroup tbody td tfoot th thead tr".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SCOPE = frozenset({"table", "td", "th", "caption", "button", "html", "object", "marquee"})
_CLOSED_BY = {
    "li": (frozenset({"li"}), _SCOPE | {"ul", "ol", "menu", "dir"}),
    "dt": (frozenset({"dt", "dd"}), _SCOPE | {"dl"}),
    "dd": (frozenset({"dt", "dd"}), _SCOPE | {"dl"}),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    **{h: (HEADINGS, BLOCK - HEADINGS) for h in HEADINGS},
}
_CELLS = frozenset({"td", "th"})
_BOLD = frozenset({"b", "strong"})
_PARAGRAPH = frozenset({"p"})
_PAGE = frozenset({"html"})
# Marks the edge of a table cell within a line being put together.
_CELL = "\x1f"
_CELL_EDGE = re.compile(" ?\x1f[ \x1f]*")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\f]")
# What other readers of lines would take for the end of one, and the mark above.
_UNUSUAL = re.compile("[\x0b\x1c-\x1f\x85\u2028\u2029]")
_FARTHEST = 64
"""How far up the stack an element is looked for that a tag closes: keeps the time linear."""


@dataclass(slots=True)
class Elements:
    """The elements of a page in the order of their start tags; item i of a list is element i.

    `attributes` are as written; `parent` is the index of the element around it, or -1. The lines
    of the layer inside element i are `first_line[i]` to `end_line[i]`.
    """

    tag: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    first_line: list[int] = field(default_factory=list)
    end_line: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """The lines of the layer; item i of a list is line i.

    `start` is its offset in the layer; `element` the innermost element around most of its words;
    `characters`, `linked`, `bold` count the characters in all, in links, in bold; `links` the links.
    """

    start: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Head:
    """What a page says of itself where no reader looks.

    `meta` are the names (or properties) and contents of its meta elements, `data` the texts of its
    JSON-LD scripts, `links` the relation and address of its link elements, `times` the machine
    readable moments of its time elements with the line they stand before, `authors` the texts of
    links marked as the author's.
    """

    title: str | None = None
    language: str | None = None
    meta: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as text, and the markup behind it."""

    text: str
    lines: Lines
    elements: Elements
    head: Head


def render(document: str) -> Rendered:
    """Render an HTML document as its text layer.

    A block-level element, a line break and a table row end a line; a paragraph has a blank line
    around it; cells of a row are joined by a tab; white space is collapsed as a browser does and
    entities are decoded. Scripts, styles, templates and drawings are no text. What a style sheet
    would hide is kept: only the markup is known here, and it is given as evidence.
    """
    return _Renderer(document).render()


def attributes(written: str) -> dict[str, str]:
    """The attributes of a start tag by their names in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        value = double or single or bare
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found


class _Renderer:
    def __init__(self, document: str) -> None:
        self.document = document.replace("\0", "")
        self.elements, self.lines, self.head = Elements(), Lines(), Head()
        self.layer: list[str] = []
        self.length = 0
        self.stack: list[int] = []
        # How many elements of a name are on the stack, and names that no end tag follows any more.
        self.open: dict[str, int] = {}
        self.endless: set[str] = set()
        self.pieces: list[str] = []
        self.break_ = 0
        # How deep the stack was when a link, bold or preformatted text began; 0 outside of them.
        self.link_depth = self.bold_depth = self.verbatim_depth = 0
        self.author: list[str] | None = None
        self._count_from_zero()

    def _count_from_zero(self) -> None:
        self.characters = self.linked = self.bold = self.links = self.longest = 0
        self.element = NO_PARENT

    def render(self) -> Rendered:
        document, search = self.document, _TAG.search
        place = 0
        while tag := search(document, place):
            start = tag.start()
            if start > place:
                self._text(document[place:start])
            place = tag.end()
            closing, opening, written = tag.groups()
            if opening is not None:
                name = opening if opening.islower() else opening.lower()
                place = self._start(name, written, place)
            elif closing is not None:
                self._end(closing if closing.islower() else closing.lower())
        if place < len(document):
            self._text(document[place:])
        self._flush(0)
        self._pop_to(0)
        return Rendered("".join(self.layer), self.lines, self.elements, self.head)

    # --- text and lines ---------------------------------------------------------------------------

    def _text(self, piece: str) -> None:
        if piece.isspace() and not self.verbatim_depth and "\xa0" not in piece:
            if self.pieces:
                self.pieces.append(" ")
            return
        if "&" in piece:
            piece = unescape(piece)
        if self.verbatim_depth:
            first, *others = _LINE_ENDS.split(piece)
            self._add(first)
            for other in others:
                self._flush(1)
                self._add(other)
        else:
            self._add(piece)

    def _add(self, piece: str) -> None:
        size = len(piece)
        self.pieces.append(piece)
        self.characters += size
        if size > self.longest:
            self.longest = size
            self.element = self.stack[-1] if self.stack else NO_PARENT
        if self.link_depth:
            self.linked += size
        if self.bold_depth:
            self.bold += size
        if self.author is not None:
            self.author.append(piece)

    def _flush(self, line_ends: int) -> None:
        """End the line, if one was begun, and ask for so many line ends before the next."""
        if self.pieces:
            line = "".join(self.pieces)
            self.pieces.clear()
            if not self.verbatim_depth:
                line = _SPACES.sub(" ", line)
            if _UNUSUAL.search(line):
                line = _UNUSUAL.sub(" ", _CELL_EDGE.sub("\t", line))
            line = line.rstrip(" ") if self.verbatim_depth else line.strip(" ")
            if line and not line.isspace():
                self._emit(line)
            self._count_from_zero()
        if line_ends > self.break_:
            self.break_ = line_ends

    def _emit(self, line: str) -> None:
        if self.layer:
            gap = "\n" * max(1, self.break_)
            self.layer.append(gap)
            self.length += len(gap)
        lines = self.lines
        lines.start.append(self.length)
        lines.element.append(self.element)
        lines.characters.append(self.characters)
        lines.linked.append(self.linked)
        lines.bold.append(self.bold)
        lines.links.append(self.links)
        self.layer.append(line)
        self.length += len(line)
        self.break_ = 0

    # --- elements ---------------------------------------------------------------------------------

    def _start(self, name: str, written: str, place: int) -> int:
        """Begin an element; gives the place in the document to go on from."""
        if name in _PASSED_OVER:
            return self._pass_over(name, written, place)
        if name in _VOID:
            self._void(name, written)
            return place
        if name in BLOCK:
            if name not in _CELLS:
                self._flush(2 if name == "p" else 1)
            if name in _CLOSES_PARAGRAPH and self.open.get("p"):
                self._close(_PARAGRAPH, _SCOPE)
            if name in _CLOSED_BY:
                self._close(*_CLOSED_BY[name])
            if name in _CELLS and self.pieces:
                self.pieces.append(_CELL)
            if name in ("html", "body"):
                if not self.head.language and (language := attributes(written).get("lang")):
                    self.head.language = language
                if self.open.get(name):
                    return place
        elif name == "head":
            return place
        self._push(name, written)
        depth = len(self.stack)
        if name == "a":
            self.link_depth = depth
            self.links += 1
            if _AUTHOR_LINK.search(written):
                self.author = []
        elif name in _BOLD:
            self.bold_depth = self.bold_depth or depth
        elif name == "pre":
            self.verbatim_depth = self.verbatim_depth or depth
        elif name == "time" and (moment := attributes(written).get("datetime")):
            self.head.times.append((moment, len(self.lines.start)))
        return place

    def _push(self, name: str, written: str) -> None:
        elements = self.elements
        if len(self.stack) >= DEEPEST or len(elements.tag) >= MOST_ELEMENTS:
            return
        elements.parent.append(self.stack[-1] if self.stack else NO_PARENT)
        self.stack.append(len(elements.tag))
        elements.tag.append(name)
        elements.attributes.append(written)
        elements.first_line.append(len(self.lines.start))
        elements.end_line.append(0)
        self.open[name] = self.open.get(name, 0) + 1

    def _void(self, name: str, written: str) -> None:
        if name == "br":
            self._flush(self.break_ + 1 if not self.pieces else 1)
        elif name == "hr":
            self._flush(1)
        elif name == "meta":
            told = attributes(written)
            key = told.get("property") or told.get("name") or told.get("itemprop")
            if key and told.get("content"):
                self.head.meta.append((key.strip().lower(), told["content"]))
        elif name == "link":
            told = attributes(written)
            if told.get("href"):
                self.head.links.append((told.get("rel", "").lower(), told["href"]))

    def _pass_over(self, name: str, written: str, place: int) -> int:
        if name == "template" and "shadowroot" in written:
            return place
        end = None if name in self.endless else _end_tag(name).search(self.document, place)
        if end is None:
            self.endless.add(name)
            if name not in _RAW:
                return place
        content_end, place_after = end.span() if end else (len(self.document),) * 2
        if name == "title" and self.head.title is None:
            self.head.title = " ".join(unescape(self.document[place:content_end]).split()) or None
        elif name == "script" and "ld+json" in written:
            self.head.data.append(self.document[place:content_end])
        return place_after

    def _end(self, name: str) -> None:
        is_block = name in BLOCK
        if is_block and name not in _CELLS:
            self._flush(2 if name == "p" else 1)
        if name == "a":
            self.link_depth = 0
            if self.author is not None:
                self.head.authors.append(" ".join("".join(self.author).split()))
                self.author = None
        if not self.open.get(name) and name not in HEADINGS or name in ("html", "body"):
            return
        if self.stack and self.elements.tag[self.stack[-1]] == name:
            self._pop_to(len(self.stack) - 1)
        else:
            wanted = HEADINGS if name in HEADINGS else (name,)
            self._close(wanted, _PAGE if is_block else BLOCK)

    def _close(self, names: Collection[str], boundary: frozenset[str]) -> None:
        """Close the nearest open element of these names, unless a boundary stands before it."""
        tags, stack = self.elements.tag, self.stack
        for above, element in enumerate(reversed(stack[-_FARTHEST:]), 1):
            tag = tags[element]
            if tag in names:
                self._pop_to(len(stack) - above)
                return
            if tag in boundary:
                return

    def _pop_to(self, depth: int) -> None:
        """Close the open elements from this depth of the stack on."""
        tags, end_line, starts = self.elements.tag, self.elements.end_line, self.lines.start
        for index in reversed(self.stack[depth:]):
            name = tags[index]
            if name in BLOCK and name not in _CELLS:
                self._flush(2 if name == "p" else 1)
            end_line[index] = len(starts) + bool(self.pieces)
            self.open[name] -= 1
        del self.stack[depth:]
        if depth < self.link_depth:
            self.link_depth = 0
        if depth < self.bold_depth:
            self.bold_depth = 0
        if depth < self.verbatim_depth:
            self.verbatim_depth = 0


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    letters = "".join(f"[{letter}{letter.upper()}]" for letter in name)
    return re.compile(rf"</{letters}(?=[\s/>]|\Z)[^>]*+(?:>|\Z)")
