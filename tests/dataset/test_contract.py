"""`schema/` is what the models make it, and JSON Schema and the models agree on its examples."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pyarrow as pa
import pytest
from datasets import Features
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from onrecord.dataset.contract import REASONS, RECORDS, ROLES, files, json_schema
from onrecord.dataset.examples import record_examples
from onrecord.dataset.features import features, schema
from onrecord.dataset.tokens import token_rows
from onrecord.records import CONFIGS, Reason, Role
from tests.strategies import corpora

SCHEMA = Path(__file__).parent.parent.parent / "schema"
EXAMPLES = record_examples()


def validator(record: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json.loads((SCHEMA / f"{record}.schema.json").read_text(encoding="utf-8")),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


def test_the_folder_is_what_the_models_make_it() -> None:
    made = files()
    found = {
        path.relative_to(SCHEMA).as_posix(): path.read_text(encoding="utf-8")
        for path in SCHEMA.rglob("*")
        if path.is_file()
    }
    drifted = {name for name in made.keys() | found.keys() if made.get(name) != found.get(name)}
    assert not drifted, "run scripts/generate_schema.py"


def test_what_is_made_does_not_depend_on_the_run() -> None:
    assert files() == files()


@pytest.mark.parametrize("record", RECORDS)
def test_schemas_are_sound(record: str) -> None:
    shape = json_schema(record)
    jsonschema.Draft202012Validator.check_schema(shape)
    assert shape["additionalProperties"] is False


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.record}/{e.name}")
def test_examples_are_judged_alike_by_schema_and_model(example) -> None:
    value = json.loads(
        (SCHEMA / "examples" / example.record / f"{example.name}.json").read_text("utf-8")
    )
    assert validator(example.record).is_valid(value) == (example.caught_by != "schema")
    if example.caught_by is None:
        RECORDS[example.record].model_validate(value)
    else:
        with pytest.raises(ValidationError):
            RECORDS[example.record].model_validate(value)


def test_every_record_has_valid_and_invalid_examples() -> None:
    for record in RECORDS:
        kinds = {example.caught_by for example in EXAMPLES if example.record == record}
        assert None in kinds and "schema" in kinds and "rule" in kinds


@given(corpora())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_record_is_valid_by_its_json_schema(corpus) -> None:
    rows = {
        "article": corpus.articles,
        "quote": corpus.quotes,
        "mention": corpus.mentions,
        "entity": corpus.entities,
        "token_row": token_rows(corpus.articles, corpus.quotes, corpus.mentions),
    }
    for name, records in rows.items():
        for record in records:
            validator(name).validate(record.model_dump(mode="json"))


def test_every_role_and_reason_is_explained() -> None:
    assert list(ROLES) == list(Role)
    assert list(REASONS) == list(Reason)


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_every_record_is_described(record: str) -> None:
    shape = json_schema(record)
    # A reading's form is described at length in docs/annotation-guidelines.md.
    if record == "reading":
        return
    for part in (shape, *shape.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), f"{part['title']}.{name}"


@pytest.mark.parametrize("config", CONFIGS)
def test_features_and_arrow_schema_are_those_of_the_files(config: str) -> None:
    written = Features.from_dict(
        json.loads((SCHEMA / "features" / f"{config}.json").read_text("utf-8"))
    )
    assert written == features(CONFIGS[config])
    lines = (SCHEMA / "arrow" / f"{config}.txt").read_text("utf-8").splitlines()
    fields: list[pa.Field] = list(schema(CONFIGS[config]))
    assert lines == [f"{field.name}: {field.type}" for field in fields]


def test_the_dictionary_lists_every_field_of_every_config() -> None:
    dictionary = (SCHEMA / "DICTIONARY.md").read_text("utf-8")
    for model in CONFIGS.values():
        for name, field in model.model_fields.items():
            marks = field.json_schema_extra or {}
            mark = ("†" if marks.get("words") else "") + ("‡" if marks.get("derived") else "")
            assert f"| `{name}`{mark} |" in dictionary


def test_the_script_removes_nothing_where_there_is_no_contract(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    script = SCHEMA.parent / "scripts" / "generate_schema.py"
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "holds other files" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
