"""The quick ways of comparing lines give what the slow ones would."""

import gc
import re
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.cleaning import bylines, captions, headlines, language, markup, wording

WESTERN = st.text(st.characters(max_codepoint=0x17F))
LINES = st.one_of(st.text(), WESTERN, st.text("ab12 '’_-–—“”éß©İıſK中Ж"))


@given(LINES)
def test_lines_are_folded_as_a_regular_expression_would(line):
    assert wording.folded(line) == re.sub(r"[\W_]+", " ", line.casefold()).strip()
    assert markup.plain(line) == re.sub(r"[\W_]+", "", line).lower()


@given(LINES)
@example("䷀・")
@example("rock'n'roll 'll d’aujourd’hui ’n’ it''s _'a")
def test_words_are_those_of_the_pattern(line):
    assert headlines._words(line) == headlines._WORD.findall(line)
    assert headlines._folded_words(line) == headlines._WORD.findall(line.casefold())


@given(LINES)
@example("A*")
def test_words_that_tell_a_language_are_those_of_the_pattern(text):
    found = language._western_words(text)
    if found is not None:
        words = [word.lower() for word in language._WORD.findall(text)]
        # Signs that are not western become stars, and make a word none of any language's.
        western = [word for word in words if wording.is_western(word) and "*" not in word]
        assert [word for word in found if "*" not in word] == western
        assert len(found) == len(words)


@given(LINES, st.sampled_from([str.casefold, str.lower]), st.sampled_from(["", "_", "'’\n"]))
def test_a_text_is_blanked_in_another_case_as_if_it_were_changed_before(text, case, kept):
    blanks = wording.blanked(text, kept, case)
    changed = wording.blanked(case(text), kept)
    assert (blanks and blanks.split()) == (changed and changed.split())


@given(LINES)
def test_signs_that_are_not_western_are_blanks(text):
    blanks = wording.blanked(text)
    if blanks is not None:
        assert blanks.split() == re.findall(r"[^\W_]+", text)
        assert len(blanks) == len(text)


def announced_slowly(line):
    with (
        mock.patch.object(bylines, "_may_say_by_inside", return_value=True),
        mock.patch.object(bylines, "begins_so", lambda line: bool(bylines._BY.match(line))),
    ):
        return bylines.announced(line)


PARTS = [
    "By", "by", "BY", "Ida Vale", "IdaVale", " Ida Vale ", "pmby ", "pm", "VON ", "as told to ", "3 | ", "analiz",
    ": ", "Texto", "3 April 2031", "12:30", " – ", "• ", "outside ", "special report ", "a cura di ", "作者", "@ida ",
    "(x) ", "EditorWritten by ", "LOCAL", "  ", "Автор ", "Published on ", "İ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS)))
def test_no_byline_is_lost_to_the_quick_test(parts):
    line = "".join(parts)
    assert bylines.begins_so(line) == bool(bylines._BY.match(line))
    assert bylines.announced(line) == announced_slowly(line)


@given(st.lists(st.sampled_from(["photo", "Foto: ", "©", "(c) ", "Ida Vale", " courtesy of ", "İmage: ", "fotoğraf/", "_"])))
def test_no_announced_credit_is_lost_to_the_quick_test(parts):
    line = "".join(parts)
    if captions._ANNOUNCED.search(line) or captions._LEADING_WORDS.match(line):
        assert captions._may_announce(line)


@pytest.mark.parametrize("kind", ["published", "updated", "photo", "by"])
def test_every_announcing_word_opens_with_one_of_the_openings(kind):
    for word in wording.words(kind):
        assert not wording.openings(kind).isdisjoint(wording.tokens(word.upper() + ": x"))


def test_text_in_other_letters_leaves_nothing_to_the_garbage_collector():
    gc.collect()
    gc.disable()
    try:
        assert wording.blanked("Паром стоит") is None
        assert gc.collect() == 0
    finally:
        gc.enable()
