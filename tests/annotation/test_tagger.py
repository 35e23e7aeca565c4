"""The shipped tagger: what it finds, what it survives, and what it says of damaged weights."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from onrecord.annotation import decode
from onrecord.annotation import tagger as module
from onrecord.annotation.layers import NAME_TAGS, SPAN_TAGS
from onrecord.annotation.tagger import Tagger
from onrecord.errors import ModelError

MODEL = Path(decode.__file__).parent.parent / "models" / "tagger"

STORY = """Harbour board delays vote on Dunmore ferry

The Tarrin Harbour Board put off a vote on the new Dunmore ferry until March, its chairwoman said \
on Tuesday.

“We will not sign a contract that nobody has read,” Maren Oyelaran told reporters. “That would be \
reckless.”

According to the board's own figures, the ferry would cost twice what was planned.

Pavel Dusek, who runs a bakery near the pier, said he had stopped hoping for an answer.
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


@pytest.fixture(scope="module")
def story(tagger):
    return tagger.tag(STORY)


def test_quotes_of_a_short_story(story):
    found = {
        STORY[span.start : span.end]: quote for quote in decode.quotes(story) for span in quote.spans
    }
    direct = found["“We will not sign a contract that nobody has read,”"]
    assert STORY[direct.speaker.start : direct.speaker.end] == "Maren Oyelaran"
    assert STORY[direct.cue.start : direct.cue.end].startswith("told")
    indirect = found["he had stopped hoping for an answer"]
    assert "Pavel Dusek" in STORY[indirect.speaker.start : indirect.speaker.end]


def test_names_of_a_short_story(story):
    found = {(STORY[name.start : name.end], name.label) for name in decode.names(story)}
    assert {("Maren Oyelaran", "PERSON"), ("Pavel Dusek", "PERSON")} <= found
    assert ("Tarrin Harbour Board", "ORG") in found
    assert ("Tuesday", "DATE") in found


def test_probabilities_are_probabilities(story):
    count = len(story.words)
    for layer, width in (
        (story.content, SPAN_TAGS),
        (story.cue, SPAN_TAGS),
        (story.speaker, SPAN_TAGS),
        (story.names, NAME_TAGS),
    ):
        assert layer.shape == (count, width)
        np.testing.assert_allclose(layer.sum(axis=1), 1, atol=1e-4)
    for links in story.links.values():
        assert links.left + len(links.cue) <= count
        assert links.cue.sum() <= 1 + 1e-4
        assert links.speaker.sum() <= 1 + 1e-4


def test_the_same_text_gives_the_same_bits(tagger, story):
    again = Tagger.load().tag(STORY)
    for layer in ("content", "cue", "speaker", "names"):
        np.testing.assert_array_equal(getattr(again, layer), getattr(story, layer))


def test_what_stands_far_off_changes_nothing(tagger):
    """Windows end at line ends, so a long story is tagged as its parts are."""
    line = "The mayor of Tarrin said on Monday that the road would stay closed until the spring.\n"
    short, long = tagger.tag(line * 40), tagger.tag(line * 80)
    first = 12 * len(tagger.tag(line).words)
    np.testing.assert_array_equal(short.content[:first], long.content[:first])


HOSTILE = {
    "empty": "",
    "blank": " \n\t\n ",
    "no letters": "12 + 34 = 46; " * 2000,
    "only marks": '"' * 300,
    "curly marks": "“ ” " * 300,
    "one endless word": "x" * 2_000_000,
    "one endless rule": "=" * 2_000_000,
    "no line ends": "and the mayor said so " * 300,
    "markup left in": "<p class='a'>“No,” <b>said</b> Ana&nbsp;Okoro</p>" * 20,
    "scripts mixed": "Ана сказала: «Нет». 安娜说：“不。” قالت آنا «لا» 👩‍🚒\u200d\ufeff\x00\ud7ff" * 10,
    "combining": "e\u0301\u0301\u0301 " * 200,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(tagger, name):
    text = HOSTILE[name]
    tags = tagger.tag(text)
    spans = [span for quote in decode.quotes(tags, 0.0) for span in quote.spans]
    for span in [*spans, *decode.names(tags, 0.0)]:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]


def test_ten_thousand_marks(tagger):
    tags = tagger.tag('"' * 10_000)
    assert len(tags.words) == 10_000
    assert decode.quotes(tags) == []


@pytest.fixture
def copy(tmp_path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "tagger"))


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_missing_file(copy, file):
    (copy / file).unlink()
    with pytest.raises(ModelError, match=file):
        Tagger.load(copy)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_truncated_file(copy, file):
    data = (copy / file).read_bytes()
    (copy / file).write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match=file) as raised:
        Tagger.load(copy)
    assert "\n" not in str(raised.value)


def test_another_version(copy):
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"format": 0}))
    with pytest.raises(ModelError, match="of format 0"):
        Tagger.load(copy)


def test_other_kinds_of_names_are_not_told_as_another_format(copy):
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"names": ["PERSON"]}))
    with pytest.raises(ModelError, match="other kinds of names"):
        Tagger.load(copy)


def test_weights_without_hashes(copy):
    config = json.loads((copy / "config.json").read_text())
    del config["sha256"]
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="config.json"):
        Tagger.load(copy)


def test_exact_sums_give_the_same_bits(monkeypatch, story):
    """What processors without VNNI instructions are told to do is what others do anyway."""
    monkeypatch.setattr(module, "sums_overflow", lambda: True)
    again = Tagger.load().tag(STORY)
    for layer in ("content", "cue", "speaker", "names"):
        np.testing.assert_array_equal(getattr(again, layer), getattr(story, layer))


@pytest.fixture
def untried():
    """Forget how this processor sums, before and after."""
    module.sums_overflow.cache_clear()
    yield
    module.sums_overflow.cache_clear()


@pytest.mark.parametrize(("clipped", "overflow"), [(2**15 - 1, True), (2 * 255 * 127, False)])
def test_sums_of_pairs_that_overflow_are_noticed(monkeypatch, untried, clipped, overflow):
    class Session:
        def __init__(self, *_, **__):
            pass

        def run(self, _, given):
            left, right = (side.astype(np.int32) for side in given.values())
            pairs = (left[:, 0::2] @ right[0::2] + left[:, 1::2] @ right[1::2]) // (left.shape[1] // 2)
            return [np.minimum(pairs, clipped) * (left.shape[1] // 2)]

    monkeypatch.setattr(module.onnxruntime, "InferenceSession", Session)
    assert module.sums_overflow() is overflow


@pytest.mark.parametrize("data", [None, b"", b"no product"])
def test_a_missing_or_damaged_product(monkeypatch, untried, tmp_path, data):
    product = tmp_path / "product.onnx"
    if data is not None:
        product.write_bytes(data)
    monkeypatch.setattr(module, "_PRODUCT", product)
    with pytest.raises(ModelError, match="product.onnx") as raised:
        Tagger.load()
    assert "\n" not in str(raised.value)
