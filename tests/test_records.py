"""Every constraint that a record can state by itself is stated, and refuses what breaks it."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import onrecord.records
from onrecord.dataset.contract import RECORDS, json_schema
from onrecord.dataset.examples import corpus, record_examples
from onrecord.records import (
    CONFIGS,
    CONTENT_ROLES,
    TEXT_ROLES,
    Article,
    Block,
    Entity,
    FieldAnchor,
    Mention,
    Paragraph,
    Quote,
    Reason,
    Role,
    Span,
    TokenRow,
    short_hash,
)
from tests.strategies import spans

VALID = {e.record: e.value for e in reversed(record_examples()) if e.caught_by is None}
Path_ = tuple[str | int, ...]


# --- what a single field states -------------------------------------------------------------------


def broken(record: str) -> Iterator[tuple[str, Path_, Any]]:
    """Every way to break one constraint of one field of a record, read off its JSON Schema."""
    whole = json_schema(record)

    def walk(shape: dict[str, Any], value: Any, at: Path_) -> Iterator[tuple[str, Path_, Any]]:
        if "$ref" in shape:
            shape = whole["$defs"][shape["$ref"].rpartition("/")[2]]
        if "anyOf" in shape:
            options = [o for o in shape["anyOf"] if o.get("type") != "null"]
            yield from walk(options[0], value, at)
            return
        yield from _wrong_values(shape, at)
        if "properties" in shape and isinstance(value, dict):
            yield "unknown field", (*at, "no_such_field"), 1
            for name in shape.get("required", []):
                yield "missing field", (*at, name), _MISSING
            for name, field in shape["properties"].items():
                yield from walk(field, value.get(name), (*at, name))
        if shape.get("type") == "array" and value:
            yield from walk(shape.get("items", {}), value[0], (*at, 0))

    yield from walk(whole, VALID[record], ())


_MISSING = object()


def _wrong_values(shape: dict[str, Any], at: Path_) -> Iterator[tuple[str, Path_, Any]]:
    if not at:
        return
    wrong_type = {
        "string": 5,
        "integer": "x",
        "number": "x",
        "boolean": "x",
        "array": {},
        "object": [],
    }
    if shape.get("type") in wrong_type:
        yield "type", at, wrong_type[shape["type"]]
    if "enum" in shape or "const" in shape:
        yield "closed list", at, "no such value"
    if "pattern" in shape:
        yield "pattern", at, "~~~"
    if shape.get("format") == "date":
        yield "date", at, "2031-02-30"
    if "minimum" in shape:
        yield "minimum", at, shape["minimum"] - 1
    if "maximum" in shape:
        yield "maximum", at, shape["maximum"] + 1
    if "minLength" in shape:
        yield "length", at, ""
    if "minItems" in shape:
        yield "items", at, []


def changed(value: Any, at: Path_, new: Any) -> Any:
    """A deep copy of a value with one thing in it replaced, or removed."""
    result = copy.deepcopy(value)
    inner = result
    for part in at[:-1]:
        inner = inner[part]
    if new is _MISSING:
        del inner[at[-1]]
    else:
        inner[at[-1]] = new
    return result


CASES = [(record, *case) for record in RECORDS for case in broken(record)]


def _reachable(record: str, at: Path_) -> bool:
    inner: Any = VALID[record]
    for part in at[:-1]:
        inner = inner[part] if not isinstance(inner, dict) or part in inner else None
        if inner is None or inner == []:
            return False
    return True


CASES = [case for case in CASES if _reachable(case[0], case[2])]


@pytest.mark.parametrize(
    ("record", "constraint", "at", "new"),
    CASES,
    ids=[f"{r}.{'.'.join(map(str, at))}-{c}" for r, c, at, _ in CASES],
)
def test_a_field_refuses_what_breaks_its_constraint(record, constraint, at, new) -> None:
    value = changed(VALID[record], at, new)
    with pytest.raises(ValidationError) as caught:
        RECORDS[record].model_validate(value)
    places = [error["loc"][: len(at)] for error in caught.value.errors()]
    assert at in places, f"{constraint}: refused elsewhere, at {places}"
    shape = jsonschema.Draft202012Validator(
        json_schema(record), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert not shape.is_valid(value)


def test_the_cases_cover_every_sort_of_constraint() -> None:
    sorts = {constraint for _, constraint, _, _ in CASES}
    assert sorts == {
        "closed list", "date", "items", "length", "maximum", "minimum", "missing field", "pattern", "type",
        "unknown field",
    }  # fmt: skip
    assert len(CASES) > 300


def test_a_probability_is_a_number() -> None:
    for value in (float("nan"), float("inf"), -0.1, 1.1):
        with pytest.raises(ValidationError):
            Quote.model_validate(VALID["quote"] | {"probability": value})


# --- what fields state together -------------------------------------------------------------------


def article(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(VALID["article"]) | changes


def quote(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(VALID["quote"]) | changes


SPAN = {
    "start": 3,
    "end": 7,
    "source_start": 13,
    "source_end": 17,
    "hash": short_hash("boat"),
    "surface": "boat",
}
MARK = {"start": 0, "end": 2, "hash": "0" * 16}
UNIT = {**MARK, "source_start": 0, "source_end": 2, "role": "paragraph"}
FIRST, SECOND = VALID["article"]["paragraphs"][:2]
LAYER = VALID["article"]["source"]["layer_length"]
HELD = VALID["quote"]["spans"][0]


def _with_layer(length: int) -> dict[str, Any]:
    """The article with a text layer, and a last block, that end earlier."""
    value = article()
    value["source"]["layer_length"] = length
    value["blocks"] = [b for b in value["blocks"] if b["start"] < length]
    value["blocks"][-1]["end"] = length
    return value


RULES: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (Span, SPAN | {"end": 3}, "end 3 is not after start 3"),
    (Span, SPAN | {"source_end": 18}, "not equally long"),
    (Span, SPAN | {"surface": "boats"}, "not as long as the span"),
    (Span, SPAN | {"surface": "goat"}, "does not have the hash"),
    (Block, {"start": 2, "end": 2, "role": "headline"}, "end 2 is not after start 2"),
    (Block, {"start": 0, "end": 2, "role": "headline", "reason": "menu"}, "has no reason"),
    (Block, {"start": 0, "end": 2, "role": "share"}, "needs a reason"),
    (
        Block,
        {"start": 0, "end": 2, "role": "duplicate", "reason": "repeat"},
        "`duplicate_of` belongs to",
    ),
    (
        Block,
        {"start": 0, "end": 2, "role": "headline", "duplicate_of": 5},
        "`duplicate_of` belongs to",
    ),
    (Paragraph, UNIT | {"end": 0}, "end 0 is not after start 0"),
    (Paragraph, UNIT | {"source_end": 9}, "not equally long"),
    (
        FieldAnchor,
        {"field": "deck", "index": 0, "source_start": 4, "source_end": 4, "hash": "0" * 16},
        "end 4 is not after start 4",
    ),
    (Article, article(withheld=True), "carries none of its words"),
    (
        Article,
        article(
            withheld=True,
            headline=None,
            deck=None,
            text=None,
            section=None,
            keywords=None,
            captions=None,
        ),
        "an open article is not withheld",
    ),
    (Article, article(text=None), "has a text"),
    (Article, article(license=None), "names its licence"),
    (Article, article(updated_time="10:00"), "needs its date"),
    (Article, article(published=None, published_time="10:00Z"), "needs its date"),
    (Article, article(blocks=VALID["article"]["blocks"][1:]), "do not cover the scrape"),
    (Article, article(blocks=VALID["article"]["blocks"][:-1]), "blocks end at"),
    (Article, article(paragraphs=[SECOND, FIRST]), "out of order"),
    (Article, article(paragraphs=[FIRST | {"hash": "0" * 16}]), "does not have its hash"),
    (Article, _with_layer(FIRST["source_end"] - 1), "ends outside the text"),
    (Quote, quote(article_id="a-000000000000"), "is not an id of"),
    (Quote, quote(spans=[HELD, HELD]), "overlap or are out of order"),
    (Quote, quote(verbatim=[HELD]), "is for mixed quotes"),
    (Quote, quote(kind="mixed", verbatim=[VALID["quote"]["cue"]]), "outside the spans"),
    (Quote, quote(parent=VALID["quote"]["id"]), "not its own parent"),
    (Quote, quote(withheld=True), "carries none of its words"),
    (Quote, quote(surface=None), "has all its surfaces"),
    (Mention, VALID["mention"] | {"article_id": "a-000000000000"}, "is not an id of"),
    (Mention, VALID["mention"] | {"label": "DATE"}, "a date has no entity"),
    (Mention, VALID["mention"] | {"withheld": True}, "carries none of its words"),
    (Entity, VALID["entity"] | {"label": "DATE"}, "a date is no entity"),
    (
        Entity,
        VALID["entity"] | {"aliases": [VALID["entity"]["name"]]},
        "repeat the name or each other",
    ),
    (
        Entity,
        VALID["entity"] | {"former_ids": [VALID["entity"]["id"]]},
        "former ids repeat the id or each other",
    ),
    (
        Entity,
        VALID["entity"] | {"aliases": ["the office", "the office"]},
        "repeat the name or each other",
    ),
    (TokenRow, VALID["token_row"] | {"article_id": "a-000000000000"}, "is not an id of"),
    (TokenRow, VALID["token_row"] | {"cue": []}, "one tag for each word"),
]


@pytest.mark.parametrize(
    ("model", "value", "message"), RULES, ids=[f"{m.__name__}-{t}" for m, _, t in RULES]
)
def test_a_record_refuses_fields_that_contradict_each_other(model, value, message) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        model.model_validate(value)


def test_no_rule_is_untested() -> None:
    source = Path(onrecord.records.__file__).read_text(encoding="utf-8")
    told = re.findall(r"raise ValueError\(\s*f?\"([^\"]*)\"", source)
    assert len(told) == source.count("raise ValueError(")
    for message in set(told):
        # Of a message that holds values, the part between them is what the table names.
        pieces = [piece for piece in re.split(r"\{[^}]*\}", message) if piece.strip()]
        tested = [text for _, _, text in RULES]
        assert any(
            piece.strip() in text or text in message for piece in pieces for text in tested
        ), message


# --- properties -----------------------------------------------------------------------------------


@given(spans())
def test_a_span_is_read_back_as_it_was_written(span: Span) -> None:
    assert Span.model_validate_json(span.model_dump_json()) == span


@given(spans(), st.characters(exclude_categories=["Cs"]))
def test_a_span_notices_another_surface(span: Span, character: str) -> None:
    if span.surface is None or span.surface[0] == character:
        return
    with pytest.raises(ValidationError):
        Span.model_validate(span.model_dump() | {"surface": character + span.surface[1:]})


@given(spans(), st.sampled_from(["start", "end", "source_start", "source_end"]), st.integers(1, 50))
def test_a_span_notices_a_moved_offset(span: Span, name: str, by: int) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate(span.model_dump() | {name: getattr(span, name) + by})


@given(st.text(st.characters()))
def test_a_short_hash_is_sixteen_digits_of_any_text(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", short_hash(text))


@given(st.sampled_from(Role), st.none() | st.sampled_from(Reason), st.none() | st.integers(0, 5))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_block_has_a_reason_exactly_if_it_is_stripped(role, reason, duplicate_of) -> None:
    value = {"start": 0, "end": 1, "role": role, "reason": reason, "duplicate_of": duplicate_of}
    sound = (reason is None) == role.is_content and (duplicate_of is not None) == (
        role is Role.duplicate
    )
    if sound:
        assert Block.model_validate(value).role is role
    else:
        with pytest.raises(ValidationError):
            Block.model_validate(value)


def test_text_roles_are_content_roles() -> None:
    assert TEXT_ROLES < CONTENT_ROLES
    assert [role for role in Role if role.is_text] == [r for r in Role if r in TEXT_ROLES]
    assert len([role for role in Role if role.is_content]) == 11


def test_records_cannot_be_changed() -> None:
    for records in (corpus().articles, corpus().quotes, corpus().mentions, corpus().entities):
        with pytest.raises(ValidationError):
            records[0].id = "other"


def test_withheld_records_carry_no_words() -> None:
    """Whatever is marked as words is null in the withheld article, and nothing else vanished."""
    withheld = next(a for a in corpus().articles if a.withheld)
    for name, field in type(withheld).model_fields.items():
        if (field.json_schema_extra or {}).get("words"):
            assert getattr(withheld, name) is None
    assert withheld.authors and withheld.published and withheld.counts.words


def test_every_field_of_every_config_is_described() -> None:
    for model in CONFIGS.values():
        for name, field in model.model_fields.items():
            assert field.description and field.description.endswith("."), f"{model.__name__}.{name}"
