"""The learned choice of antecedents: its trees, its evidence, its file; all people are invented."""

import numpy as np
import pytest

from onrecord.annotation import marks, sentences
from onrecord.annotation.coreference import antecedents, ranking
from onrecord.annotation.coreference.candidates import Candidate, within_reach
from onrecord.annotation.coreference.columns import COLUMNS
from onrecord.annotation.coreference.evidence import Evidence
from onrecord.annotation.coreference.forest import Forest
from onrecord.annotation.coreference.items import Given, item_of
from onrecord.annotation.coreference.names import Names
from onrecord.errors import ModelError
from onrecord.records import EntityLabel, MentionForm


def evidence(text: str, *surfaces: str, nouns=None) -> tuple[Evidence, list]:
    """The evidence of a text whose mentions are `surfaces`, each searched after the one before."""
    items, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        items.append(item_of(text, Given(at, at + len(surface))))
        at += len(surface)
    names = Names(text, items)
    names.run()
    for item in items:
        item.entity = None
    paragraphs = sentences.paragraphs_of(text)
    quotations = marks.find(text, paragraphs)
    layout = sentences.lay_out(text, paragraphs, quotations)
    return Evidence(layout, quotations, items, names.persons, nouns or {}), items


def seen(measured: Evidence, count: int) -> dict[int, Candidate]:
    """The first `count` mentions, each an entity of its own."""
    candidates = {}
    for number, view in enumerate(measured.views[:count]):
        view.item.entity = number
        candidates[number] = Candidate(number)
        candidates[number].add(view)
    return candidates


def column(rows, name):
    return [row[COLUMNS.index(name)] for row in rows]


def test_a_tree_goes_left_up_to_its_border_and_right_above_it():
    # The second node stands on the right of the first: leaves 1 | 10 | 100.
    forest = Forest(
        column=np.array([[0], [1]]),
        border=np.array([[0.5], [2.0]], np.float32),
        lost=np.array([[0b001], [0b010]], np.uint32),
        leaves=np.array([[1.0, 10.0, 100.0]]),
    )
    rows = np.array([[0.5, 9], [0.6, 2], [0.6, 3]], np.float32)
    assert forest.score(rows).tolist() == [1, 10, 100]


def test_scores_of_trees_add_up():
    forest = Forest(
        column=np.array([[0, 0]]),
        border=np.array([[0.0, 1.0]], np.float32),
        lost=np.array([[1, 1]], np.uint32),
        leaves=np.array([[1.0, 2.0], [1.0, 2.0]]),
    )
    assert forest.score(np.array([[-1.0], [0.5], [2.0]], np.float32)).tolist() == [2, 3, 4]


def test_a_tree_of_32_leaves_tells_them_all_apart():
    # Node n sends what is not above n to leaf n; what is above all borders comes to the last.
    nodes = np.arange(31)
    forest = Forest(
        column=np.zeros((31, 1), np.int16),
        border=nodes[:, None].astype(np.float32),
        lost=(np.uint32(1) << nodes.astype(np.uint32))[:, None],
        leaves=np.arange(32.0)[None],
    )
    rows = np.arange(32, dtype=np.float32)[:, None]
    assert forest.score(rows).tolist() == list(range(32))


def test_every_row_has_every_column_and_the_last_is_for_none():
    measured, _ = evidence("Kim Roe met Ola Berg. She left.", "Kim Roe", "Ola Berg", "She")
    view = measured.views[2]
    rows = antecedents.rows(measured, view, within_reach(view, seen(measured, 2)), 2)
    assert [len(row) for row in rows] == [len(COLUMNS)] * 3
    assert column(rows, "none") == [0, 0, 1]


def test_the_nearest_comes_first():
    measured, _ = evidence("Kim Roe met Ola Berg. She left.", "Kim Roe", "Ola Berg", "She")
    reach = within_reach(measured.views[2], seen(measured, 2))
    assert [one.entity for one in reach] == [1, 0]


