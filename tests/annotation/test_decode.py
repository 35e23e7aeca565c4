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
    assert 0.35 <= name.probability <= 1


def test_a_broken_sequence_of_tags_is_mended(monkeypatch):
    """A begin without an end is no name; the likeliest well-formed reading wins."""
    monkeypatch.setattr(decode.name_words, "reread", lambda words, names, second: names)
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


PERSON, ORG, GPE = (1 + 4 * NAME_LABELS.index(label) for label in ("PERSON", "ORG", "GPE"))
BEGIN, INSIDE, END, SINGLE = range(4)


def named(text: str, *marks: tuple[int, int, float]) -> list[tuple[str, str]]:
    """The names read from tags of single words: (word, column of the tag, probability)."""
    words = describe(text)
    names = np.full((len(words), NAME_TAGS), 0.001, np.float32)
    names[:, 0] = 1
    for word in {word for word, _, _ in marks}:
        names[word] = 0.001
        names[word, 0] = max(0.001, 1 - sum(share for at, _, share in marks if at == word))
    for word, tag, share in marks:
        names[word, tag] = share
    empty = layer(len(words))
    found = decode.names(Tags(words, empty, empty, empty, names, {}))
    return [(text[name.start : name.end], name.label) for name in found]


def whole(label: int, first: int, last: int) -> list[tuple[int, int, float]]:
    """Marks of one sure name."""
    if first == last:
        return [(first, label + SINGLE, 0.97)]
    inner = [(word, label + INSIDE, 0.97) for word in range(first + 1, last)]
    return [(first, label + BEGIN, 0.97), *inner, (last, label + END, 0.97)]


def test_a_name_is_the_same_wherever_the_text_has_it():
    marks = [(1, PERSON + SINGLE, 0.9), (5, GPE + SINGLE, 0.6), (8, PERSON + SINGLE, 0.8)]
    found = named("Mrs Okoro came. Then Okoro went. Okoro paid.", *marks)
    assert found == [("Okoro", "PERSON")] * 3


def test_a_sure_name_is_found_where_the_tagger_doubts():
    found = named(
        "Mrs Okoro came. Then Okoro went.", *whole(PERSON, 1, 1), (5, PERSON + SINGLE, 0.2)
    )
    assert found == [("Okoro", "PERSON")] * 2


def test_a_sure_name_is_not_found_where_the_tagger_excludes_it():
    assert named("Mrs Okoro came. Then Okoro went.", *whole(PERSON, 1, 1)) == [("Okoro", "PERSON")]


@pytest.mark.parametrize(
    ("text", "label", "last", "expected"),
    [
        ("Varnholm, Norway", GPE, 2, ["Varnholm", "Norway"]),
        ("Washington, D.C.", GPE, 5, ["Washington, D.C."]),
        ("U.S. FOGA", ORG, 4, ["U.S.", "FOGA"]),
        ("southern Norway", GPE, 1, ["Norway"]),
        ("Bergen province", GPE, 1, ["Bergen"]),
        ("afrika Press", ORG, 1, ["afrika Press"]),
        ("Astra Pharma, Inc. came", ORG, 1, ["Astra Pharma, Inc."]),
        ("Astra Pharma Co. came", ORG, 2, ["Astra Pharma Co."]),
        ("Senator Ana Okoro", PERSON, 2, ["Ana Okoro"]),
        ("Ana Okoro KC", PERSON, 2, ["Ana Okoro"]),
        ("MS Okoro", PERSON, 1, ["MS Okoro"]),
        ("MS OKORO", PERSON, 1, ["OKORO"]),
        ("Han Ji-woo came", PERSON, 1, ["Han Ji-woo"]),
        ("Ana Okoro-led crews", PERSON, 1, ["Ana Okoro"]),
    ],
)
def test_where_names_end(text, label, last, expected):
    assert [name for name, _ in named(text, *whole(label, 0, last))] == expected


def test_a_hyphen_joins_names_unless_both_are_places():
    joined = named("Astra-Pharma came", *whole(ORG, 0, 0), *whole(ORG, 2, 2))
    apart = named("Norway-Denmark talks", *whole(GPE, 0, 0), *whole(GPE, 2, 2))
    assert joined == [("Astra-Pharma", "ORG")]
    assert apart == [("Norway", "GPE"), ("Denmark", "GPE")]


