# cython: boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The twins of the loops of `start_tags`: numbers for texts, what attributes tell, the words of start tags."""

cimport cython
from cpython.unicode cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISSPACE, PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
)
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

import numpy as np

cdef enum:
    NOWHERE = -1
    NAMES = 6
    KINDS_OF_DATA = 9

# The attributes that are read; what begins with "test" is read whatever it goes on with, and so on.
cdef const char *_NAMES[NAMES]
_NAMES[:] = ["class", "id", "role", "itemprop", "rel", "property"]
cdef const char *_KINDS_OF_DATA[KINDS_OF_DATA]
_KINDS_OF_DATA[:] = ["component", "test", "qa", "type", "module", "block", "name", "role", "element"]


cdef struct Text:
    # A string, however many bytes its characters take.
    int kind
    const void *data
    Py_ssize_t size


def told(
    list attributes,
    const uint64_t[:, ::1] changes,
    const uint64_t[::1] nulls,
    const uint64_t[::1] known,
    const int64_t[::1] bits,
    const uint8_t[::1] is_end,
    Py_ssize_t longest_value,
    int64_t hidden,
):
    """The flags of each start tag, how many hashes it has, and the hashes of all.

    `changes` and `nulls` are what words are hashed with; `known` are the hashes of known words in order, and
    `bits` their flags, `hidden` is that of hidden elements; `is_end` says of the last bits of a hash whether
    any known one ends in them. Of each value so many characters are read as the longest may have.

    Raises TypeError where an attribute is no string, ValueError where the arrays do not fit together.
    """
    if changes.shape[1] != 26 or nulls.shape[0] != changes.shape[0] + 1:
        raise ValueError("what words are hashed with does not fit together")
    if known.shape[0] != bits.shape[0] or is_end.shape[0] != 0x10000 or longest_value < 1:
        raise ValueError("what is known of words does not fit together")
    cdef Py_ssize_t count = len(attributes), number, place, begin, end, used = 0, before, words, word
    cdef Text text
    cdef str written
    all_flags, sizes, room = np.zeros(count, np.int64), np.zeros(count, np.int64), np.empty(4096, np.uint64)
    cdef int64_t[::1] flags = all_flags, size = sizes
    cdef uint64_t[::1] hashes = room
    cdef uint8_t[::1] letters = np.empty(longest_value, np.uint8)
    # Where each word of a value begins among its letters.
    cdef int64_t[::1] begins = np.empty(longest_value + 1, np.int64)
    for number in range(count):
        written = attributes[number]
        if written is None:
            raise TypeError("an attribute is no string")
        text.kind, text.data, text.size = PyUnicode_KIND(written), PyUnicode_DATA(written), len(written)
        if hides(&text):
            flags[number] = hidden
        before, place = used, 0
        while True:
            place = next_value(&text, place, &begin, &end)
            if place == NOWHERE:
                break
            words = split(&text, begin, min(end, begin + longest_value), &letters[0], &begins[0])
            if used + 2 * words > room.shape[0]:
                room = np.concatenate([room[:used], np.empty(used + 2 * words, np.uint64)])
                hashes = room
            for word in range(words):
                used += add(&letters[0], begins[word], begins[word + 1], changes, nulls, &hashes[used])
            # "article-body" and "articleBody" are one word to those who name things.
            for word in range(words - 1):
                used += add(&letters[0], begins[word], begins[word + 2], changes, nulls, &hashes[used])
        size[number] = used - before
        for place in range(before, used):
            if is_end[hashes[place] & 0xFFFF]:
                flags[number] |= flags_of(hashes[place], known, bits)
    return all_flags, sizes, room[:used].copy()


@cython.boundscheck(True)
def numbered(lists, const uint8_t[::1] wanted):
    """The numbers of the wanted texts of lists, behind each of which the empty one stands once more, and the
    different texts by their numbers; the empty one has 0.

    Raises IndexError or ValueError where there are not as many texts as may be wanted.
    """
    cdef dict numbers = {"": 0}
    cdef Py_ssize_t place = 0, used = 0
    found = np.empty(wanted.shape[0], dtype=np.int64)
    cdef int64_t[::1] out = found
    for texts in lists:
        for text in texts:
            if wanted[place]:
                number = numbers.get(text)
                if number is None:
                    number = len(numbers)
                    numbers[text] = number
                out[used] = number
                used += 1
            place += 1
        if wanted[place]:
            out[used] = 0
            used += 1
        place += 1
    if place != wanted.shape[0]:
        raise ValueError("fewer texts than are wanted")
    return found[:used].copy(), list(numbers)


