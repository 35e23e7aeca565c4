"""Named tuples kept as columns are what a list of them would be."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cleaning.rows import Rows, column


class Ship(NamedTuple):
    name: str
    masts: int


@given(st.lists(st.builds(Ship, st.text(max_size=3), st.integers(0, 5))), st.slices(8))
def test_rows_are_what_a_list_of_them_is(ships: list[Ship], part: slice) -> None:
    rows = Rows(Ship, *([ship[field] for ship in ships] for field in range(2)))
    assert len(rows) == len(ships) and list(rows) == ships
    assert list(rows[part]) == ships[part]
    assert [rows[place] for place in range(-len(ships), len(ships))] == ships * 2
    assert all(type(row) is Ship for row in rows)
    assert column(rows, "masts") == column(ships, "masts") == [ship.masts for ship in ships]
    assert rows == rows[:] and (rows == rows[1:]) is not bool(ships)
    with pytest.raises(IndexError):
        rows[len(ships)]


def test_rows_are_shown_as_they_are_and_equal_no_list() -> None:
    rows = Rows(Ship, ["Orrin"], [3])
    assert repr(rows) == "Rows([Ship(name='Orrin', masts=3)])"
    assert rows != [Ship("Orrin", 3)] and rows == Rows(Ship, ["Orrin"], [3])
