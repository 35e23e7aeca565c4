"""HTML to a text layer: the lines a browser would show, and for each the markup around it.

One pass over the tags with a stack, in time and memory that grow with the page only. Broken markup
is mended as the HTML standard says where that decides what a line is (paragraphs and list items
that are not closed, end tags of nothing, unclosed quotes and comments). No parser's version is in
the layer: the same bytes give the same layer anywhere, so that a hash of it can be kept.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from html import unescape as _unescape
from itertools import accumulate, islice

from onrecord.cleaning import compiled

# Browsers nest no deeper either; what stands deeper belongs to the last element that counts.
DEEPEST = 512
MOST_ELEMENTS = 400_000
NO_PARENT = -1

# How a document begins, whatever it is called or sent as.
BEGINS = r"\s*+(?><!--.*?-->\s*|<\?xml[^>]*>\s*)*+<(?:!doctype\s+html|html|head|body)\b"
# Text and the tag, comment or declaration behind it, or the end. No character is read twice.
_TEXT_AND_TAG = re.compile(
    r"([^<]*+(?:<(?![a-zA-Z!?]|/(?!\Z))[^<]*+)*+)"
    r"(?:<(?:/([a-zA-Z][^\s/>]*+)[^>]*+>?+"
    r"|([a-zA-Z][^\s/>]*+)([^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+)>?+"
    r"|!--(?:>|->|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
    r"|[!?/][^>]*+>?+)|\Z)"
)
_ATTRIBUTE = re.compile(
    r"([^\s=>\"'/][^\s=>/]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+"
)
_SPACE = " \t\n\r\f"
_SPACES = re.compile(f"[{_SPACE}]+")
_AUTHOR_LINK = re.compile(
    r"rel\s*+=\s*+[\"']?[^\"'>]{0,300}\bauthor\b|itemprop\s*+=\s*+[\"']?author\b", re.I
)
# Python reads no longer ones; no character has more than seven digits.
_ENDLESS_NUMBER = re.compile(r"&#(?=[0-9])0*+([0-9]{0,8})[0-9]*+")

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
_TOLD_INSIDE = frozenset({"title", "script"})
_TELLING = frozenset({"meta", "link"})
_TELLING_VOID = _TELLING | {"br", "hr"}
_CELLS = frozenset({"td", "th"})
_OUTERMOST = frozenset({"html", "body"})
_OF_THE_PAGE = _OUTERMOST | {"head"}
# These say of the text inside that it is linked, bold or preformatted, or tell a moment.
_MOMENTS = frozenset({"time", "abbr"})
_MARKING = _MOMENTS | {"a", "b", "strong", "pre"}
_INLINE = _MARKING | {"span", "em", "i", "u", "small", "sup", "sub", "label", "picture", "cite"}
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


@dataclass(frozen=True, slots=True)
class _Tag:
    """What the name of a tag says of it.

    So many `line_ends` stand before and behind the element. What `is_passed_over` is not read;
    what `is_special` does more than begin an element, or does not begin one: what `is_ignored` has no
    effect, a start tag of what is `closed_by` others closes the first of these, unless one of the
    second stands before it. What `marks_text` makes the text inside a link, bold or preformatted, or
    tells a moment. Of what `is_simple` an end tag closes the element that was begun last; if that is of
    another name, it `ends` the nearest of the first of these, unless one of the second stands before it.
    """

    name: str
    line_ends: int
    is_passed_over: bool
    is_special: bool
    marks_text: bool
    is_simple: bool
    is_link: bool
    closes_paragraph: bool
    is_ignored: bool
    closed_by: tuple[frozenset[str], frozenset[str]] | None
    ends: tuple[frozenset[str], frozenset[str]] | None


def _tag(name: str) -> _Tag:
    """A tag of any name in any case."""
    name = name.lower()
    if name in _TAGS:
        return _TAGS[name]
    is_passed_over = name in _PASSED_OVER
    ends_line = name in BLOCK and name not in _CELLS
    return _Tag(
        name=name,
        line_ends=(2 if name == "p" else 1) if ends_line else 0,
        is_passed_over=is_passed_over,
        is_special=is_passed_over or name in _VOID or name in _CLOSED_BY or name in _OF_THE_PAGE,
        marks_text=name in _MARKING,
        is_simple=name not in _OF_THE_PAGE,
        is_link=name == "a",
        closes_paragraph=name in _CLOSES_PARAGRAPH,
        is_ignored=name in _VOID - _TELLING_VOID,
        closed_by=_CLOSED_BY.get(name),
        ends=_ends(name),
    )


def _ends(name: str) -> tuple[frozenset[str], frozenset[str]] | None:
    if name in _OUTERMOST:
        return None
    if name in HEADINGS:
        return HEADINGS, _PAGE
    return frozenset({name}), _PAGE if name in BLOCK else BLOCK


_TAGS: dict[str, _Tag] = {}
_TAGS.update((name, _tag(name)) for name in _PASSED_OVER | _VOID | BLOCK | _INLINE)


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
    readable moments of its time and abbr elements with the line they stand before, `authors` the texts of
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
    head = Head()
    if _reader is None:
        return _Renderer(document, head).render()
    text, lines, elements = _reader.read(document, head)
    return Rendered(text, Lines(*lines), Elements(*elements), head)


def unescape(text: str) -> str:
    """The text with characters for entities. A number that no character has stands for U+FFFD."""
    # Most entities are this one, and it is part of no other.
    text = text.replace("&quot;", '"')
    try:
        return _unescape(text)
    except ValueError:
        return _unescape(_ENDLESS_NUMBER.sub(r"&#0\1", text))


def attributes(written: str) -> dict[str, str]:
    """The attributes of a start tag by their names in lower case; the first of a name counts."""
    if _reader is not None:
        return _reader.attributes(written)
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        value = double or single or bare
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found


class _Renderer:
    """What is compiled where that can be; the functions below it are used by both."""

    def __init__(self, document: str, head: Head) -> None:
        self.document = document.replace("\0", "")
        self.elements, self.lines, self.head = Elements(), Lines(), head
        # The lines, with line ends between them.
        self.layer: list[str] = []
        # The open elements and their names, below them what is around all.
        self.stack: list[int] = [NO_PARENT]
        self.names: list[str] = [""]
        self.paragraphs = 0
        # Names that no end tag follows any more.
        self.endless: set[str] = set()
        self.pieces: list[str] = []
        self.break_ = 0
        # How deep the stack was when a link, bold or preformatted text began; 0 outside of them.
        # No element that stands deeper than the marked depth closes any of them.
        self.link_depth = self.bold_depth = self.verbatim_depth = self.marked_depth = 0
        self.author: list[str] | None = None
        self.characters = self.linked = self.bold = self.links = self.longest = 0
        self.element = NO_PARENT

    def render(self) -> Rendered:
        place = 0
        while place < len(self.document):
            place = self._read_on(place)
        self._flush(0)
        self._pop_to(1)
        # The last line begun may have come to nothing.
        count, ends = len(self.lines.element), self.elements.end_line
        if max(ends, default=0) > count:
            ends[:] = [min(end, count) for end in ends]
        self.lines.start = [*islice(accumulate(map(len, self.layer), initial=0), 0, 2 * count, 2)]
        return Rendered("".join(self.layer), self.lines, self.elements, self.head)

    def _read_on(self, place: int) -> int:
        """Read from a place up to the end of content that is passed over; gives that end.

        What most tags ask for is done here: a call for each would take longer than the work.
        """
        elements, stack, names, pieces = self.elements, self.stack, self.names, self.pieces
        tags, attributes_, parents = elements.tag, elements.attributes, elements.parent
        first_lines, end_lines, lines = elements.first_line, elements.end_line, self.lines.element
        for found in _TEXT_AND_TAG.finditer(self.document, place):
            text, closing, opening, written = found.groups()
            if text:
                if self.verbatim_depth:
                    self._add_verbatim(text)
                elif not text.isspace() or "\xa0" in text:
                    self._add(unescape(text) if "&" in text else text)
                elif pieces:
                    pieces.append(" ")
            name = opening or closing
            if not name:
                continue
            try:
                tag = _TAGS[name]
            except KeyError:
                tag = _tag(name)
            if line_ends := tag.line_ends:
                if pieces:
                    self._flush(line_ends)
                elif line_ends > self.break_:
                    self.break_ = line_ends
            if closing:
                if tag.is_link:
                    self.link_depth = 0
                    if self.author is not None:
                        _note_author(self.head, self.author)
                        self.author = None
                if tag.is_simple and names[-1] == tag.name:
                    names.pop()
                    end_lines[stack.pop()] = len(lines) + bool(pieces)
                    if line_ends == 2:
                        self.paragraphs -= 1
                    if len(stack) <= self.marked_depth:
                        self._unmark()
                elif tag.ends:
                    self._close(*tag.ends)
                continue
            if self.paragraphs and tag.closes_paragraph:
                self._close(_PARAGRAPH, _SCOPE)
            if tag.is_special:
                if tag.is_passed_over:
                    end = self._pass_over(tag.name, written, found.end())
                    if end > found.end():
                        return end
                    continue
                if closed_by := tag.closed_by:
                    if names[-1] not in closed_by[1]:
                        self._close(*closed_by)
                    if pieces and tag.name in _CELLS:
                        pieces.append(_CELL)
                elif tag.is_ignored or not self._begins(tag.name, written):
                    continue
            number = len(tags)
            if len(stack) <= DEEPEST and number < MOST_ELEMENTS:
                tags.append(tag.name)
                attributes_.append(written)
                parents.append(stack[-1])
                first_lines.append(len(lines))
                end_lines.append(0)
                stack.append(number)
                names.append(tag.name)
                if line_ends == 2:
                    self.paragraphs += 1
            if tag.is_link:
                self.links += 1
                self.link_depth = depth = len(stack) - 1
                self.marked_depth = max(self.marked_depth, depth)
                if "author" in written.lower() and _AUTHOR_LINK.search(written):
                    self.author = []
            elif tag.marks_text:
                self._mark(tag.name, written)
        return len(self.document)

    # --- text and lines ---------------------------------------------------------------------------

    def _add(self, piece: str) -> None:
        size = len(piece)
        self.pieces.append(piece)
        self.characters += size
        if size > self.longest:
            self.longest = size
            self.element = self.stack[-1]
        if self.link_depth:
            self.linked += size
        if self.bold_depth:
            self.bold += size
        if self.author is not None:
            self.author.append(piece)

    def _add_verbatim(self, text: str) -> None:
        *ended, last = _verbatim_lines(text)
        for line in ended:
            self._add(line)
            self._flush(1)
        self._add(last)

    def _flush(self, line_ends: int) -> None:
        """End the line, if one was begun, and ask for so many line ends before the next."""
        if self.pieces:
            line = "".join(self.pieces)
            self.pieces.clear()
            if not self.verbatim_depth:
                line = line.strip(_SPACE)
            if self.verbatim_depth or "  " in line or not line.isprintable():
                line = _shown(line, bool(self.verbatim_depth))
            if line:
                if self.layer:
                    self.layer.append("\n" * (self.break_ or 1))
                self.layer.append(line)
                lines = self.lines
                lines.element.append(self.element)
                lines.characters.append(self.characters)
                lines.linked.append(self.linked)
                lines.bold.append(self.bold)
                lines.links.append(self.links)
                self.break_ = 0
            self.characters = self.linked = self.bold = self.links = self.longest = 0
            self.element = NO_PARENT
        self.break_ = max(self.break_, line_ends)

    # --- elements ---------------------------------------------------------------------------------

    def _begins(self, name: str, written: str) -> bool:
        """Do what the start tag of a special element asks for; whether an element begins."""
        if name in _TELLING or name in _OUTERMOST:
            _note(self.head, name, written, len(self.lines.element))
        elif name == "br":
            self._flush(1 if self.pieces else self.break_ + 1)
        elif name == "hr":
            self._flush(1)
        return name in _OUTERMOST and name not in self.names

    def _mark(self, name: str, written: str) -> None:
        """Note what an element that was just begun says of the text inside it."""
        depth = len(self.stack) - 1
        if name == "pre":
            self.verbatim_depth = self.verbatim_depth or depth
        elif name in _MOMENTS:
            _note(self.head, name, written, len(self.lines.element))
        else:
            self.bold_depth = self.bold_depth or depth
        self.marked_depth = max(self.marked_depth, depth)

    def _pass_over(self, name: str, written: str, place: int) -> int:
        """Where what an element holds ends; the place itself where it cannot be passed over."""
        if name == "template" and "shadowroot" in written:
            return place
        end = None if name in self.endless else _end_tag(name).search(self.document, place)
        if end is None:
            self.endless.add(name)
            if name not in _RAW:
                return place
        content_end, place_after = end.span() if end else (len(self.document),) * 2
        if name in _TOLD_INSIDE:
            _note_content(self.head, name, written, self.document, place, content_end)
        return place_after

    def _close(self, wanted: frozenset[str], boundary: frozenset[str]) -> None:
        """Close the nearest open element of these names, unless a boundary stands before it."""
        for above, name in enumerate(reversed(self.names[-_FARTHEST:]), 1):
            if name in wanted:
                self._pop_to(len(self.names) - above)
                return
            if name in boundary:
                return

    def _pop_to(self, size: int) -> None:
        """Close the open elements from this place of the stack on."""
        names, stack, lines = self.names, self.stack, self.lines.element
        while len(stack) > size:
            name = names.pop()
            if line_ends := (_TAGS.get(name) or _tag(name)).line_ends:
                self._flush(line_ends)
            self.elements.end_line[stack.pop()] = len(lines) + bool(self.pieces)
            if name == "p":
                self.paragraphs -= 1
        self._unmark()

    def _unmark(self) -> None:
        """End links, bold and preformatted text that an element was closed with."""
        depth = len(self.stack) - 1
        if depth < self.link_depth:
            self.link_depth = 0
        if depth < self.bold_depth:
            self.bold_depth = 0
        if depth < self.verbatim_depth:
            self.verbatim_depth = 0
        self.marked_depth = max(self.link_depth, self.bold_depth, self.verbatim_depth)


def _note(head: Head, name: str, written: str, line: int) -> None:
    """Note what the attributes of an element say that begins before or in this line."""
    if name in _OUTERMOST:
        if not head.language and (language := attributes(written).get("lang")):
            head.language = language
        return
    told = attributes(written)
    if name == "meta":
        key = told.get("property") or told.get("name") or told.get("itemprop")
        if key and told.get("content"):
            head.meta.append((key.strip().lower(), told["content"]))
    elif name == "link":
        if told.get("href"):
            head.links.append((told.get("rel", "").lower(), told["href"]))
    elif name == "time":
        if moment := told.get("datetime"):
            head.times.append((moment, line))
    # What "an hour ago" is short for.
    elif (moment := told.get("title", "")) and moment[:4].isdecimal():
        head.times.append((moment, line))


def _note_content(head: Head, name: str, written: str, document: str, begin: int, end: int) -> None:
    """Note what a title or script that is passed over holds."""
    if name == "title" and head.title is None:
        head.title = " ".join(unescape(document[begin:end]).split()) or None
    elif name == "script" and "ld+json" in written:
        head.data.append(document[begin:end])


def _note_author(head: Head, pieces: list[str]) -> None:
    head.authors.append(" ".join("".join(pieces).split()))


def _verbatim_lines(text: str) -> list[str]:
    return _LINE_ENDS.split(unescape(text))


def _shown(line: str, is_verbatim: bool) -> str:
    """A line as it is shown; nothing if it is blank."""
    if not is_verbatim:
        line = _SPACES.sub(" ", line)
    if not line.isprintable() and _UNUSUAL.search(line):
        line = _UNUSUAL.sub(" ", _CELL_EDGE.sub("\t", line))
    line = line.rstrip(" ") if is_verbatim else line.strip(" ")
    return "" if line.isspace() else line


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    letters = "".join(f"[{letter}{letter.upper()}]" for letter in name)
    # What begins with one certain character, not two, is found faster.
    return re.compile(rf"<(?=/)/{letters}(?=[\s/>]|\Z)[^>]*+(?:>|\Z)")


_compiled = compiled.load("html")
_reader = _compiled and _compiled.Reader(
    tags=_TAGS,
    make_tag=_tag,
    raw=_RAW,
    paragraph=_PARAGRAPH,
    scope=_SCOPE,
    deepest=DEEPEST,
    most_elements=MOST_ELEMENTS,
    farthest=_FARTHEST,
    unescape=unescape,
    shown=_shown,
    verbatim_lines=_verbatim_lines,
    names_author=_AUTHOR_LINK.search,
    note=_note,
    note_content=_note_content,
    note_author=_note_author,
)