DOUBT = [(0, PERSON + SINGLE, 0.52), (0, ORG + SINGLE, 0.46)]


@pytest.mark.parametrize(
    ("text", "others", "label"),
    [
        ("Perimex paid.", [], "ORG"),
        ("Perimex paid. Ana Perimex came.", whole(PERSON, 3, 4), "PERSON"),
        ("Maria paid.", [], "PERSON"),
    ],
)
def test_a_single_word_is_a_person_if_introduced_or_a_given_name(text, others, label):
    assert named(text, *DOUBT, *others)[0][1] == label


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        ("the ferry Perimex sank", 2, "PRODUCT"),
        ("as Cyclone Perimex came", 2, "EVENT"),
        ("the Fog Act", 2, "LAW"),
    ],
)
def test_words_that_tell_what_a_name_is(text, word, label):
    column = 1 + 4 * NAME_LABELS.index(label)
    first = 1 if label == "LAW" else word
    tags = [END if label == "LAW" else SINGLE, BEGIN]
    marks = [
        (at, kind + tags[word - at], share)
        for at in range(first, word + 1)
        for kind, share in ((ORG, 0.7), (column, 0.25))
    ]
    assert [found for _, found in named(text, *marks)] == [label]


def test_what_is_certainly_a_name_is_one_though_its_label_is_in_doubt():
    doubt = [(1, PERSON + SINGLE, 0.4), (1, ORG + SINGLE, 0.38), (1, GPE + SINGLE, 0.2)]
    half = [(1, PERSON + SINGLE, 0.4), (1, 0, 0.6)]
    assert [name for name, _ in named("Mrs Perimex paid.", *doubt)] == ["Perimex"]
    assert named("Mrs Perimex paid.", *half) == []


def test_a_hyphen_joins_no_names_of_two_kinds():
    apart = named("Astra-Norway talks", *whole(ORG, 0, 0), *whole(GPE, 2, 2))
    assert apart == [("Astra", "ORG"), ("Norway", "GPE")]


def test_a_chamber_abroad_is_called_by_where_it_is():
    text = "the Norway Chamber of Commerce in Peru met"
    found = named(text, *whole(ORG, 1, 4), *whole(GPE, 6, 6))
    assert found == [("Norway Chamber of Commerce in Peru", "ORG")]
    apart = named("the Harbour Council in Peru met", *whole(ORG, 1, 2), *whole(GPE, 4, 4))
    assert apart == [("Harbour Council", "ORG"), ("Peru", "GPE")]


def test_letters_behind_a_person_are_no_name():
    found = named("Ana Okoro, KC, came", *whole(PERSON, 0, 1), *whole(ORG, 3, 3))
    assert found == [("Ana Okoro", "PERSON")]


def test_a_day_of_the_week_is_no_law():
    law = 1 + 4 * NAME_LABELS.index("LAW")
    assert named("It came Thursday night.", (2, law + SINGLE, 0.8), (2, 0, 0.1)) == []


FULL = whole(ORG, 1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Harbour Council met. It said the Council paid.", ["Harbour Council", "Council"]),
        ("the Harbour Council met. It said the council paid.", ["Harbour Council"]),
        ("the Harbour Council met. Council staff paid.", ["Harbour Council"]),
        (
            "the Harbour Council met. It said the Council paid. Council staff left.",
            ["Harbour Council", "Council", "Council"],
        ),
        (
            "the Harbour Council met. It said the Council paid.\n\nCouncil staff left.",
            ["Harbour Council", "Council", "Council"],
        ),
        ("the Harbour Council met. It said the Council paid a small council.", ["Harbour Council"]),
        ("the Harbour Council met. It said the Fog Council paid.", ["Harbour Council"]),
        ("the Harbour Council met. It said the Council of Elders paid.", ["Harbour Council"]),
        ("the Harbour Council met. It said the Bureau paid.", ["Harbour Council"]),
    ],
)
def test_a_short_form_of_an_organisation_is_one_where_it_stands_alone(text, expected):
    assert [name for name, _ in named(text, *FULL)] == expected


def test_what_an_organisation_owns_has_a_name_of_its_own():
    found = named(
        "the Harbour Council met. It asked the Council’s Fog Committee.", *FULL, *whole(ORG, 8, 12)
    )
    assert found == [("Harbour Council", "ORG"), ("Council", "ORG"), ("Fog Committee", "ORG")]
