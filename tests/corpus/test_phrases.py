"""Role phrases: what a text says someone is, as it stands there, and nothing that only stands beside a name."""

import pytest

from onrecord.corpus.phrases import role_phrases
from onrecord.records import MentionForm


def phrases(text: str, form: MentionForm = MentionForm.name) -> list[str]:
    """The phrases of what stands in brackets."""
    start, end = text.index("["), text.index("]") - 1
    return role_phrases(text.replace("[", "").replace("]", ""), start, end, form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” said [Tim Oak], a ferryman.", ["ferryman"]),
        ("[Ada Vole], senior analyst at the Institute of Tides, said so.", ["senior analyst at the Institute of Tides"]),
        ("[Ada Vole], the mayor of Oakford for nine years, left.", ["mayor of Oakford for nine years"]),
        ("The water minister, [Ada Vole], told reporters.", ["water minister"]),
        ("They asked former harbour pilot [Hugh Marl] again.", ["former harbour pilot"]),
        ("[Vesna Kol], a baker who has lived there for years, said no.", ["baker"]),
        ("On Monday, Finance Minister [Aldo Brice], a former banker and a poet, left.", ["Finance Minister", "former banker and a poet"]),
    ],
)  # fmt: skip
def test_a_description_beside_a_name_is_found(text, expected):
    assert phrases(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[Ada Vole], who opened the bridge, left.",
        "[Ada Vole], the harbour board and two others met.",
        "[Ada Vole], a day later, changed her mind.",
        "[Ada Vole], speaking in Tarnmouth, said no.",
        "Mr. [Vole] said no.",
        "'Yes,' added Mrs [Vole].",
        "In Tarnmouth [Ada Vole] said no.",
        "The boat carried [Ada Vole], 31, and a goat.",
        "It was [Ada Vole], said the driver.",
    ],
)
def test_what_only_stands_beside_a_name_is_none(text):
    assert phrases(text) == []


def test_a_description_is_its_own_and_a_pronoun_has_none():
    assert phrases("[The deputy mayor] left.", MentionForm.nominal) == ["deputy mayor"]
    assert phrases("[Its bridge] fell.", MentionForm.nominal) == []
    assert phrases("[She] left.", MentionForm.pronoun) == []