@cython.boundscheck(True)
def first_different(
    const uint64_t[::1] names,
    const int64_t[::1] written,
    const int64_t[::1] offset,
    const int64_t[::1] size,
    const uint64_t[::1] hashes,
    Py_ssize_t most,
):
    """The lower halves of the first different hashes of each start tag, so many at most, and how many.

    The first is that of its name; that of the first start tag, which has none, is left out. The others of start
    tag i are those of the attributes `written[i]`: of attributes j the `size[j]` from `offset[j]` on.

    Raises IndexError where the arrays do not fit together.
    """
    cdef Py_ssize_t count = names.shape[0], tag, place, known, begin, used = 0, room = 0
    cdef uint64_t found
    for tag in range(count):
        room += min(most, 1 + max(size[written[tag]], 0))
    kept, sizes = np.empty(room, dtype=np.uint64), np.zeros(count, dtype=np.int64)
    cdef uint64_t[::1] out = kept
    cdef int64_t[::1] number = sizes
    for tag in range(1, count):
        begin = used
        out[used] = <uint32_t> names[tag]
        used += 1
        for place in range(offset[written[tag]], offset[written[tag]] + size[written[tag]]):
            if used - begin >= most:
                break
            found = <uint32_t> hashes[place]
            for known in range(begin, used):
                if out[known] == found:
                    break
            else:
                out[used] = found
                used += 1
        number[tag] = used - begin
    return kept[:used].copy(), sizes


cdef inline uint32_t at(const Text *text, Py_ssize_t place) noexcept:
    return PyUnicode_READ(text.kind, text.data, place)


cdef inline uint32_t folded(uint32_t letter) noexcept:
    """The small letter that a regular expression without regard to case takes a letter for, if western."""
    if letter < 0x80:
        return letter + 0x20 if 0x41 <= letter <= 0x5A else letter
    if letter == 0x130 or letter == 0x131:
        return c"i"
    if letter == 0x17F:
        return c"s"
    return c"k" if letter == 0x212A else letter


cdef inline Py_ssize_t behind(const Text *text, Py_ssize_t place, const char *word) noexcept:
    """The place behind a word that stands at a place; nowhere if it does not."""
    while word[0]:
        if place >= text.size or folded(at(text, place)) != <uint32_t> word[0]:
            return NOWHERE
        word += 1
        place += 1
    return place


cdef inline Py_ssize_t behind_spaces(const Text *text, Py_ssize_t place) noexcept:
    while place < text.size and Py_UNICODE_ISSPACE(at(text, place)):
        place += 1
    return place


cdef Py_ssize_t next_value(
    const Text *text, Py_ssize_t place, Py_ssize_t *begin, Py_ssize_t *end
) noexcept:
    """From where on to look for a further value; nowhere where there is none. Sets its `begin` and `end`."""
    cdef Py_ssize_t named, after
    cdef uint32_t mark
    while place < text.size:
        if not Py_UNICODE_ISSPACE(at(text, place)):
            place += 1
            continue
        place += 1
        named = behind_name(text, place)
        if named == NOWHERE:
            continue
        after = behind_spaces(text, named)
        if after >= text.size or at(text, after) != c"=":
            continue
        after = behind_spaces(text, after + 1)
        if after >= text.size:
            continue
        begin[0] = after
        mark = at(text, after)
        if mark == c'"' or mark == c"'":
            after += 1
            while after < text.size and at(text, after) != mark:
                after += 1
            if after == text.size:
                continue
            after += 1
        else:
            while after < text.size and not ends_bare(at(text, after)):
                after += 1
            if after == begin[0]:
                continue
        end[0] = after
        return after
    return NOWHERE


cdef inline bint ends_bare(uint32_t letter) noexcept:
    return letter == c'"' or letter == c"'" or letter == c">" or Py_UNICODE_ISSPACE(letter)


cdef Py_ssize_t behind_name(const Text *text, Py_ssize_t place) noexcept:
    """The place behind the name of an attribute that is read."""
    cdef Py_ssize_t after, data
    cdef int kind
    cdef uint32_t letter
    for kind in range(NAMES):
        after = behind(text, place, _NAMES[kind])
        if after != NOWHERE:
            return after
    data = behind(text, place, "data-")
    if data == NOWHERE:
        return NOWHERE
    for kind in range(KINDS_OF_DATA):
        after = behind(text, data, _KINDS_OF_DATA[kind])
        if after != NOWHERE:
            while after < text.size:
                letter = at(text, after)
                if not (Py_UNICODE_ISALNUM(letter) or letter == c"_" or letter == c"-"):
                    break
                after += 1
            return after
    return NOWHERE


cdef Py_ssize_t split(
    const Text *text, Py_ssize_t place, Py_ssize_t end, uint8_t *letters, int64_t *begins
) noexcept:
    """Give the western letters of a value, numbered, and where words begin among them, and the last one ends;
    returns the number of words.
    """
    cdef Py_ssize_t number = 0, words = 0
    cdef uint32_t letter, following
    cdef bint is_small, after_capital = False, after_letter = False
    for place in range(place, end):
        letter = at(text, place)
        is_small = c"a" <= letter <= c"z"
        if not is_small and not c"A" <= letter <= c"Z":
            after_letter = after_capital = False
            continue
        following = at(text, place + 1) if place + 1 < end else 0
        if not after_letter or (not is_small and (not after_capital or c"a" <= following <= c"z")):
            begins[words] = number
            words += 1
        letters[number] = <uint8_t> ((letter | 0x20) - c"a")
        number += 1
        after_letter, after_capital = True, not is_small
    begins[words] = number
    return words


