"""The Arrow schema and `datasets.Features` of each config, derived from the record models.

Our own small converter, since what the hub's loader wants is narrow: enumerations as `ClassLabel`,
real dates, lists of structs, no dictionaries and no maps.
"""

import datetime
import types
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
from datasets import ClassLabel, Features, List, Value
from pydantic import BaseModel

from onrecord.records import CONFIGS

_VALUES = {str: "string", int: "int64", float: "float64", bool: "bool", datetime.date: "date32"}


def features(model: type[BaseModel]) -> Features:
    """The `datasets.Features` of a record model, columns in the order of its fields."""
    return Features({name: _feature(field.annotation) for name, field in model.model_fields.items()})


def schema(model: type[BaseModel]) -> pa.Schema:
    """The Arrow schema of a record model, with the features in its metadata as the hub's loader reads them."""
    return features(model).arrow_schema


def row(record: BaseModel) -> dict[str, Any]:
    """A record as one row: enumerations as the integers of their `ClassLabel`, dates as dates."""
    return {name: _value(getattr(record, name), field.annotation) for name, field in type(record).model_fields.items()}


def all_features() -> dict[str, Features]:
    """The features of every config."""
    return {name: features(model) for name, model in CONFIGS.items()}


def _feature(annotation: Any) -> Any:
    kind = _bare(annotation)
    if get_origin(kind) is list:
        return List(_feature(get_args(kind)[0]))
    if get_origin(kind) is Literal:
        return _literal(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: _feature(field.annotation) for name, field in kind.model_fields.items()}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ClassLabel(names=[member.value for member in kind])
    return Value(_VALUES[kind])


def _literal(values: tuple[Any, ...]) -> Any:
    if isinstance(values[0], StrEnum):
        return ClassLabel(names=[value.value for value in values])
    return Value(_VALUES[type(values[0])])


def _value(value: Any, annotation: Any) -> Any:
    if value is None:
        return None
    kind = _bare(annotation)
    if get_origin(kind) is list:
        return [_value(item, get_args(kind)[0]) for item in value]
    if get_origin(kind) is Literal and isinstance(value, StrEnum):
        return get_args(kind).index(value)
    if isinstance(value, StrEnum):
        return list(type(value)).index(value)
    if isinstance(value, BaseModel):
        return row(value)
    return value


def _bare(annotation: Any) -> Any:
    """A field's type without `Annotated` and without `None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            (annotation,) = [a for a in get_args(annotation) if a is not type(None)]
        else:
            return annotation


def record(model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    """The record that a row of `row`'s form holds: its inverse.

    Raises:
        pydantic.ValidationError: the row breaks a rule of the record.
    """
    return model.model_validate(_names(values, model))


def _names(values: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    return {name: _name(values[name], field.annotation) for name, field in model.model_fields.items()}


def _name(value: Any, annotation: Any) -> Any:
    if value is None:
        return None
    kind = _bare(annotation)
    if get_origin(kind) is list:
        return [_name(item, get_args(kind)[0]) for item in value]
    if get_origin(kind) is Literal and isinstance(get_args(kind)[0], StrEnum):
        return _member(get_args(kind), value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(list(kind), value)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _names(value, kind)
    return value


def _member(members: Sequence[StrEnum], number: int) -> StrEnum | int:
    """The member of this number; where there is none, the number, which no record takes."""
    return members[number] if 0 <= number < len(members) else number
