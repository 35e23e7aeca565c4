"""What pydantic holds against a value, in words that say what to write instead."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from onrecord.corpus.places import Location, dotted
from onrecord.errors import OnrecordError

_Model = TypeVar("_Model", bound=BaseModel)


def refusal(
    sort: type[OnrecordError],
    first: Mapping[str, Any],
    model: type[BaseModel] | None,
    *,
    file: object,
    line_of: Callable[[Location], int | None],
    hint: str | None,
    kind: str | None = None,
) -> OnrecordError:
    """One of pydantic's errors as one of ours, with its place and a way out.

    Args:
        sort: which of ours.
        first: an item of `ValidationError.errors()`.
        model: what was to be made.
        file: the file that it was read from.
        line_of: finds the line of a field.
        hint: what to do about it.
        kind: which check says so, where it is not pydantic's own name for the violation.
    """
    return sort(
        message_of(first, model),
        file=file,
        line=line_of(first["loc"]),
        field=dotted(first["loc"]) or None,
        hint=hint,
        kind=kind or first["type"],
    )


def validated(
    model: type[_Model],
    value: object,
    sort: type[OnrecordError],
    *,
    file: object,
    line_of: Callable[[Location], int | None],
    hint: str | None,
    kind: str | None = None,
) -> _Model:
    """A value as `model`; the first of what pydantic holds against it raised as a `refusal`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise refusal(
            sort, first, model, file=file, line_of=line_of, hint=hint, kind=kind
        ) from None


def message_of(error: Mapping[str, Any], model: type[BaseModel] | None = None) -> str:
    """One of pydantic's errors as a sentence.

    Args:
        error: an item of `ValidationError.errors()`.
        model: what was to be made; known, it gives the field that an unknown name was meant for.
    """
    if error["type"] in ("model_type", "dict_type"):
        return "Input should be an object with named fields"
    if error["type"] != "extra_forbidden":
        return error["msg"].removeprefix("Value error, ")
    *outer, name = error["loc"]
    for part in outer:
        # An index stays within the field that holds the list.
        if model is not None and not isinstance(part, int):
            field = model.model_fields.get(part)
            model = _model_in(field.annotation) if field else None
    near = difflib.get_close_matches(str(name), model.model_fields, n=1) if model else []
    return f"there is no such field; did you mean {near[0]!r}?" if near else "there is no such field"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The record that a field holds, by itself or in a list, if need be among other things."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
