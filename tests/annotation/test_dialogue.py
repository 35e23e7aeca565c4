"""Who "I" and "you" are where the layout alone tells; all that is said is invented."""

from onrecord.annotation import sentences
from onrecord.annotation.coreference import Given, resolve
from onrecord.annotation.coreference.dialogue import Dialogue

LONG = "I grew up by the harbour and I have mended nets there ever since, like everybody in my family, "
LONG += "my mother before me and her mother before her, all of us here on the quay, to this day."


def dialogue(paragraphs, spoken=()):
    text = "\n".join(paragraphs)
    return Dialogue(sentences.lay_out(text, sentences.paragraphs_of(text), []), spoken)


def test_two_who_take_turns_are_told_apart_by_every_other_paragraph():
    found = dialogue(["Did you go?", LONG] * 4)
    assert found.turns
    assert found.side("i", 1) == found.side("you", 0) == found.side("i", 3)
    assert found.side("i", 0) == found.side("you", 1) != found.side("i", 1)


def test_questions_on_both_sides_are_no_sign_of_turns():
    assert not dialogue(["Did you?", "Did you?", LONG, "Well?"] * 3).turns


def test_few_questions_are_no_dialogue():
    found = dialogue(["Did you go?", LONG, *["We rowed on.", LONG] * 4])
    assert not found.turns and not found.answers
    assert found.side("i", 1) is None


def test_an_answer_may_have_several_paragraphs():
    paragraphs = ["Did you go?", LONG, LONG, "Did you stay?", LONG, "And you slept?", LONG, LONG, LONG]
    spoken = [(n, "you" if "?" in text else "i") for n, text in enumerate(paragraphs) for _ in range(2)]
    found = dialogue(paragraphs, spoken)
    assert found.answers and not found.turns
    assert found.side("i", 1) == found.side("i", 8) == found.side("you", 3) is not None
    assert found.side("you", 1) is None


def test_who_asks_and_says_i_is_no_interview():
    paragraphs = ["Did I go?", LONG, LONG, "Did I stay?", LONG, "And I slept?", LONG, LONG, LONG]
    spoken = [(n, "i") for n in range(9) for _ in range(2)] + [(0, "you")]
    assert not dialogue(paragraphs, spoken).answers


def test_i_and_you_of_a_dialogue_go_to_its_two_sides():
    text = "\n".join(["Did you row?", LONG] * 4)
    mentions = [
        Given(at, at + len(word))
        for word in ("you", "I ")
        for at in range(len(text))
        if text.startswith(word, at) and not text[at - 1 : at].isalpha()
    ]
    mentions = [Given(m.start, m.end - (text[m.end - 1] == " ")) for m in mentions]
    links = resolve(text, mentions)
    assert len({link.entity for link in links}) == 1


def test_one_voice_is_one_in_its_paragraph():
    text = "I rowed, and I sang."
    first, second = resolve(text, [Given(0, 1), Given(13, 14)])
    assert first.entity == second.entity
    assert second.reason == "the same voice as before"
