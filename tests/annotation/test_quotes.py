"""Quotes by rules: what is attributed, with which cue, to whom; all people and events are invented."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import annotation
from onrecord.annotation.result import Annotations, Quote
from onrecord.records import Attitude, QuoteKind, Role

annotate = partial(annotation.annotate, rules_alone=True)


def texts(text: str, quote: Quote) -> list[str]:
    return [text[start:end] for start, end in quote.spans]


def only(text: str) -> Quote:
    quotes = annotate(text).quotes
    assert len(quotes) == 1, [texts(text, quote) for quote in quotes]
    return quotes[0]


def words(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("text", "spans", "kind", "cue", "speaker"),
    [
        ("“The tide turned,” said Kim Roe.", ["“The tide turned,”"], "direct", "said", "Kim Roe"),
        ("“The tide turned,” Roe said.", ["“The tide turned,”"], "direct", "said", "Roe"),
        ("Roe said: “The tide turned.”", ["“The tide turned.”"], "direct", "said", "Roe"),
        ("Roe told reporters, “The tide turned.”", ["“The tide turned.”"], "direct", "told", "Roe"),
        ("'The tide turned,' Roe said.", ["'The tide turned,'"], "direct", "said", "Roe"),
        (
            "“The tide,” Roe said, “has turned.”",
            ["“The tide,”", "“has turned.”"],
            "direct",
            "said",
            "Roe",
        ),
        (
            "“Who took it?” Kim Roe asked.",
            ["“Who took it?”"],
            "direct",
            "asked",
            "Kim Roe",
        ),
        (
            "Roe said that the tide was “a thief” by nature.",
            ["that the tide was “a thief” by nature"],
            "mixed",
            "said",
            "Roe",
        ),
        (
            "The plan was “a disaster,” the mayor said.",
            ["The plan was “a disaster,”"],
            "mixed",
            "said",
            "the mayor",
        ),
        ("Roe said the tide had turned.", ["the tide had turned"], "indirect", "said", "Roe"),
        ("The tide had turned, Roe said.", ["The tide had turned"], "indirect", "said", "Roe"),
        (
            "According to the harbour office, the tide had turned.",
            ["the tide had turned"],
            "indirect",
            "According to",
            "the harbour office",
        ),
        (
            "The tide had turned, according to Kim Roe.",
            ["The tide had turned"],
            "indirect",
            "according to",
            "Kim Roe",
        ),
        (
            "Kim Roe, 45, a pilot from Sandholm, said the tide had turned.",
            ["the tide had turned"],
            "indirect",
            "said",
            "Kim Roe",
        ),
        (
            "The clerk did not say whether the tide had turned.",
            ["whether the tide had turned"],
            "indirect",
            "did not say",
            "The clerk",
        ),
        (
            "The harbour was described by its master as “a bath.”",
            ["as “a bath.”"],
            "mixed",
            "was described by its master",
            "its master",
        ),
    ],
)
def test_one_quote(text, spans, kind, cue, speaker):
    quote = only(text)
    assert texts(text, quote) == spans
    assert quote.kind is QuoteKind(kind)
    assert words(text, quote.cue) == cue
    assert words(text, quote.speaker) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “ghost ship” sank.",
        "Her nickname was “Puffin” at school.",
        "He bought “A History of Fog” on Sunday.",
        "The sign on the pier was new.",
        "“”",
        "",
    ],
)
def test_marks_alone_make_no_quote(text):
    assert annotate(text).quotes == []


def test_headings_hold_no_quotes():
    heading = "“We saw nothing,” Roe said"
    text = heading + "\n\nThe fog lifted."
    paragraphs = [(0, len(heading), Role.heading), (len(heading) + 2, len(text), Role.paragraph)]
    assert annotate(text, paragraphs).quotes == []


@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("Roe said the tide had turned.", Attitude.speech),
        ("Roe believes the tide has turned.", Attitude.thought),
        ("Roe plans to leave the port.", Attitude.intention),
        ("Roe wants the council to leave.", Attitude.intention),
        ("Roe vowed to leave the port.", Attitude.speech),
    ],
)
def test_attitude_is_that_of_the_cue(text, attitude):
    assert only(text).attitude is attitude


def test_a_word_of_a_heading_cues_nothing_below_it():
    mood = "The mood on Monday's call was “constructive,” in the jargon of such calls, for nine minutes."
    text = f"Analysts have questions\n\n{mood}"
    paragraphs = [(0, 23, Role.heading), (25, len(text), Role.paragraph)]
    assert annotation.annotate(text, paragraphs).quotes == []


def test_second_sentence_of_the_same_speech_belongs_to_the_quote():
    text = "“We looked,” Roe said. “We found nothing.” The fog lifted."
    assert texts(text, only(text)) == ["“We looked,”", "“We found nothing.”"]


def test_what_another_says_after_a_sentence_in_between_is_another_quote():
    text = "“We looked,” Roe said. Ola Berg shook his head. “We found nothing at all.”"
    quotes = annotate(text).quotes
    assert [texts(text, quote) for quote in quotes] == [
        ["“We looked,”"],
        ["“We found nothing at all.”"],
    ]
    assert [words(text, quote.speaker) for quote in quotes] == ["Roe", "Ola Berg"]


def test_quotation_over_paragraphs_is_one_quote():
    text = "“We looked,” Roe said. “We looked again.\n\n“We found nothing.”\n\nThe fog lifted."
    assert texts(text, only(text)) == ["“We looked,”", "“We looked again.", "“We found nothing.”"]


def test_quote_inside_a_quote_has_a_parent():
    text = "“He told me, ‘Go home,’ and I went,” Roe said."
    outer, inner = annotate(text).quotes
    assert outer.parent is None and inner.parent == 0
    assert texts(text, inner) == ["‘Go home,’"]
    assert words(text, inner.speaker) == "He"


def test_two_cues_make_two_quotes():
    text = "Roe said the port was “full,” and warned that the fog would stay."
    assert [texts(text, quote) for quote in annotate(text).quotes] == [
        ["the port was “full,”"],
        ["that the fog would stay"],
    ]


def test_verbatim_pieces_are_given_for_mixed_quotes_only():
    text = "Roe called the port “full” and the fog “rude.”"
    quote = only(text)
    assert [text[a:b] for a, b in quote.verbatim] == ["“full”", "“rude.”"]
    assert only("“The tide turned,” Roe said.").verbatim == []


def test_what_goes_on_after_a_mixed_quote_is_a_verbatim_piece_too():
    text = "Roe said the pier was “rotten to the last nail.”\n\n“We had told them so in every letter.”"
    quote = only(text)
    assert [text[a:b] for a, b in quote.verbatim] == [
        "“rotten to the last nail.”",
        "“We had told them so in every letter.”",
    ]


def test_turns_of_an_interview_are_quotes_by_layout():
    text = (
        "The inquiry heard Kim Roe and Jan Berg.\n\nRoe: Who took the boat?\n\nBerg: Nobody knows.\n\n"
        "Roe: And the oars?\n\nBerg: They floated away."
    )
    quotes = annotate(text).quotes
    assert [texts(text, quote) for quote in quotes] == [
        ["Who took the boat?"],
        ["Nobody knows."],
        ["And the oars?"],
        ["They floated away."],
    ]
    assert [words(text, quote.speaker) for quote in quotes] == ["Roe", "Berg", "Roe", "Berg"]
    assert all(quote.kind is QuoteKind.direct for quote in quotes)


def test_the_outlets_own_questions_are_no_quotes():
    text = "Q: Who took the boat?\n\nA: Nobody knows.\n\nQ: And the oars?\n\nA: They floated away."
    assert [texts(text, q) for q in annotate(text).quotes] == [["Nobody knows."], ["They floated away."]]


def test_what_q_says_is_no_quote_even_where_it_does_not_ask():
    text = (
        "Q: You lost a boat in May.\nA: We did, and we went on.\nQ: Would you go again?\n"
        "A: Tomorrow, with a better one."
    )
    found = [spans for quote in annotate(text).quotes for spans in texts(text, quote)]
    assert found == ["We did, and we went on.", "Tomorrow, with a better one."]


def test_a_remark_may_stand_for_a_question():
    text = (
        "Was the pipe a mistake?\nNo, we would lay it again.\nThe town never heard of it.\n"
        "It was not in the papers then.\nWill the water be warm?\nI expect so, in the end."
    )
    found = [spans for quote in annotate(text).quotes for spans in texts(text, quote)]
    assert found == [
        "No, we would lay it again.", "It was not in the papers then.", "I expect so, in the end."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "inner", "cue"),
    [
        ("\"She rings at two and goes, 'Dean, come home!'\" Roe said.", "'Dean, come home!'", "goes"),
        ("“He asked me where it was and I said, ‘Under you.’” said Roe.", "‘Under you.’", "said"),
        ("“My aunt used to say, ‘Salt the step.’ So I do,” Roe said.", "‘Salt the step.’", "used to say"),
        ("“The mate went about telling us: ‘Sit down.’” Roe said.", "‘Sit down.’", "telling"),
    ],
)
def test_a_quote_inside_a_quote_takes_the_verb_right_before_it(text, inner, cue):
    found = [quote for quote in annotate(text).quotes if quote.parent is not None]
    assert (inner, cue) in [(texts(text, one)[0], words(text, one.cue)) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "“I know what to leave behind me,” said Kim Roe.",
        "“We do not comment on stolen paper,” said Kim Roe.",
        "“We thank you for your trouble,” said Kim Roe.",
    ],
)
def test_what_one_knows_or_thanks_for_is_no_report(text):
    assert len(annotate(text).quotes) == 1


def test_what_somebody_in_a_quote_says_or_thinks_is_a_report():
    text = "“My brother thinks that the islands will vote no,” said Kim Roe."
    outer, inner = annotate(text).quotes
    assert inner.parent == 0
    assert texts(text, inner) == ["that the islands will vote no"]
    assert outer.parent is None


def test_passage_set_apart_after_a_colon_is_a_quote():
    text = "On Monday, Kim Roe wrote to the council:\n\nThe fog is yours. Come and take it."
    quote = only(text)
    assert texts(text, quote) == ["The fog is yours. Come and take it."]
    assert words(text, quote.speaker) == "Kim Roe"


@pytest.mark.parametrize(
    "signature", ["— Odo Varga (@odovarga) May 4, 2031", "— Odo Varga on Chirper, May 4, 2031, 9:14 AM"]
)
def test_a_post_is_known_by_its_signature_where_no_role_is(signature):
    text = f"Guests were not amused.\n\nTwo hours for a soup. Never again!\n\n{signature}\n\nThe inn has closed."
    (quote,) = annotation.annotate(text).quotes
    assert texts(text, quote) == ["Two hours for a soup. Never again!"]
    assert words(text, quote.speaker) == "Odo Varga"


def test_a_dash_and_a_name_alone_sign_no_post():
    text = "Guests were not amused.\n\nThe soup took two hours.\n\n— Odo Varga, Sandholm"
    assert annotation.annotate(text).quotes == []


def test_block_quote_by_its_role():
    before, passage = "The letter was short.", "The fog is yours."
    text = f"{before}\n\n{passage}"
    paragraphs = [(0, len(before), Role.paragraph), (len(before) + 2, len(text), Role.blockquote)]
    (quote,) = annotate(text, paragraphs).quotes
    assert texts(text, quote) == [passage]


def check(text: str, result: Annotations) -> None:
    """Every range lies in one line of the text, ordered, and every reference exists."""
    identifiers = {entity.id for entity in result.entities}
    for quote in result.quotes:
        ranges = [*quote.spans, *quote.verbatim, *filter(None, (quote.cue, quote.speaker))]
        for start, end in ranges:
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]
        assert quote.spans == sorted(quote.spans)
        assert set(quote.speaker_ids) <= identifiers
        assert quote.on_behalf_of is None or quote.on_behalf_of in identifiers
        assert quote.parent is None or 0 <= quote.parent < len(result.quotes)
        if quote.speaker_mention is not None:
            mention = result.mentions[quote.speaker_mention]
            assert (
                quote.speaker
                and quote.speaker[0] <= mention.start < mention.end <= quote.speaker[1]
            )
    for mention in result.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert "\n" not in text[mention.start : mention.end]
        assert mention.entity is None or mention.entity in identifiers


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Roe", "said", "“", "”", '"', "'", ",", ".", ":", "?", "\n", "that", "the", "mayor", "told", "it", "He",
             "Kim Roe", "according to", "and", "(", ")", "—", "wants", "to", "go", "was", "Q:", "’s", "🙂", "\u200f"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_text_gives_valid_ranges_and_references(pieces):
    text = " ".join(pieces)
    check(text, annotate(text))


@pytest.mark.parametrize(
    "text",
    [
        "Roe said that Berg, of Sandholm, left. " * 2_000,
        "word Roe said it " * 4_000,
        '"' * 10_000,
        "“a” " * 2_500,
        "1 2, 3. " * 10_000,
        "He said it. She said it. They say so. " * 2_000,
        "<p class='x'>Roe said “no” & <b>yes</b></p> " * 1_500,
        "Roe: No.\n" * 5_000,
        "a" * 500_000,
        "語" * 50_000,
    ],
)
def test_bad_input_gives_valid_ranges(text):
    check(text, annotate(text))
