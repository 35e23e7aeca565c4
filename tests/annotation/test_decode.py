"""From probabilities, made by hand, to spans, links and names."""

import numpy as np
import pytest

from onrecord.annotation import decode
from onrecord.annotation.features import describe
from onrecord.annotation.layers import NAME_LABELS, NAME_TAGS, SPAN_TAGS, Place
from onrecord.annotation.tagger import Links, Tags

TEXT = '"We won," Ana Okoro said. "We did." The mayor left.'
#        0 1  2 34  5   6     7    8  9 10 11 12 13  14  15


def layer(count: int, *spans: tuple[int, int], sure: float = 0.9) -> np.ndarray:
    probabilities = np.full((count, SPAN_TAGS), 0.001, np.float32)
    probabilities[:, Place.OUTSIDE] = 1
    for first, last in spans:
        for word in range(first, last + 1):
            if first == last:
                place = Place.SINGLE
            elif word == first:
                place = Place.BEGIN
            else:
                place = Place.END if word == last else Place.INSIDE
            probabilities[word] = (1 - sure) / SPAN_TAGS
            probabilities[word, place] = sure
    return probabilities / probabilities.sum(axis=1, keepdims=True)


def tags(content=(), cues=(), speakers=(), links=(), sure=0.9) -> Tags:
    """`links` are (asking span, cue or None, speaker or None)."""
    words = describe(TEXT)
    count = len(words)
    names = np.zeros((count, NAME_TAGS), np.float32)
    names[:, 0] = 1
    rows = {}
    for asking, *targets in links:
        shares = np.zeros((2, count), np.float32)
        for share, target in zip(shares, targets, strict=True):
            if target:
                share[target[0] : target[1] + 1] = 0.9 / (target[1] - target[0] + 1)
        for word in range(asking[0], asking[1] + 1):
            rows[word] = Links(0, *shares)
    return Tags(
        words,
        layer(count, *content, sure=sure),
        layer(count, *cues),
        layer(count, *speakers),
        names,
        rows,
    )


def surface(span: decode.Span | decode.NameSpan) -> str:
    return TEXT[span.start : span.end]


FIRST, SECOND, SPEAKER, CUE, MAYOR = (0, 4), (9, 13), (5, 6), (7, 7), (14, 15)


def test_the_parts_of_an_interrupted_quotation_are_one():
    links = [(FIRST, CUE, SPEAKER), (SECOND, CUE, SPEAKER), (CUE, None, SPEAKER)]
    (quote,) = decode.quotes(tags([FIRST, SECOND], [CUE], [SPEAKER, MAYOR], links))
    assert [surface(span) for span in quote.spans] == ['"We won,"', '"We did."']
    assert surface(quote.cue) == "said"
    assert surface(quote.speaker) == "Ana Okoro"
    assert quote.probability > 0.8


def test_a_quotation_without_cue_is_by_itself():
    links = [(FIRST, CUE, SPEAKER), (SECOND, None, SPEAKER)]
    first, second = decode.quotes(tags([FIRST, SECOND], [CUE], [SPEAKER], links))
    assert surface(first.cue) == "said"
    assert second.cue is None
    assert surface(second.speaker) == "Ana Okoro"


def test_no_speaker_where_the_links_say_so():
    (quote,) = decode.quotes(tags([FIRST], [CUE], [SPEAKER], [(FIRST, CUE, None)]))
    assert quote.speaker is None


def test_links_choose_the_far_speaker():
    (quote,) = decode.quotes(tags([FIRST], [CUE], [SPEAKER, MAYOR], [(FIRST, CUE, MAYOR)]))
    assert surface(quote.speaker) == "The mayor"


def test_doubtful_content_is_left_out():
    doubtful = tags([FIRST], [CUE], [SPEAKER], [(FIRST, CUE, SPEAKER)], sure=0.6)
    assert len(decode.quotes(doubtful, threshold=0.5)) == 1
    assert decode.quotes(doubtful, threshold=0.95) == []


def test_nothing_gives_nothing():
    assert decode.quotes(tags()) == []
    assert decode.names(tags()) == []


@pytest.mark.parametrize("label", NAME_LABELS)
def test_a_name_of_each_label(label):
    named = tags()
    column = 1 + 4 * NAME_LABELS.index(label)
    named.names[5:7] = 0.001
    named.names[5, column] = named.names[6, column + 2] = 0.95
    (name,) = decode.names(named)
    assert (surface(name), name.label) == ("Ana Okoro", label)
    assert name.probability == pytest.approx(0.95, abs=0.01)


def test_a_broken_sequence_of_tags_is_mended():
    """A begin without an end is no name; the likeliest well-formed reading wins."""
    named = tags()
    named.names[5:7] = 0.001
    named.names[5, 1], named.names[5, 4] = 0.6, 0.39
    named.names[6, 0] = 0.98
    (name,) = decode.names(named, threshold=0.3)
    assert surface(name) == "Ana"


def test_no_name_goes_over_the_end_of_a_line():
    words = describe("Photo Ana Okoro\nPavel Dusek is a baker")
    names = np.full((len(words), NAME_TAGS), 0.001, np.float32)
    names[:, 0] = 1
    names[1:5] = 0.001
    names[[1, 2, 3, 4], [1, 2, 2, 3]] = 0.9
    names[[2, 3], [3, 1]] = 0.05
    empty = layer(len(words))
    found = decode.names(Tags(words, empty, empty, empty, names, {}))
    assert [(name.start, name.end) for name in found] == [(6, 15), (16, 27)]


def test_a_name_is_the_same_wherever_the_text_has_it():
    words = describe("Okoro came. Okoro went. Okoro paid.")
    names = np.full((len(words), NAME_TAGS), 0.001, np.float32)
    names[:, 0] = 1
    person, place = 4, 4 + 4 * NAME_LABELS.index("GPE")
    for word, tag, share in ((0, person, 0.9), (3, place, 0.6), (6, person, 0.8)):
        names[word] = 0.001
        names[word, tag] = share
    empty = layer(len(words))
    found = decode.names(Tags(words, empty, empty, empty, names, {}))
    assert [name.label for name in found] == ["PERSON"] * 3
