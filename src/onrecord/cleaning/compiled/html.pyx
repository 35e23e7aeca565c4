"""The twin of `html._Renderer`, which says what is done: the tags, lines and elements of a page.

What is rare, or says something of the page, is left to functions of html.py. No character is read before
its place was compared with the size of the page.
"""

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport (
    Py_UNICODE_ISSPACE,
    PyUnicode_4BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_FindChar,
    PyUnicode_FromKindAndData,
    PyUnicode_FromObject,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    NO_PARENT = -1
    MOST_OPEN = 1024
    # The tags of names so short are found by their letters, in a table at most half full.
    LETTERS = 8
    PLACES = 512
    # So many other tags are kept, from page to page, if their names are no longer than that.
    MOST_FURTHER = 4096
    LONGEST_FURTHER = 32
    # The mark of the edge of a cell.
    CELL = 0x1F

cdef enum Kind:
    NO_TAG
    START
    END

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t


cdef struct Token:
    # Text up to `text_end`, and behind it a tag, or what is none.
    Py_ssize_t text_end
    bint has_content
    bint has_entity
    Kind kind
    Py_ssize_t name_begin
    Py_ssize_t name_end
    # The name in lower case; 0 if it is too long, or not of ASCII.
    uint64_t letters
    Py_ssize_t attributes_end
    bint says_author
    Py_ssize_t end


cdef inline uint32_t lower(uint32_t letter) noexcept:
    return letter | 0x20


cdef inline bint is_letter(uint32_t char) noexcept:
    return c"a" <= lower(char) <= c"z"


cdef inline bint ends_name(uint32_t char) noexcept:
    return char == c">" or char == c"/" or Py_UNICODE_ISSPACE(char)


cdef bint has_nul(const Char *page, Py_ssize_t size) noexcept:
    cdef Py_ssize_t begin, i
    cdef Char found = 0
    for begin in range(0, size, 4096):
        for i in range(begin, min(begin + 4096, size)):
            found |= page[i] == 0
        if found:
            return True
    return False


cdef void read_token(const Char *page, Py_ssize_t size, Py_ssize_t place, Token *token) noexcept:
    """Read what `html._TEXT_AND_TAG` matches at a place."""
    cdef Py_ssize_t i = place, quote
    cdef uint32_t char, next_ = 0
    token.has_content = token.has_entity = token.says_author = False
    token.kind = NO_TAG
    token.letters = 0
    while i < size:
        char = page[i]
        if char == c"<":
            next_ = page[i + 1] if i + 1 < size else 0
            if is_letter(next_) or next_ == c"!" or next_ == c"?" or (next_ == c"/" and i + 2 < size):
                break
            token.has_content = True
        elif char == c"&":
            token.has_entity = token.has_content = True
        elif not token.has_content and (char == 0xA0 or not Py_UNICODE_ISSPACE(char)):
            token.has_content = True
        i += 1
    token.text_end = token.end = i
    if i == size:
        return
    i += 1
    if is_letter(next_):
        token.kind = START
    elif next_ == c"/" and is_letter(page[i + 1]):
        token.kind = END
        i += 1
    elif next_ == c"!" and i + 2 < size and page[i + 1] == c"-" and page[i + 2] == c"-":
        token.end = comment_end(page, size, i + 3)
        return
    if token.kind != NO_TAG:
        token.name_begin = i
        while i < size and not ends_name(page[i]):
            char = page[i]
            if i - token.name_begin < LETTERS and char < 0x80:
                token.letters |= <uint64_t> (lower(char) if is_letter(char) else char) << (
                    8 * (i - token.name_begin)
                )
                i += 1
            else:
                token.letters = 0
                while i < size and not ends_name(page[i]):
                    i += 1
        token.name_end = i
    while i < size and page[i] != c">":
        i += 1
        if token.kind == START and page[i - 1] == c"=":
            while i < size and Py_UNICODE_ISSPACE(page[i]):
                i += 1
            if i < size and (page[i] == c'"' or page[i] == c"'"):
                # Of each sort only the last quote of a page is looked for in vain.
                quote = i + 1
                while quote < size and page[quote] != page[i]:
                    quote += 1
                if quote < size:
                    i = quote + 1
    token.attributes_end = i
    token.end = min(i + 1, size)
    token.says_author = token.letters == c"a" and says_author(page, token.name_end, i)


cdef Py_ssize_t comment_end(const Char *page, Py_ssize_t size, Py_ssize_t begin) noexcept:
    """Behind the comment of which the content begins there."""
    cdef Py_ssize_t i
    for i in range(begin, size):
        if page[i] == c">" and (
            i == begin
            or (i == begin + 1 and page[i - 1] == c"-")
            or (i >= begin + 2 and page[i - 1] == c"-" and page[i - 2] == c"-")
            or (i >= begin + 3 and page[i - 1] == c"!" and page[i - 2] == c"-" and page[i - 3] == c"-")
        ):
            return i + 1
    return size


cdef bint says_author(const Char *page, Py_ssize_t begin, Py_ssize_t end) noexcept:
    """Whether "author" stands there in any case."""
    cdef const char *wanted = b"author"
    cdef Py_ssize_t i, k
    for i in range(begin, end - 5):
        for k in range(6):
            if lower(page[i + k]) != <uint32_t> wanted[k]:
                break
        else:
            return True
    return False


cdef uint64_t letters_of(str name) noexcept:
    """The name as in a token; 0 if it is not there."""
    cdef uint64_t letters = 0
    cdef Py_ssize_t i
    if len(name) > LETTERS or not name.isascii():
        return 0
    for i in range(len(name)):
        letters |= <uint64_t> PyUnicode_READ(PyUnicode_KIND(name), PyUnicode_DATA(name), i) << (8 * i)
    return letters


cdef inline int place_of(uint64_t letters) noexcept:
    return <int> ((letters * <uint64_t> 0x9E3779B97F4A7C15) >> 32) % PLACES


@cython.final
cdef class Tag:
    """What `html._Tag` says."""

    cdef str name
    cdef uint64_t letters
    cdef Py_ssize_t line_ends
    cdef bint is_passed_over, is_special, marks_text, is_simple, is_link, closes_paragraph, is_ignored
    cdef frozenset closed, closed_unless, ended, ended_unless

    def __init__(self, tag):
        self.name = tag.name
        self.letters = letters_of(tag.name)
        self.line_ends = tag.line_ends
        self.is_passed_over = tag.is_passed_over
        self.is_special = tag.is_special
        self.marks_text = tag.marks_text
        self.is_simple = tag.is_simple
        self.is_link = tag.is_link
        self.closes_paragraph = tag.closes_paragraph
        self.is_ignored = tag.is_ignored
        self.closed, self.closed_unless = tag.closed_by or (None, None)
        self.ended, self.ended_unless = tag.ends or (None, None)


@cython.final
cdef class Text:
    """Characters put one behind the other."""

    cdef Py_UCS4 *chars
    cdef Py_ssize_t size, room

    def __dealloc__(self):
        PyMem_Free(self.chars)

    cdef int make_room(self, Py_ssize_t more) except -1:
        cdef Py_ssize_t room
        cdef void *chars
        if more > self.room - self.size:
            room = max(2 * self.room, self.size + more, 256)
            chars = PyMem_Realloc(self.chars, <size_t> room * sizeof(Py_UCS4))
            if chars == NULL:
                raise MemoryError
            self.chars, self.room = <Py_UCS4 *> chars, room
        return 0

    cdef int put(self, Py_UCS4 char, Py_ssize_t times) except -1:
        cdef Py_ssize_t i
        self.make_room(times)
        for i in range(times):
            self.chars[self.size + i] = char
        self.size += times
        return 0

    cdef int put_part(self, str text, Py_ssize_t begin, Py_ssize_t end) except -1:
        cdef int kind = PyUnicode_KIND(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef Py_ssize_t i
        if not 0 <= begin <= end <= len(text):
            raise IndexError("no part of the text")
        self.make_room(end - begin)
        for i in range(begin, end):
            self.chars[self.size + i - begin] = PyUnicode_READ(kind, data, i)
        self.size += end - begin
        return 0

    cdef int put_text(self, Text other) except -1:
        self.make_room(other.size)
        if other.size:
            memcpy(self.chars + self.size, other.chars, <size_t> other.size * sizeof(Py_UCS4))
        self.size += other.size
        return 0

    cdef bint collapse(self) noexcept:
        """Make one space of white space, none at the ends; whether it may be that more is to be done."""
        cdef Py_ssize_t i, size = 0
        cdef bint is_space = False, is_blank = True, is_unusual = False
        cdef Py_UCS4 char
        for i in range(self.size):
            char = self.chars[i]
            if char <= c" " and (
                char == c" " or char == c"\n" or char == c"\t" or char == c"\r" or char == c"\f"
            ):
                is_space = size > 0
                continue
            if is_space:
                self.chars[size] = c" "
                size += 1
                is_space = False
            self.chars[size] = char
            size += 1
            if char < c" " or char == 0x85 or char == 0x2028 or char == 0x2029:
                is_unusual = True
            elif is_blank:
                is_blank = Py_UNICODE_ISSPACE(char)
        self.size = size
        return is_unusual or (is_blank and size > 0)

    cdef str whole(self):
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, self.chars, self.size) if self.size else ""


@cython.final
cdef class Reader:
    """Reads pages by the tables and functions of html.py, which are named as there."""

    cdef list known
    cdef dict further
    cdef frozenset raw, paragraph, scope
    cdef Py_ssize_t deepest, most_elements, farthest
    cdef object make_tag, unescape, shown, verbatim_lines, names_author, note, note_content, note_author

    def __init__(
        self, *, tags, make_tag, raw, paragraph, scope, deepest, most_elements, farthest,
        unescape, shown, verbatim_lines, names_author, note, note_content, note_author,
    ):
        if not 0 <= deepest < MOST_OPEN or len(tags) > PLACES // 2:
            raise ValueError("more depth or tags than there is room for")
        self.raw, self.paragraph, self.scope = raw, paragraph, scope
        self.deepest, self.most_elements, self.farthest = deepest, most_elements, farthest
        self.make_tag, self.names_author = make_tag, names_author
        self.unescape, self.shown, self.verbatim_lines = unescape, shown, verbatim_lines
        self.note, self.note_content, self.note_author = note, note_content, note_author
        self.further = {}
        self.known = [None] * PLACES
        cdef int place
        cdef Tag tag
        for tag in map(Tag, tags.values()):
            if tag.letters:
                place = place_of(tag.letters)
                while self.known[place] is not None:
                    place = (place + 1) % PLACES
                self.known[place] = tag

    def read(self, document, head):
        """The text of a page, the lists of its lines and of its elements; `head` is told the rest."""
        return Page(self, document, head).read()

    def attributes(self, str written not None):
        """The attributes of a start tag: see the twin."""
        cdef int kind = PyUnicode_KIND(written)
        cdef void *data = PyUnicode_DATA(written)
        cdef Py_ssize_t size = len(written), i = 0, begin, end
        cdef Py_UCS4 char
        cdef str name, value
        cdef dict found = {}
        while i < size:
            char = PyUnicode_READ(kind, data, i)
            begin = i
            i += 1
            if char == c"=" or char == c">" or char == c'"' or char == c"'" or char == c"/":
                continue
            if Py_UNICODE_ISSPACE(char):
                continue
            while i < size:
                char = PyUnicode_READ(kind, data, i)
                if char == c"=" or ends_name(char):
                    break
                i += 1
            name = PyUnicode_Substring(written, begin, i).lower()
            value = ""
            end = i
            while end < size and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end)):
                end += 1
            if end < size and PyUnicode_READ(kind, data, end) == c"=":
                i = end + 1
                while i < size and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, i)):
                    i += 1
                begin, end = i, -1
                if i < size:
                    char = PyUnicode_READ(kind, data, i)
                    if char == c'"' or char == c"'":
                        end = PyUnicode_FindChar(written, char, i + 1, size, 1)
                if end >= 0:
                    begin += 1
                    i = end + 1
                else:
                    while i < size:
                        char = PyUnicode_READ(kind, data, i)
                        if char == c">" or Py_UNICODE_ISSPACE(char):
                            break
                        i += 1
                    end = i
                value = PyUnicode_Substring(written, begin, end)
                if "&" in value:
                    value = self.unescape(value)
            found.setdefault(name, value)
        return found

    cdef Tag tag_of(self, str document, Token *token):
        cdef int place
        cdef str name
        cdef Tag tag
        if token.letters:
            place = place_of(token.letters)
            while (tag := <Tag> self.known[place]) is not None:
                if tag.letters == token.letters:
                    return tag
                place = (place + 1) % PLACES
        name = PyUnicode_Substring(document, token.name_begin, token.name_end)
        tag = <Tag> self.further.get(name)
        if tag is None:
            tag = Tag(self.make_tag(name))
            if len(name) <= LONGEST_FURTHER:
                if len(self.further) >= MOST_FURTHER:
                    self.further.clear()
                self.further[name] = tag
        return tag


