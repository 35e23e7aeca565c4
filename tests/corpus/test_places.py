"""A field of a file is found on the line it stands on, however the file is laid out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus.places import dotted, json_line, repeated_name, toml_line
from tests.strategies import json_layouts, json_values


def all_places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [at, *(place for key, child in inner for place in all_places(child, (*at, key)))]


@given(st.dictionaries(st.text(max_size=5), json_values, min_size=1), json_layouts, st.data())
def test_a_field_is_found_by_its_own_line(value, layout, data) -> None:
    text = layout(value)
    place = data.draw(st.sampled_from(all_places(value)))
    line = json_line(text, place)
    if not place:
        assert line is None
        return
    shown = text.split("\n")[line - 1]
    if isinstance(place[-1], str):
        # Its name stands there, escaped or not.
        assert any(json.dumps(place[-1], ensure_ascii=a) in shown for a in (True, False))
    if "\n" not in text:
        assert line == 1


def test_lines_of_a_layout_known_by_heart() -> None:
    text = '{\n "a": 1,\n "b": [\n  {"c": 2},\n  {"c":\n   3, "d": "x\\"y"}\n ]\n}\n'
    assert json_line(text, ("a",)) == 2
    assert json_line(text, ("b",)) == 3
    assert json_line(text, ("b", 0, "c")) == 4
    assert json_line(text, ("b", 1)) == 5
    assert json_line(text, ("b", 1, "d")) == 6


def test_what_is_missing_is_looked_for_where_it_should_be() -> None:
    text = '{\n "a": {\n  "b": 1\n }\n}\n'
    assert json_line(text, ("a", "missing")) == 2
    assert json_line(text, ("missing",)) is None
    assert json_line(text, ("a", "b", "deeper")) == 3


@pytest.mark.parametrize(
    ("location", "path"),
    [((), ""), (("a",), "a"), (("quotes", 3, "kind"), "quotes[3].kind"), ((2, "x"), "[2].x")],
)
def test_locations_are_shown_as_dotted_paths(location, path) -> None:
    assert dotted(location) == path


def test_keys_of_toml_are_found_and_comments_are_not() -> None:
    text = '# sha256 = 1\nrights = "open"\n  "sha256" = "x"\nlicense_note = ""\n'
    assert toml_line(text, ("sha256",)) == 3
    assert toml_line(text, ("rights", 0)) == 2
    assert toml_line(text, ("license",)) is None
    assert toml_line(text, ()) is None


def test_fields_of_tables_of_toml_are_found_within_their_table() -> None:
    text = (
        'page = "a"\n\n[[rule]]\nline = "x"\n\n[[ rule ]]  # second\nline = "y"\nrole = "share"\n'
        '["e-1"]\nname = "N"\n'
    )
    assert toml_line(text, ("page",)) == 1
    assert toml_line(text, ("rule", 0, "line")) == 4
    assert toml_line(text, ("rule", 1, "line")) == 7
    assert toml_line(text, ("rule", 1, "role")) == 8
    assert toml_line(text, ("rule", 1)) == 6
    assert toml_line(text, ("e-1", "name")) == 10
    # What is missing in its table is not looked for in the next.
    assert toml_line(text, ("rule", 0, "role")) == 3
    assert toml_line(text, ("name",)) is None
    assert toml_line('rule = [{ line = "x" }]\n', ("rule", 0, "line")) == 1


@given(json_values, json_layouts)
def test_no_name_is_there_twice_in_what_was_written(value, layout) -> None:
    assert repeated_name(layout(value)) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1, "a": 1}', (("a",), 1)),
        ('{\n "a": {"a": 2},\n "b": [{}, {"c": 1,\n "c": 2}]\n}', (("b", 1, "c"), 4)),
        ('{"\\u0061": 1,\n\n"a": 2}', (("a",), 3)),
        ('[{"a": {"b": {"b": 1}}}, {"a": 1}]', None),
    ],
)
def test_a_name_that_is_there_twice_is_found(text, place) -> None:
    assert repeated_name(text) == place
