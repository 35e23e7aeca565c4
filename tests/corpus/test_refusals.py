"""A wrong field name is answered with the right one."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from onrecord.checks.shape import record_findings
from onrecord.corpus import decisions
from onrecord.corpus.annotations import Annotation
from onrecord.corpus.reading import Reading
from onrecord.corpus.refusals import message_of
from onrecord.corpus.seeds import ScrapeProvenance
from onrecord.errors import LedgerError


def refusal(model: type[BaseModel], value: object, field: str) -> str:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(value)
    (error,) = [e for e in raised.value.errors() if e["loc"][-1] == field]
    return message_of(error, model)


@pytest.mark.parametrize(
    ("model", "value", "wrong", "right"),
    [
        (ScrapeProvenance, {"licence": "CC0-1.0"}, "licence", "license"),
        (ScrapeProvenance, {"retrived": "2031-01-02"}, "retrived", "retrieved"),
        (Annotation, {"metadata": {"pubished": None}}, "pubished", "published"),
        (Annotation, {"quotes": [{}, {"spekaer": None}]}, "spekaer", "speaker"),
        (Reading, {"entities": [{"lable": "ORG"}]}, "lable", "label"),
    ],
)
def test_the_nearest_name_is_suggested(
    model: type[BaseModel], value: object, wrong: str, right: str
) -> None:
    assert refusal(model, value, wrong).endswith(f"did you mean {right!r}?")
    messages = [f.message for f in record_findings(model, value, file=None)[1]]
    assert refusal(model, value, wrong) in messages


def test_what_is_like_no_field_gets_no_suggestion() -> None:
    assert refusal(ScrapeProvenance, {"colour": "red"}, "colour") == "there is no such field"


def test_decisions_suggest_too(tmp_path: Path) -> None:
    merge = {
        "decision": "merge",
        "into": "e-0123456789",
        "entities": ["e-0123456780"],
        "date": "2031-01-02",
        "by": {"kind": "person", "name": "A. Reader"},
        "why": "one man",
        "entites": [],
    }
    (tmp_path / "entities.jsonl").write_text(json.dumps(merge))
    with pytest.raises(LedgerError, match="did you mean 'entities'"):
        decisions.read(tmp_path)
    (tmp_path / "entities.jsonl").unlink()
    (tmp_path / "wikidata.toml").write_text(
        'e-0123456789 = { name = "Norway", label = "GPE", itm = "Q20", item = "Q20" }\n'
    )
    with pytest.raises(LedgerError, match="did you mean 'item'"):
        decisions.read(tmp_path)
