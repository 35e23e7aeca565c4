"""Whatever the text: bounded work, no failure, and every span inside the text and its paragraph."""

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotation import annotate, article, attribution, marks, mentioned, sentences
from onrecord.annotation.result import Annotations
from onrecord.records import Role

HOSTILE = {
    "no letter": "12 ... 34,5 !? %% -- 7\n" * 40,
    "only marks": "\"“”«»'„‹ " * 100,
    "marks never closed": "“word " * 200,
    "one letter in marks": '"a" ' * 300,
    "mixed scripts": 'Слово «да» сказал 他说：「走」 قال "yes" she said. ' * 20,
    "markup left in": '<p class="a">Kim Roe said <b>"yes, we do go"</b>, &quot;no&quot;</p><br/>' * 20,
    "one endless word": "a" * 5000,
    "one endless blank": "a" + " " * 200_000 + "b",
    "halves of characters": "\ud83d “Kim \ude00 Roe left the tide,” said Mia\ud800 Tarn of \udfffOslo.\n" * 5,
    "one endless line": "Kim Roe said that the tide, which Mia Tarn called “a thief”, had turned, and " * 60,
}


def check(text: str, found: Annotations) -> None:
    """Every span lies inside one paragraph and begins and ends with something."""
    paragraphs = sentences.paragraphs_of(text)
    spans = [span for q in found.quotes for span in (*q.spans, *q.verbatim, q.cue, q.speaker) if span]
    spans += [(one.start, one.end) for one in found.mentions]
    for start, end in spans:
        assert any(a <= start < end <= b for a, b in paragraphs)
        assert text[start:end].strip()
    ids = {one.id for one in found.entities}
    for quote in found.quotes:
        assert set(quote.speaker_ids) <= ids
        assert quote.parent is None or quote.parent < len(found.quotes)


@pytest.mark.parametrize("name", HOSTILE)
def test_spans_are_right_in_hostile_text(name: str) -> None:
    check(HOSTILE[name], annotate(HOSTILE[name]))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["“", "”", '"', "'", "«", "»", "Kim Roe", "said", " ", ", ", ". ", "\n", ":", "that", "the tide",
             "turned", "a banner reads", "known as", "Q: ", "<b>", "&quot;", "да", "他", "é\u0301", "\u200b"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_spans_are_right_in_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    check(text, annotate(text))


def test_the_tagger_reads_no_more_than_its_share_and_rules_the_rest() -> None:
    sentence = "“The tide turned before we came,” said Kim Roe. "
    text = sentence * 40
    words = len(sentences.lay_out(sentence, [(0, len(sentence))], []).words)
    read: list[str] = []

    class Recording:
        def tag(self, text: str):
            read.append(text)
            return tagger.tag(text)

    tagger = article._tagger()
    with (
        mock.patch.object(article, "_MOST_TAGGED", 10 * words),
        mock.patch.object(article, "_tagger", Recording),
    ):
        found = annotate(text)
    assert read == [(sentence * 10).rstrip()]
    check(text, found)
    assert sum(len(quote.spans) for quote in found.quotes) == 40


def test_behind_its_share_the_tagger_reads_no_inside_of_a_quote_either() -> None:
    sentence = "“He told me that the bridge was fine in every wind,” Kim Roe said. "
    read: list[str] = []
    tag = article._tagged

    def recording(text: str):
        read.append(text)
        return tag(text)

    with mock.patch.object(article, "_tagged", recording):
        annotate(sentence * 8)
        assert len(read) == 8
        read.clear()
        words = len(sentences.lay_out(sentence, [(0, len(sentence))], []).words)
        with mock.patch.object(article, "_MOST_TAGGED", 3 * words):
            annotate(sentence * 8)
    assert len(read) == 3


def test_halves_of_characters_keep_their_place() -> None:
    text = "Nobody looked. “The tide \ud83dcame back,” said Mia Tarn."
    (quote,) = annotate(text).quotes
    assert text[slice(*quote.spans[0])] == "“The tide \ud83dcame back,”"
    assert text[slice(*quote.speaker)] == "Mia Tarn"


def test_a_long_line_of_digits_in_a_post_is_looked_at_once() -> None:
    """Tried in every way as a time stamp, this line would take hours."""
    text = "1.2 " * 5_000 + "end"
    found = annotate(text, [(0, len(text), Role.blockquote)], rules_alone=True)
    assert [quote.spans for quote in found.quotes] == [[(0, len(text))]]


def test_the_work_grows_with_the_length_only() -> None:
    """Twice the text, twice the quotations looked at: none is looked at again for each other one."""

    def looks(times: int) -> int:
        text = "“The tide turned before we came,” said Kim Roe. " * times
        counted = mock.Mock(side_effect=attribution.word_count)
        with (
            mock.patch("onrecord.annotation.combine.word_count", counted),
            mock.patch("onrecord.annotation.quotes.word_count", counted),
        ):
            annotate(text)
        return counted.call_count

    assert looks(80) <= 2 * looks(40) + 4


@pytest.mark.parametrize("mark", ['"', "“", "'", "«"])
def test_ten_thousand_marks_and_a_quote_after_them(mark: str) -> None:
    text = f"{mark * 10_000}\n“The tide turned before we came,” said Kim Roe."
    found = annotate(text, rules_alone=True)
    check(text, found)
    assert len(found.quotes) == 1


def test_mentions_look_a_fixed_way_back() -> None:
    """A banner far before the marks, on one endless line, tells nothing of them."""
    text = "A banner " + "and so on " * 50 + "reads “The tide turned before we came.”"
    units = sentences.paragraphs_of(text)
    assert mentioned.find(text, units, marks.find(text, units))[1] == []