@cython.final
cdef class Page:
    """A page that is being read."""

    cdef Reader reader
    cdef str document
    cdef object head
    cdef int kind
    cdef void *data
    cdef Py_ssize_t size
    # The lines, with line ends between them, and the one being put together.
    cdef Text layer, line
    cdef bint is_begun
    cdef Py_ssize_t break_, characters, linked, bold, links, longest, element
    cdef list line_starts, line_elements, line_characters, line_linked, line_bold, line_links
    cdef list names, attributes, parents, first_lines, end_lines
    # The elements that are open: here `depth` is what is `len(self.stack) - 1` in the twin.
    cdef Py_ssize_t depth, paragraphs
    cdef Py_ssize_t[MOST_OPEN] stack
    cdef list tags
    cdef Py_ssize_t link_depth, bold_depth, verbatim_depth, marked_depth
    cdef set endless
    cdef list author

    def __init__(self, Reader reader, document, head):
        cdef bint is_cut
        document = PyUnicode_FromObject(document)
        self.reader, self.head, self.document = reader, head, document
        self.look_at(document)
        if self.kind == 1:
            is_cut = has_nul(<const uint8_t *> self.data, self.size)
        elif self.kind == 2:
            is_cut = has_nul(<const uint16_t *> self.data, self.size)
        else:
            is_cut = has_nul(<const uint32_t *> self.data, self.size)
        if is_cut:
            self.look_at(document.replace("\0", ""))
        self.layer, self.line = Text(), Text()
        self.element = NO_PARENT
        self.line_starts, self.line_elements, self.line_characters = [], [], []
        self.line_linked, self.line_bold, self.line_links = [], [], []
        self.names, self.attributes, self.parents, self.first_lines, self.end_lines = [], [], [], [], []
        self.tags = []
        self.endless = set()

    cdef look_at(self, str document):
        self.document = document
        self.kind, self.data, self.size = PyUnicode_KIND(document), PyUnicode_DATA(document), len(document)

    cdef inline Py_ssize_t count(self):
        return len(self.line_elements)

    cdef read(self):
        cdef Token token
        cdef Py_ssize_t place = 0, i
        while place < self.size:
            if self.kind == 1:
                read_token(<const uint8_t *> self.data, self.size, place, &token)
            elif self.kind == 2:
                read_token(<const uint16_t *> self.data, self.size, place, &token)
            else:
                read_token(<const uint32_t *> self.data, self.size, place, &token)
            if token.text_end > place:
                self.add_text(place, &token)
            place = token.end
            if token.kind == START:
                place = self.start(&token)
            elif token.kind == END:
                self.end(&token)
        self.flush(0)
        self.pop_to(0)
        # The last line begun may have come to nothing.
        for i in range(len(self.end_lines)):
            if self.end_lines[i] > self.count():
                self.end_lines[i] = self.count()
        return (
            self.layer.whole(),
            (
                self.line_starts, self.line_elements, self.line_characters, self.line_linked,
                self.line_bold, self.line_links,
            ),
            (self.names, self.attributes, self.parents, self.first_lines, self.end_lines),
        )

    # --- text and lines

    cdef int add_text(self, Py_ssize_t place, Token *token) except -1:
        cdef str piece
        if self.verbatim_depth:
            pieces = self.reader.verbatim_lines(PyUnicode_Substring(self.document, place, token.text_end))
            for piece in pieces[:-1]:
                self.add(piece, 0, len(piece))
                self.flush(1)
            piece = pieces[-1]
            self.add(piece, 0, len(piece))
        elif token.has_entity:
            piece = self.reader.unescape(PyUnicode_Substring(self.document, place, token.text_end))
            self.add(piece, 0, len(piece))
        elif token.has_content:
            self.add(self.document, place, token.text_end)
        elif self.is_begun:
            self.line.put(c" ", 1)
        return 0

    cdef int add(self, str text, Py_ssize_t begin, Py_ssize_t end) except -1:
        cdef Py_ssize_t size = end - begin
        self.line.put_part(text, begin, end)
        self.is_begun = True
        self.characters += size
        if size > self.longest:
            self.longest = size
            self.element = self.innermost()
        if self.link_depth:
            self.linked += size
        if self.bold_depth:
            self.bold += size
        if self.author is not None:
            self.author.append(PyUnicode_Substring(text, begin, end))
        return 0

    cdef int flush(self, Py_ssize_t line_ends) except -1:
        cdef str shown
        if self.is_begun:
            if self.verbatim_depth or self.line.collapse():
                shown = self.reader.shown(self.line.whole(), self.verbatim_depth > 0)
                self.line.size = 0
                self.line.put_part(shown, 0, len(shown))
            if self.line.size:
                if self.layer.size:
                    self.layer.put(c"\n", self.break_ or 1)
                self.line_starts.append(self.layer.size)
                self.layer.put_text(self.line)
                self.line_elements.append(self.element)
                self.line_characters.append(self.characters)
                self.line_linked.append(self.linked)
                self.line_bold.append(self.bold)
                self.line_links.append(self.links)
                self.break_ = 0
            self.line.size = 0
            self.is_begun = False
            self.characters = self.linked = self.bold = self.links = self.longest = 0
            self.element = NO_PARENT
        self.break_ = max(self.break_, line_ends)
        return 0

    # --- elements

    cdef inline Py_ssize_t innermost(self) noexcept:
        return self.stack[self.depth - 1] if self.depth else NO_PARENT

    cdef int end(self, Token *token) except -1:
        cdef Tag tag = self.reader.tag_of(self.document, token)
        if tag.line_ends:
            self.flush(tag.line_ends)
        if tag.is_link:
            self.link_depth = 0
            if self.author is not None:
                self.reader.note_author(self.head, self.author)
                self.author = None
        if tag.is_simple and self.depth and (<Tag> self.tags[self.depth - 1]).name == tag.name:
            self.pop()
            if self.depth < self.marked_depth:
                self.unmark()
        elif tag.ended is not None:
            self.close(tag.ended, tag.ended_unless)
        return 0

    cdef Py_ssize_t start(self, Token *token) except -1:
        """Begin an element, if one begins; where to read on."""
        cdef Tag tag = self.reader.tag_of(self.document, token)
        cdef str written
        cdef Py_ssize_t number = len(self.names)
        if tag.line_ends:
            self.flush(tag.line_ends)
        if self.paragraphs and tag.closes_paragraph:
            self.close(self.reader.paragraph, self.reader.scope)
        if tag.is_ignored:
            return token.end
        written = PyUnicode_Substring(self.document, token.name_end, token.attributes_end)
        if tag.is_special:
            if tag.is_passed_over:
                return self.pass_over(tag.name, written, token.end)
            if tag.closed is not None:
                if not self.depth or (<Tag> self.tags[self.depth - 1]).name not in tag.closed_unless:
                    self.close(tag.closed, tag.closed_unless)
                if self.is_begun and (tag.name == "td" or tag.name == "th"):
                    self.line.put(CELL, 1)
            elif not self.begins(tag.name, written):
                return token.end
        if self.depth < self.reader.deepest and number < self.reader.most_elements:
            self.names.append(tag.name)
            self.attributes.append(written)
            self.parents.append(self.innermost())
            self.first_lines.append(self.count())
            self.end_lines.append(0)
            self.tags.append(tag)
            self.stack[self.depth] = number
            self.depth += 1
            if tag.line_ends == 2:
                self.paragraphs += 1
        if tag.is_link:
            self.links += 1
            self.link_depth = self.depth
            self.marked_depth = max(self.marked_depth, self.depth)
            if token.says_author and self.reader.names_author(written):
                self.author = []
        elif tag.marks_text:
            if tag.name == "pre":
                self.verbatim_depth = self.verbatim_depth or self.depth
            elif tag.name == "time" or tag.name == "abbr":
                self.reader.note(self.head, tag.name, written, self.count())
            else:
                self.bold_depth = self.bold_depth or self.depth
            self.marked_depth = max(self.marked_depth, self.depth)
        return token.end

    cdef bint begins(self, str name, str written) except -1:
        cdef Tag tag
        if name == "br":
            self.flush(1 if self.is_begun else self.break_ + 1)
        elif name == "hr":
            self.flush(1)
        elif name != "head":
            self.reader.note(self.head, name, written, self.count())
            if name == "html" or name == "body":
                for tag in self.tags:
                    if tag.name == name:
                        return False
                return True
        return False

    cdef Py_ssize_t pass_over(self, str name, str written, Py_ssize_t place) except -1:
        cdef Py_ssize_t content_end = -1, end = place
        if name == "template" and "shadowroot" in written:
            return place
        if name not in self.endless:
            content_end = self.end_tag(name, &end)
        if content_end < 0:
            self.endless.add(name)
            if name not in self.reader.raw:
                return place
            content_end = end = self.size
        if name == "title" or name == "script":
            self.reader.note_content(self.head, name, written, self.document, place, content_end)
        return end

    cdef Py_ssize_t end_tag(self, str name, Py_ssize_t *place) except -2:
        """Where the next end tag of this name begins, or -1; its end takes the place."""
        cdef Py_ssize_t i = place[0], k, size = len(name)
        while (i := PyUnicode_FindChar(self.document, c"<", i, self.size, 1)) >= 0:
            i += 1
            if size + 1 > self.size - i or PyUnicode_READ(self.kind, self.data, i) != c"/":
                continue
            for k in range(size):
                if lower(PyUnicode_READ(self.kind, self.data, i + 1 + k)) != <uint32_t> name[k]:
                    break
            else:
                k = i + 1 + size
                if k < self.size and not ends_name(PyUnicode_READ(self.kind, self.data, k)):
                    continue
                k = PyUnicode_FindChar(self.document, c">", k, self.size, 1)
                place[0] = k + 1 if k >= 0 else self.size
                return i - 1
        return -1

    cdef int close(self, frozenset wanted, frozenset unless) except -1:
        cdef Py_ssize_t i
        cdef str name
        for i in range(self.depth - 1, max(self.depth - self.reader.farthest, 0) - 1, -1):
            name = (<Tag> self.tags[i]).name
            if name in wanted:
                return self.pop_to(i)
            if name in unless:
                return 0
        return 0

    cdef int pop(self) except -1:
        cdef Tag tag = <Tag> self.tags.pop()
        self.depth -= 1
        self.end_lines[self.stack[self.depth]] = self.count() + self.is_begun
        if tag.line_ends == 2:
            self.paragraphs -= 1
        return 0

    cdef int pop_to(self, Py_ssize_t depth) except -1:
        cdef Tag tag
        while self.depth > depth:
            tag = <Tag> self.tags[self.depth - 1]
            if tag.line_ends:
                self.flush(tag.line_ends)
            self.pop()
        self.unmark()
        return 0

    cdef void unmark(self) noexcept:
        if self.depth < self.link_depth:
            self.link_depth = 0
        if self.depth < self.bold_depth:
            self.bold_depth = 0
        if self.depth < self.verbatim_depth:
            self.verbatim_depth = 0
        self.marked_depth = max(self.link_depth, self.bold_depth, self.verbatim_depth)