def test_gender_speaks_against_the_wrong_pronoun():
    measured, _ = evidence("Karl Roe met Anna Berg. He left.", "Karl Roe", "Anna Berg", "He")
    view = measured.views[2]
    rows = antecedents.rows(measured, view, within_reach(view, seen(measured, 2)), 2)
    assert column(rows, "against_gender")[:2] == [1, 0]
    assert column(rows, "fits_gender")[:2] == [0, 1]


def test_a_possessor_is_not_what_it_possesses():
    measured, _ = evidence("Karl Roe left. Karl Roe's wife stayed.", "Karl Roe", "Karl Roe's wife")
    assert measured.views[1].owner is None
    text = "Karl Roe left. His wife stayed."
    start = text.index("His")
    items = [
        item_of(text, Given(0, 8)),
        item_of(text, Given(start, start + 3)),
        item_of(text, Given(start, start + 8)),
    ]
    layout = sentences.lay_out(text, sentences.paragraphs_of(text), [])
    inner = Evidence(layout, [], items, {}, {})
    assert inner.views[2].owner is inner.views[1]


@pytest.mark.parametrize(
    ("text", "description", "beside"),
    [
        ("The pilot, Kim Roe, left.", "The pilot", True),
        ("Pilot Kim Roe left.", "Pilot", True),
        ("The pilots, Kim Roe, left.", "The pilots", False),
        ("The pilot, Kim Roe, and his aide left.", "The pilot", False),
        ("The pilot, Kim Roe found, had left.", "The pilot", False),
        ("The pilot met Kim Roe.", "The pilot", False),
        ("At the mill, Kim Roe, 43, left.", "the mill", False),
    ],
)
def test_what_stands_beside_a_name(text, description, beside):
    at, name = text.index(description), text.index("Kim Roe")
    items = [
        item_of(text, Given(at, at + len(description), form=MentionForm.nominal)),
        item_of(text, Given(name, name + len("Kim Roe"), EntityLabel.PERSON)),
    ]
    layout = sentences.lay_out(text, sentences.paragraphs_of(text), [])
    measured = Evidence(layout, [], items, {1: True}, {})
    assert (measured.named.get(0) is measured.views[1]) == beside


def test_two_full_names_of_people_are_never_compared():
    measured, _ = evidence("Mr. Karl Roe met Mr. Ola Berg.", "Karl Roe", "Ola Berg")
    assert within_reach(measured.views[1], seen(measured, 1)) == []


def test_a_labelled_name_is_compared_with_descriptions_alone():
    text = "The mayor met Roe Pharma. Astra left."
    items = [
        item_of(text, Given(0, 9)),
        item_of(
            text,
            Given(14, 24),
        ),
        item_of(text, Given(26, 31, EntityLabel.ORG)),
    ]
    layout = sentences.lay_out(text, sentences.paragraphs_of(text), [])
    measured = Evidence(layout, [], items, {}, {})
    reach = within_reach(measured.views[2], seen(measured, 2))
    assert [one.entity for one in reach] == [0]


def test_nouns_of_the_training_data_tell_what_a_description_is():
    measured, _ = evidence("The brewer left.", "The brewer", nouns={"brewer": (9.0, 0.0, 0.0, 9.0)})
    person, organisation, _ = measured.views[0].kinds
    assert person > 0.8 > organisation


def test_probabilities_add_up_and_caution_favours_none():
    ranker = ranking.load()
    measured, _ = evidence("Kim Roe met Ola Berg. She left.", "Kim Roe", "Ola Berg", "She")
    view = measured.views[2]
    rows = antecedents.rows(measured, view, within_reach(view, seen(measured, 2)), 2)
    plain, careful = ranker.rank(rows), ranker.rank(rows, caution=2.0)
    assert plain.sum() == pytest.approx(1) and careful.sum() == pytest.approx(1)
    assert careful[-1] > plain[-1]


def test_a_file_that_is_no_ranker_is_refused(tmp_path):
    path = tmp_path / "ranker.npz"
    with pytest.raises(ModelError):
        ranking.read(path)
    path.write_bytes(b"nothing")
    with pytest.raises(ModelError):
        ranking.read(path)
    np.savez(path, names=np.array(["another"]))
    with pytest.raises(ModelError, match="other evidence"):
        ranking.read(path)


