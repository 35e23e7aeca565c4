"""Each example, run by the command its README gives, offline, on the corpus of this repository."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import onrecord
from onrecord.corpus.folder import Folder
from onrecord.dataset.features import record
from onrecord.dataset.make import make
from onrecord.records import Entity, MentionForm, Quote, Split, Status

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMMANDS = dict(
    re.findall(
        r"^\| `\.venv/bin/python examples/(\w+)\.py ?(.*?)` \|",
        (EXAMPLES / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples and the built corpus, as a newcomer has it after `make build`."""
    house = tmp_path_factory.mktemp("house")
    for name in ("examples", "corpus", "seeds/open"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("data"))
    folder = Folder(house)
    make(folder, folder.corpus)
    return house


@pytest.fixture(scope="session")
def corpus(house: Path) -> Path:
    return house / "corpus"


def need(name: str) -> None:
    """Skip, saying why, where an example's packages are not installed."""
    for node in ast.parse((EXAMPLES / f"{name}.py").read_text()).body:
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            package = module.partition(".")[0]
            if importlib.util.find_spec(package) is None:
                pytest.skip(f"{package} is not installed: `make test-examples` installs it")


def run(name: str, house: Path) -> str:
    """What an example prints, run in the words of the README, with the network out of reach."""
    need(name)
    offline = dict.fromkeys(["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"], NOWHERE)
    done = subprocess.run(
        [sys.executable, f"examples/{name}.py", *COMMANDS[name].split()],
        cwd=house,
        env={**os.environ, **offline, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def example(name: str) -> ModuleType:
    """An example as a module."""
    need(name)
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_names_every_example() -> None:
    assert sorted(COMMANDS) == sorted(path.stem for path in EXAMPLES.glob("*.py"))


# --- fine-tuning ----------------------------------------------------------------------------------


def test_fine_tuning_learns_cues(house: Path) -> None:
    printed = run("finetune_tokens", house)
    f1 = float(re.search(r"test F1 of cue spans: (\d\.\d+)", printed)[1])
    assert 0.5 < f1 < 1


def test_spans_of_tags() -> None:
    spans = example("finetune_tokens").spans
    assert spans([]) == spans(["O", "O"]) == spans(["I", "O"]) == set()
    assert spans(["B", "I", "B", "O", "B"]) == {(0, 2, ""), (2, 3, ""), (4, 5, "")}
    assert spans(["B-ORG", "I-ORG", "B-DATE"]) == {(0, 2, "ORG"), (2, 3, "DATE")}


def test_f1_of_whole_spans() -> None:
    f1 = example("finetune_tokens").span_f1
    true = [["B", "I", "O"], ["O", "B", "O"]]
    assert f1(true, true) == 1
    assert f1(true, [["B", "O", "O"], ["O", "B", "O"]]) == 0.5
    assert f1(true, [["O", "O", "O"], ["O", "B", "O"]]) == pytest.approx(2 / 3)
    assert f1([["O"]], [["O"]]) == 0


def test_the_first_piece_of_a_word_has_its_tag() -> None:
    module = example("finetune_tokens")
    tokenizer = module.AutoTokenizer.from_pretrained(module.get_model_path())
    rows = {"words": [["Quillhaven", "Quillhaven", "slept"]], "cue": [[1, 2, 0]]}
    coded = module.encode(rows, "cue", tokenizer)
    pieces = tokenizer.convert_ids_to_tokens(coded["input_ids"][0])
    tagged = [(p, tag) for p, tag in zip(pieces, coded["labels"][0]) if tag != module.NO_TAG]
    first = tokenizer.tokenize("Quillhaven")[0]
    assert len(pieces) > 5
    assert tagged == [(first, 1), (first, 2), ("slept", 0)]


# --- packing --------------------------------------------------------------------------------------


def test_packing_goes_on_with_the_same_blocks(house: Path) -> None:
    printed = run("pack_articles", house)
    count = int(re.search(r"(\d+) blocks of 512 tokens", printed)[1])
    assert count > 20
    assert f"stopped after {count // 2} blocks and went on: the same blocks" in printed


def test_blocks_are_the_texts_end_to_end_wherever_one_stops(corpus: Path) -> None:
    module = example("pack_articles")
    length = 1000
    tokenizer = module.gpt2()
    blocks = [block.tolist() for block in module.blocks_of(corpus, length)]
    rows = onrecord.load("articles", split="train", source=corpus, withheld=False)
    whole = module.END.join([*rows["text"], ""])
    read = tokenizer.decode(
        [token for block in blocks for token in block], skip_special_tokens=False
    )
    assert {len(block) for block in blocks} == {length}
    # A block may end within a character of several bytes.
    assert whole.startswith(read.rstrip("�"))
    assert len(tokenizer.encode(whole[len(read) :]).ids) < length + 2
    for stop in range(len(blocks) + 1):
        before = module.blocks_of(corpus, length)
        start = [block.tolist() for block in module.islice(before, stop)]
        after = module.blocks_of(corpus, length)
        after.load_state_dict(before.state_dict())
        assert start + [block.tolist() for block in after] == blocks


# --- scoring --------------------------------------------------------------------------------------


def test_scoring_tells_a_system_from_a_baseline(house: Path) -> None:
    printed = run("score_quotes", house)
    rows = re.findall(
        r"^(.*?) +exact F1 (\S+) +overlap F1 (\S+) +speaker right (\S+)$", printed, re.M
    )
    scores = {name: [float(value) for value in values] for name, *values in rows}
    assert set(scores) == {"quotation marks", "onrecord"}
    marks, ours = scores["quotation marks"], scores["onrecord"]
    assert 0 < marks[0] <= marks[1] < ours[0] <= ours[1] <= 1
    assert marks[2] == 0 < ours[2] <= 1


def test_the_score_by_hand() -> None:
    module = example("score_quotes")
    true = [
        module.Quote((0, 10), (12, 15)),
        module.Quote((20, 30), (32, 35)),
        module.Quote((40, 50)),
    ]
    said = [
        module.Quote((0, 10), (14, 16)),
        module.Quote((22, 30), (36, 38)),
        module.Quote((60, 70)),
    ]
    assert module.score([(true, said)]) == {
        "exact F1": pytest.approx(2 / 6),
        "overlap F1": pytest.approx(4 / 6),
        "speaker right": 0.5,
    }
    perfect = module.score([(true, true)])
    assert set(perfect.values()) == {1.0}


def test_gold_is_every_outermost_quote_of_what_was_reviewed(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = example("score_quotes")
    rows = onrecord.load("quotes", split="test", source=corpus, withheld=False)
    quotes = [record(Quote, row) for row in rows]
    gold = {article.id: truth for article, truth in module.gold(corpus)}
    outermost = [span for quote in quotes if quote.parent is None for span in quote.spans]
    assert sum(map(len, gold.values())) == len(outermost) < sum(len(q.spans) for q in quotes)

    def unread(kind: type, row: dict) -> object:
        one = record(kind, row)
        return one.model_copy(update={"status": Status.machine}) if one.id == quotes[0].id else one

    monkeypatch.setattr(module, "record", unread)
    left = {article.id for article, _ in module.gold(corpus)}
    assert left == set(gold) - {quotes[0].article_id}


# --- tables ---------------------------------------------------------------------------------------


def test_three_engines_give_the_counts_of_the_records(house: Path, corpus: Path) -> None:
    printed = run("query_tables", house)
    answers = re.findall(r"^(\w+)\n((?:  .*\n)+)", printed, re.M)
    assert [engine for engine, _ in answers] == ["duckdb", "polars", "pandas"]
    assert len({answer for _, answer in answers}) == 1
    rows = onrecord.load("entities", split="train", source=corpus)
    entities = [record(Entity, row) for row in rows]
    most = sorted(entities, key=lambda entity: (-entity.counts.quotes, entity.name))[:5]
    told = re.findall(r"^  (.*): (\d+) quotes, (\d+) of them direct$", answers[0][1], re.M)
    assert [(name, int(count)) for name, count, _ in told] == [
        (e.name, e.counts.quotes) for e in most
    ]
    direct = [
        row["speaker_ids"]
        for rows in onrecord.load("quotes", source=corpus).values()
        for row in rows
        if rows.features["kind"].int2str(row["kind"]) == "direct"
    ]
    assert [int(count) for _, _, count in told] == [
        sum(e.id in ids for ids in direct) for e in most
    ]


# --- spaCy ----------------------------------------------------------------------------------------


def test_spacy_documents_hold_the_records(house: Path, corpus: Path) -> None:
    run("to_spacy", house)
    import spacy
    from spacy.tokens import DocBin

    words = spacy.blank("en")
    for split in Split:
        path = house / "spacy" / f"{split}.spacy"
        docs = {doc.user_data["id"]: doc for doc in DocBin().from_disk(path).get_docs(words.vocab)}
        rows = onrecord.load("articles", split=split, source=corpus, withheld=False)
        assert {name: doc.text for name, doc in docs.items()} == dict(zip(rows["id"], rows["text"]))
        rows = onrecord.load("quotes", split=split, source=corpus, withheld=False)
        for quote in (record(Quote, row) for row in rows):
            doc = docs[quote.article_id]
            spans = [span for span in doc.spans["quotes"] if span.id_ == quote.id]
            assert {span.label_ for span in spans} == {quote.kind}
            for span, ours in zip(spans, quote.spans, strict=True):
                assert ours.surface in span.text
            speakers = [span for span in doc.spans["speakers"] if span.id_ == quote.id]
            assert len(speakers) == (quote.speaker is not None)
            if quote.speaker and quote.speaker_ids:
                assert speakers[0].kb_id_ == quote.speaker_ids[0]


def test_spacy_entities_are_the_names(house: Path, corpus: Path) -> None:
    module = example("to_spacy")
    docs = list(module.documents(module.spacy.blank("en"), "test", str(corpus)))
    rows = onrecord.load("mentions", split="test", source=corpus, withheld=False)
    names = [m for row in rows if (m := record(module.Mention, row)).form is MentionForm.name]
    found = {(ent.text, ent.label_, ent.kb_id_) for doc in docs for ent in doc.ents}
    told = {(m.span.surface, m.label, m.entity_id or "") for m in names}
    # Few names end within a token of spaCy.
    assert len(found & told) > 0.95 * len(told)
