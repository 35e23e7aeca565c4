"""Many named tuples kept as columns: a row is made when it is asked for, as most never are."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, TypeVar, overload

Row = TypeVar("Row", bound=tuple[Any, ...])


def column(rows: Iterable[Any], field: str) -> Sequence[Any]:
    """One field of all rows, be they kept as columns or one by one."""
    return rows.column(field) if isinstance(rows, Rows) else [getattr(row, field) for row in rows]


def changeable(rows: Sequence[Row]) -> "Rows[Row] | list[Row]":
    """A copy of rows of which some are to be changed, as columns if they are kept so."""
    return rows.copy() if isinstance(rows, Rows) else list(rows)


class Rows(Sequence[Row]):
    """Rows of a `kind` of named tuples, of which each of the columns, equally long, holds one field.

    The garbage collector looks at every tuple that is kept, and every so many of them at all there
    is; it has nothing to look at in columns.
    """

    __slots__ = ("_columns", "_kind")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: type[Row], *columns: Sequence[Any]) -> None:
        self._kind = kind
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[Row]:
        # What the kind itself would call, in a quarter of the time.
        return map(tuple.__new__, repeat(self._kind), zip(*self._columns, strict=True))

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> "Rows[Row]": ...

    def __getitem__(self, place: int | slice) -> "Row | Rows[Row]":
        values = [column[place] for column in self._columns]
        return Rows(self._kind, *values) if isinstance(place, slice) else self._kind(*values)

    def __setitem__(self, place: int, row: Row) -> None:
        for column, value in zip(self._columns, row, strict=True):
            column[place] = value  # type: ignore[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return (self._kind, self._columns) == (other._kind, other._columns)

    def copy(self) -> "Rows[Row]":
        """The same rows, of which each may be set to another."""
        return Rows(self._kind, *map(list, self._columns))

    def column(self, field: str) -> Sequence[Any]:
        """One field of all rows."""
        return self._columns[self._kind._fields.index(field)]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"