def rows_of_last(text: str, *surfaces: str) -> list[list[float]]:
    """The rows of the last of the mentions, every other an entity of its own."""
    measured, _ = evidence(text, *surfaces)
    view = measured.views[-1]
    candidates = seen(measured, len(surfaces) - 1)
    return antecedents.rows(measured, view, within_reach(view, candidates), len(candidates))


@pytest.mark.parametrize(
    ("text", "predicate", "is_one"),
    [
        ("Kim Roe is a coach.", "a coach", True),
        ("Kim Roe has also been a coach.", "a coach", True),
        ("Kim Roe (born in Velta) was a coach.", "a coach", True),
        ("Kim Roe, who later became a coach, left.", "a coach", True),
        ("Kim Roe met a coach.", "a coach", False),
        ("Kim Roe left. There is a coach.", "a coach", False),
    ],
)
def test_what_is_said_of_whom(text, predicate, is_one):
    assert column(rows_of_last(text, "Kim Roe", predicate), "predicated")[0] == is_one


def test_a_second_predicate_is_said_of_the_same():
    text = "Kim Roe was a coach, a pilot and a baker."
    rows = rows_of_last(text, "Kim Roe", "a coach", "a pilot", "a baker")
    assert column(rows, "predicated")[:3] == [0, 0, 1]


def test_countries_states_and_cities_are_called_so():
    for noun, fits in (
        ("country", [0, 0, 1]),
        ("state", [0, 1, 0]),
        ("city", [1, 0, 0]),
        ("mill", [0, 0, 0]),
    ):
        text = f"Kenya, Texas and Paris are far. The {noun} is small."
        rows = rows_of_last(text, "Kenya", "Texas", "Paris", f"The {noun}")
        assert column(rows, "sort_fits")[:3] == fits


def test_how_the_last_mention_with_the_same_noun_differs():
    text = "The old mill burned. A dog barked.\n\nThe small mill in Velta stood."
    rows = rows_of_last(text, "The old mill", "A dog", "The small mill in Velta")
    names = ("twins", "twin_determiner", "twin_number", "twin_new", "twin_missing", "twin_same_text")
    assert [column(rows, name)[1] for name in names] == [1, 1, 1, 2, 1, 0]
    assert column(rows, "twin_paragraphs")[1] == 1
    assert column(rows, "twins")[0] == 0
    assert column(rows, "twin_number")[0] == -1
    assert column(rows, "with_head") == [1, 1, 1]


def test_how_near_a_name_is_to_the_names_of_an_entity():
    rows = rows_of_last("Isfaran lies south. Velta lies north. Esfaran grew.", "Isfaran", "Velta", "Esfaran")
    assert column(rows, "name_prefix")[:2] == [0, 0]
    rows = rows_of_last(
        "Theodor Roe spoke. Ann Berg left. Theodore stayed.", "Theodor Roe", "Ann Berg", "Theodore"
    )
    assert column(rows, "name_prefix")[1] == 7 / 8
    assert column(rows, "name_apart")[:2] == [3, 3]


def test_the_nearest_likely_subject_is_told():
    text = "Kim Roe drove to Ann Berg. She smiled."
    rows = rows_of_last(text, "Kim Roe", "Ann Berg", "She")
    assert column(rows, "nearest_subject")[:2] == [0, 1]
    assert column(rows, "fitting_near") == [2, 2, 2]
    assert column(rows, "last_place")[:2] == [4, 0]
    assert column(rows, "last_after_preposition")[:2] == [1, 0]


def test_what_parts_two_mentions_of_a_sentence_is_counted():
    rows = rows_of_last("Kim Roe said, when asked, that she left.", "Kim Roe", "she")
    counted = [column(rows, name)[0] for name in ("verbs_between", "stops_between", "links_between")]
    assert counted == [2, 2, 2]
    rows = rows_of_last("Kim Roe slept. She left.", "Kim Roe", "She")
    assert column(rows, "verbs_between")[0] == -1


def test_whom_i_stands_for_does_not_hang_on_grammar():
    rows = rows_of_last("Kim Roe is tall. I am tall.", "Kim Roe", "I")
    assert column(rows, "last_place")[0] == column(rows, "predicated")[0] == -1
