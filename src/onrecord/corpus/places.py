"""On which line of a file a field stands."""

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_TOML_TABLE = re.compile(r"\s*\[{1,2}\s*[\"']?([^\"'\]]+?)[\"']?\s*\]")
_DECODER = json.JSONDecoder()

Location = tuple[str | int, ...]
"""A path into nested values: names of members and 0-based indices of items."""


def dotted(location: Location) -> str:
    """A location as a dotted path: ("quotes", 3, "kind") -> "quotes[3].kind"."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def json_line(text: str, location: Location) -> int | None:
    """The 1-based line on which a field stands in JSON, or where the nearest value around it begins.

    Args:
        text: valid JSON, laid out in any way.
        location: the field; what is missing at its end is left off.

    Returns:
        None for the empty location: the whole file has no line.
    """
    at = _skip(text, 0)
    found = None
    for part in location:
        child = _child(text, at, part)
        if child is None:
            break
        found, at = child
    return None if found is None else text.count("\n", 0, found) + 1


def toml_line(text: str, location: Location) -> int | None:
    """The 1-based line on which a field stands in TOML, or where the table around it begins.

    Args:
        text: valid TOML in which a key and its `=` stand on one line.
        location: the field; within a table of an array, the array's name and the table's index first.

    Returns:
        None for the empty location, and where neither the field nor its table is there.
    """
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines) if _TOML_TABLE.match(line)]
    start, end, rest = 0, min(heads, default=len(lines)), location
    if location:
        own = [number for number in heads if _TOML_TABLE.match(lines[number])[1] == location[0]]
        table = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
        if table < len(own):
            start = own[table] + 1
            end = next((number for number in heads if number >= start), len(lines))
            rest = location[2:] if location[1:2] == (table,) else location[1:]
    for number in range(start, end):
        if rest and re.match(rf"\s*[\"']?{re.escape(str(rest[0]))}[\"']?\s*=", lines[number]):
            return number + 1
    return start or None


def repeated_name(text: str) -> tuple[Location, int] | None:
    """A member whose object has one of that name before it, and its 1-based line.

    Args:
        text: valid JSON.
    """
    pending: list[tuple[Location, int]] = [((), _skip(text, 0))]
    while pending:
        location, at = pending.pop()
        inside, seen = [], set()
        for name, start, value in _members(text, at):
            if name in seen:
                return (*location, name), text.count("\n", 0, start) + 1
            seen.add(name)
            inside.append(((*location, name), value))
        pending += reversed(inside)
    return None


def _child(text: str, at: int, part: str | int) -> tuple[int, int] | None:
    """Where a member or item begins (its name, for a member), and where its value does."""
    places = ((start, value) for name, start, value in _members(text, at) if name == part)
    return next(places, None)


def _members(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """Each member or item of the value at `at`: name or index, where it begins, where its value does."""
    if at >= len(text) or text[at] not in "{[":
        return
    in_object = text[at] == "{"
    at = _skip(text, at + 1)
    index = 0
    while text[at] not in "}]":
        start = at
        name: str | int = index
        if in_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield name, start, at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        index += 1


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()
