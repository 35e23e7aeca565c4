"""The proof that a release holds no words of a reserved article.

Two checks: that every field made to hold words is null there, which needs no scrape; and, where the
scrape is at hand, that no run of five of its words stands anywhere in any file outside the fact fields.
"""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel

from onrecord.records import CONFIGS, Rights
from onrecord.text import word_runs

FACT_FIELDS = {
    "articles": frozenset({"authors", "contributors", "publisher", "url"}),
    "entities": frozenset({"name", "aliases"}),
}
"""Fields that give facts in words: names, and where the page was."""


def leaks(files: Mapping[str, bytes], reserved: Mapping[str, str]) -> list[str]:
    """Where files hold a run of five words of a reserved article; each file and article is named once.

    Args:
        files: content of each file by path; Parquet is decoded.
        reserved: the words of each reserved article at hand, by its id.
    """
    owner = {run: identifier for identifier, text in reserved.items() for run in word_runs(text)}
    found = {}
    for path, data in files.items():
        for where, text in texts(path, data):
            for run in word_runs(text):
                if run in owner:
                    found.setdefault(
                        (path, owner[run]), f"{where} holds words of {owner[run]}: “{run}”"
                    )
    return [f"{path}: {message}" for (path, _), message in sorted(found.items())]


def texts(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Every text in a file outside the fact fields, with its place."""
    if path.endswith(".parquet"):
        config = path.split("/")[1] if path.startswith("data/") else ""
        table = pq.read_table(io.BytesIO(data))
        for name in table.column_names:
            if name not in FACT_FIELDS.get(config, ()):
                for array in table[name].chunks:
                    yield from ((name, text) for text in _strings(array))
        yield "footer", str(table.schema.metadata)
    elif path.endswith(".json"):
        yield from (("text", text) for text in _json_strings(json.loads(data)))
    else:
        yield "text", data.decode("utf-8")


def _strings(array: pa.Array) -> Iterator[str]:
    if pa.types.is_string(array.type):
        yield from (text for text in pc.unique(array).to_pylist() if text is not None)
    elif pa.types.is_list(array.type):
        if pa.types.is_string(array.type.value_type):
            # Words of a row stand one after the other, as in a text.
            yield from (
                " ".join(w for w in row if w is not None) for row in array.to_pylist() if row
            )
        else:
            yield from _strings(array.flatten())
    elif pa.types.is_struct(array.type):
        for child in array.flatten():
            yield from _strings(child)


def _json_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _json_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _json_strings(item)


def not_null(files: Mapping[str, bytes]) -> list[str]:
    """Which fields made for words are not null in the records of a reserved article.

    Args:
        files: content of each file by path; only `data/CONFIG/…parquet` are looked at.
    """
    tables = {
        path: pq.read_table(io.BytesIO(data))
        for path, data in sorted(files.items())
        if _is_data(path)
    }
    place = list(Rights).index(Rights.reserved)
    reserved: list[str] = []
    for path, table in tables.items():
        if _config(path) == "articles":
            reserved += table.filter(pc.equal(table["rights"], place))["id"].to_pylist()
    found = []
    for path, table in tables.items():
        key = "id" if _config(path) == "articles" else "article_id"
        if key not in table.column_names or not reserved:
            continue
        rows = table.filter(pc.is_in(table[key], value_set=pa.array(reserved, pa.string())))
        if not rows.num_rows:
            continue
        names = _filled(CONFIGS[_config(path)], rows.to_struct_array().combine_chunks())
        found += [f"{path}: {name} of a reserved article is not null" for name in names]
    return found


def _is_data(path: str) -> bool:
    return path.startswith("data/") and path.endswith(".parquet") and _config(path) in CONFIGS


def _config(path: str) -> str:
    return path.split("/")[1]


def _filled(model: type[BaseModel], rows: pa.StructArray) -> Iterator[str]:
    """Fields for words, at any depth, that hold something."""
    children = dict(zip((field.name for field in rows.type), rows.flatten()))
    for name, field in model.model_fields.items():
        array = children[name]
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("words"):
            if array.null_count < len(array):
                yield name
            continue
        if pa.types.is_list(array.type):
            array = array.flatten()
        inner = _model(field.annotation)
        if inner is not None and pa.types.is_struct(array.type):
            yield from (f"{name}.{deeper}" for deeper in _filled(inner, array))


def _model(annotation: Any) -> type[BaseModel] | None:
    """The record model inside a field's type, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model(part))), None)
