"""`onrecord annotate`: the batch form, its keys and ids, and that offsets point into the text."""

from typing import Any

import pytest

from onrecord.annotation.result import Annotations, Entity, Mention, Quote
from onrecord.cli import batch
from onrecord.cli.annotate import answer, as_json, tell
from onrecord.errors import ScrapeError
from onrecord.records import Attitude, EntityLabel, MentionForm, QuoteKind
from tests.cli.running import NEWS, lines, objects, onrecord

QUOTE_KEYS = (
    "id spans kind cue verbatim speaker speaker_ids on_behalf_of attitude parent probability"
).split()


def places(found: dict[str, Any]) -> list[tuple[int, int]]:
    """Every range of an answer."""
    ranges = [(m["start"], m["end"]) for m in found["mentions"]]
    for quote in found["quotes"]:
        single = [place for place in (quote["cue"], quote["speaker"]) if place]
        ranges += map(tuple, [*quote["spans"], *quote["verbatim"], *single])
    return ranges


def test_the_form_of_an_answer() -> None:
    found = Annotations(
        quotes=[
            Quote(
                [(0, 9), (12, 20)],
                QuoteKind.direct,
                cue=(9, 12),
                speaker=(21, 25),
                speaker_ids=["e1"],
            ),
            Quote(
                [(2, 5)], QuoteKind.mixed, verbatim=[(3, 4)], attitude=Attitude.thought, parent=0
            ),
        ],
        mentions=[Mention(21, 25, EntityLabel.PERSON, MentionForm.name, "e1")],
        entities=[Entity("e1", "Ada Vole", EntityLabel.PERSON, ["Vole"])],
    )
    assert as_json(found) == {
        "quotes": [
            {
                "id": "q1", "spans": [[0, 9], [12, 20]], "kind": "direct", "cue": [9, 12], "verbatim": [],
                "speaker": [21, 25], "speaker_ids": ["e1"], "on_behalf_of": None, "attitude": "speech",
                "parent": None, "probability": None,
            },
            {
                "id": "q2", "spans": [[2, 5]], "kind": "mixed", "cue": None, "verbatim": [[3, 4]],
                "speaker": None, "speaker_ids": [], "on_behalf_of": None, "attitude": "thought",
                "parent": "q1", "probability": None,
            },
        ],
        "mentions": [{"start": 21, "end": 25, "label": "PERSON", "form": "name", "entity": "e1"}],
        "entities": [{"id": "e1", "name": "Ada Vole", "label": "PERSON", "aliases": ["Vole"]}],
    }  # fmt: skip


def test_quotes_of_a_text_with_their_speakers() -> None:
    found = answer(batch.Page("x", NEWS))
    assert list(found) == ["id", "quotes", "mentions", "entities"]
    assert [list(quote) for quote in found["quotes"]] == [QUOTE_KEYS] * len(found["quotes"])
    said = {
        NEWS[slice(*q["spans"][0])]: NEWS[slice(*q["speaker"])]
        for q in found["quotes"]
        if q["speaker"]
    }
    assert said["“We will build another one next year,”"] == "Vole"
    assert said["“Nobody asked for this one,”"].startswith("Tim Oak")
    ids = {entity["id"] for entity in found["entities"]}
    assert {i for quote in found["quotes"] for i in quote["speaker_ids"]} <= ids
    assert {m["entity"] for m in found["mentions"]} - {None} <= ids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "“" * 30,
        '"',
        "'' '' ‘’ “” «» „“ \"",
        "12 — 34 … 56",
        "<p>“We left,” she <b>said</b>.</p>",
        "\u202e“Left to right,” he said.\u202c «Да», сказала она. 「はい」と彼は言った。",
        "e\u0301 “e\u0301 e\u0301 e\u0301 e\u0301,” said Zoe\u0308 👩‍👩‍👧.",
        "\x00“Nul in the middle\x00 of it all,” she said.\r\nAnd went.",
    ],
)
def test_offsets_stay_inside_any_text(text: str) -> None:
    found = answer(batch.Page("x", text))
    assert all(0 <= start < end <= len(text) for start, end in places(found))


def test_lone_surrogates_count_as_one_character() -> None:
    page = batch.LineTask(
        1, rb'{"id": "x", "text": "A \ud83d. \u201cIt was never here,\u201d she said."}'
    ).page()
    (quote,) = answer(page)["quotes"]
    assert quote["cue"] == [30, 34]


def test_html_is_no_clean_text() -> None:
    page = batch.LineTask(1, lines({"id": "x", "html": "<p>“We left,” she said.</p>"})).page()
    with pytest.raises(ScrapeError, match="clean it first"):
        answer(page)


def test_the_readable_form_gives_each_quote_a_line() -> None:
    page = batch.Page("news.txt", NEWS)
    found = answer(page)
    shown = tell(page, found).splitlines()
    assert shown[0] == "── news.txt"
    assert len(shown) == 2 + len(found["quotes"])
    assert any("Tim Oak" in line and "Nobody asked" in line for line in shown)


def test_what_clean_writes_annotate_reads() -> None:
    page = "Bridge is opened twice\n\nBy Perpetua Nance\n\nMarch 1, 2024\n\n" + NEWS * 4
    cleaned = onrecord("clean", "--jsonl", "-", given=lines({"id": "a", "text": page}))
    done = onrecord("annotate", "--jsonl", "-", given=cleaned.stdout)
    (found,) = objects(done.stdout)
    text = objects(cleaned.stdout)[0]["text"]
    assert done.returncode == 0
    assert "“Nobody asked for this one,”" in [text[slice(*q["spans"][0])] for q in found["quotes"]]


def test_several_processes_write_the_same(tmp_path) -> None:
    given = lines(*({"id": n, "text": NEWS * (n % 4)} for n in range(12)))
    outputs = []
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}.jsonl"
        done = onrecord("annotate", "--jsonl", "-", "--out", out, "--jobs", jobs, given=given)
        assert (done.returncode, done.stdout) == (0, b"")
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]
    assert [found["id"] for found in objects(outputs[0])] == list(range(12))