cdef inline int add(
    const uint8_t *letters,
    Py_ssize_t begin,
    Py_ssize_t end,
    const uint64_t[:, ::1] changes,
    const uint64_t[::1] nulls,
    uint64_t *hashes,
) noexcept:
    """Give the hash of a word, if it is neither too short nor too long; returns how many were given."""
    cdef Py_ssize_t size = end - begin, place
    cdef uint64_t found
    if not 1 < size <= changes.shape[0]:
        return 0
    found = nulls[size]
    for place in range(size):
        found ^= changes[place, letters[end - 1 - place]]
    hashes[0] = found
    return 1


cdef int64_t flags_of(uint64_t found, const uint64_t[::1] known, const int64_t[::1] bits) noexcept:
    cdef Py_ssize_t low = 0, high = known.shape[0], middle
    while low < high:
        middle = (low + high) // 2
        if known[middle] < found:
            low = middle + 1
        else:
            high = middle
    return bits[low] if low < known.shape[0] and known[low] == found else 0


cdef bint hides(const Text *text) noexcept:
    """Whether attributes hide the element for good, and not until a reader unfolds it."""
    cdef Py_ssize_t place
    if not may_be_hidden(text):
        return False
    for place in range(text.size):
        if hides_at(text, place):
            break
    else:
        return False
    for place in range(text.size):
        if unfolds_at(text, place):
            return False
    return True


cdef inline bint hides_at(const Text *text, Py_ssize_t place) noexcept:
    """Whether there stands at a place what hides an element."""
    cdef Py_ssize_t after
    cdef uint32_t letter = folded(at(text, place))
    if letter == c"h":
        if place and not Py_UNICODE_ISSPACE(at(text, place - 1)):
            return False
        after = behind(text, place, "hidden")
        if after == NOWHERE or after == text.size:
            return after != NOWHERE
        letter = at(text, after)
        return letter == c"=" or letter == c"/" or Py_UNICODE_ISSPACE(letter)
    if letter == c"d":
        after = behind_colon(text, behind(text, place, "display"))
        return after != NOWHERE and behind(text, after, "none") != NOWHERE
    if letter == c"v":
        after = behind_colon(text, behind(text, place, "visibility"))
        return after != NOWHERE and behind(text, after, "hidden") != NOWHERE
    if letter == c"a":
        after = behind_quote(text, behind(text, place, "aria-hidden="))
        return after != NOWHERE and behind(text, after, "true") != NOWHERE
    return False


cdef inline bint unfolds_at(const Text *text, Py_ssize_t place) noexcept:
    """Whether there stands at a place what tells that readers unfold an element."""
    cdef Py_ssize_t after
    cdef uint32_t letter = folded(at(text, place))
    if letter == c"c":
        return behind(text, place, "collaps") != NOWHERE
    if letter == c"a":
        return (
            behind(text, place, "accordion") != NOWHERE or behind(text, place, "aria-labelledby") != NOWHERE
        )
    if letter == c"e":
        return behind(text, place, "expand") != NOWHERE
    if letter == c"t":
        return (
            behind(text, place, "toggle") != NOWHERE
            or behind(text, place, "tabpane") != NOWHERE
            or behind(text, place, "tab-pane") != NOWHERE
        )
    if letter == c"r":
        after = behind_quote(text, behind(text, place, "role="))
        return after != NOWHERE and (
            behind(text, after, "region") != NOWHERE or behind(text, after, "tabpanel") != NOWHERE
        )
    return False


cdef inline Py_ssize_t behind_colon(const Text *text, Py_ssize_t place) noexcept:
    """The place behind a colon and spaces around it; nowhere if there is none at the place, or no place."""
    if place == NOWHERE:
        return NOWHERE
    place = behind_spaces(text, place)
    if place >= text.size or at(text, place) != c":":
        return NOWHERE
    return behind_spaces(text, place + 1)


cdef inline Py_ssize_t behind_quote(const Text *text, Py_ssize_t place) noexcept:
    """The place behind the quotation mark that may stand at a place; nowhere if this is no place."""
    if place != NOWHERE and place < text.size and (at(text, place) == c'"' or at(text, place) == c"'"):
        return place + 1
    return place


cdef bint may_be_hidden(const Text *text) noexcept:
    """Whether "hidden" or "none" stands in a text."""
    cdef Py_ssize_t place
    cdef uint32_t letter
    for place in range(text.size - 3):
        letter = at(text, place)
        if letter == c"h":
            if is_at(text, place, "hidden"):
                return True
        elif letter == c"n" and is_at(text, place, "none"):
            return True
    return False


cdef inline bint is_at(const Text *text, Py_ssize_t place, const char *word) noexcept:
    """Whether a word stands at a place, in just these letters."""
    while word[0]:
        if place >= text.size or at(text, place) != <uint32_t> word[0]:
            return False
        word += 1
        place += 1
    return True
