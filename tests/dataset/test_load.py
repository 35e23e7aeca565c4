"""What `load_dataset` and `onrecord.load` give: exactly the records, as they lie there now."""

import json
import shutil
from pathlib import Path

import pytest
from datasets import load_dataset

import onrecord
from onrecord.corpus.folder import Folder
from onrecord.dataset import files, source
from onrecord.dataset.build import build, tables
from onrecord.dataset.features import features, record
from onrecord.dataset.make import make
from onrecord.errors import LoadError
from onrecord.records import CONFIGS, Split
from tests.small import PAGES, Page, add, copy_of, corpus_of, python

LOAD_IDS = """
import json, sys, onrecord
from datasets import load_dataset
rows = {
    "load_dataset": load_dataset(sys.argv[1], "quotes", split="train")["text"][:],
    "onrecord": onrecord.load("quotes", split="train", source=sys.argv[1])["text"][:],
}
print(json.dumps(rows))
"""


LEAVE_MIDWAY = """
import sys, onrecord.dataset.load as loading
sleep = loading.time.sleep
loading.time.sleep = lambda seconds: (sleep(seconds), print("waited"))
for _ in range(2):
    rows = loading.load("quotes", split="train", source=sys.argv[1], streaming=bool(sys.argv[2]))
    for row in rows:
        break
"""


@pytest.fixture
def built(small_corpus: Folder) -> Folder:
    make(small_corpus, small_corpus.corpus)
    return small_corpus


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("config", CONFIGS)
def test_the_hub_loader_gives_the_models_features_and_every_record(
    built: Folder, config: str, streaming: bool
) -> None:
    loaded = load_dataset(str(built.corpus), config, streaming=streaming)
    expected = tables(corpus_of(built))[config]
    assert list(loaded) == list(expected)
    for split, dataset in loaded.items():
        assert dataset.features == features(CONFIGS[config])
        assert [record(CONFIGS[config], row) for row in dataset] == expected[split]


def test_articles_are_the_default_config(built: Folder) -> None:
    assert load_dataset(str(built.corpus), split="train").features == features(CONFIGS["articles"])


def test_the_version_and_counts_are_known_before_anything_is_read(built: Folder) -> None:
    from datasets import load_dataset_builder

    info = load_dataset_builder(str(built.corpus), "quotes").info
    assert str(info.version) == "0.0.0"
    assert {name: split.num_examples for name, split in info.splits.items()} == {
        name: len(rows) for name, rows in tables(corpus_of(built))["quotes"].items()
    }


@pytest.mark.parametrize("streaming", [False, True])
def test_load_gives_one_split_or_all(built: Folder, streaming: bool) -> None:
    everything = onrecord.load("quotes", source=built.corpus, streaming=streaming)
    one = onrecord.load("quotes", split="test", source=built.corpus, streaming=streaming)
    assert set(everything) == set(Split)
    assert list(everything["test"]) == list(one)


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("bare", [{Split.test}, set(Split)])
def test_a_split_without_rows_is_empty_and_keeps_none_from_loading(
    small_corpus: Folder, tmp_path: Path, bare: set[Split], streaming: bool
) -> None:
    corpus = corpus_of(small_corpus)
    corpus.quotes = [q for q in corpus.quotes if corpus.split_of[q.article_id] not in bare]
    files.write(build(corpus, {}), tmp_path / "out")
    for place in (tmp_path / "out", f"file://{tmp_path}/out"):
        for withheld in (True, False):
            loaded = onrecord.load("quotes", source=place, withheld=withheld, streaming=streaming)
            assert {split for split, rows in loaded.items() if not list(rows)} == bare
        nothing = onrecord.load("quotes", split="test", source=place, streaming=streaming)
        assert list(nothing) == [] and nothing.features == features(CONFIGS["quotes"])
    if bare != set(Split):
        rows = load_dataset(str(tmp_path / "out"), "quotes", streaming=streaming)
        assert set(rows) == set(Split) - bare
    elif streaming:
        assert list(load_dataset(str(tmp_path / "out"), "quotes", split="train", streaming=True)) == []


@pytest.mark.parametrize("streaming", [False, True])
def test_only_rows_with_words_on_request(small_corpus: Folder, streaming: bool) -> None:
    (small_corpus.seeds / "ferry.txt").unlink()
    make(small_corpus, small_corpus.corpus)

    def texts(withheld: bool) -> list[str | None]:
        dataset = onrecord.load(
            "quotes", source=small_corpus.corpus, withheld=withheld, streaming=streaming
        )
        return [row["text"] for rows in dataset.values() for row in rows]

    assert texts(True).count(None) == 2
    assert texts(False) == [text for text in texts(True) if text is not None]


@pytest.mark.parametrize(("streaming", "waited"), [(True, "waited\n"), (False, "")])
def test_a_program_that_leaves_a_stream_midway_waits_for_its_reader(
    built: Folder, streaming: bool, waited: str
) -> None:
    assert python(LEAVE_MIDWAY, built.corpus, "yes" if streaming else "") == waited


def test_a_rebuild_is_seen_in_this_process_and_in_another(built: Folder) -> None:
    before = json.loads(python(LOAD_IDS, built.corpus))
    here = onrecord.load("quotes", split="train", source=built.corpus)["text"][:]
    assert here == before["onrecord"] == before["load_dataset"]
    page = Page(
        "lamp", "Lamp is lit", "Rufus Oake", "2025-03-03", "Ostrow", [("Ida Wren", "It is lit now")]
    )
    add(built, page)
    make(built, built.corpus)
    new_here = onrecord.load("quotes", source=built.corpus)
    assert "It is lit now," in [t for rows in new_here.values() for t in rows["text"]]
    after = json.loads(python(LOAD_IDS, built.corpus))
    assert after["onrecord"] == after["load_dataset"] == new_here["train"]["text"][:]
    assert load_dataset(str(built.corpus), "quotes", split="train")["text"][:] == after["onrecord"]


def test_two_folders_of_one_name_are_kept_apart(built: Folder, tmp_path: Path) -> None:
    other = Folder(tmp_path / "other")
    for page in PAGES[:3]:
        add(other, page)
    make(other, other.corpus)
    assert built.corpus.name == other.corpus.name
    for folder in (built, other, built):
        ids = {row["id"] for row in load_dataset(str(folder.corpus), "entities", split="train")}
        assert ids == {entity.id for entity in corpus_of(folder).entities}


def test_a_moved_folder_loads(built: Folder, tmp_path: Path) -> None:
    moved = copy_of(built, tmp_path / "moved")
    shutil.rmtree(built.root)
    assert onrecord.load("articles", source=moved.corpus, split="train").num_rows > 0


@pytest.mark.parametrize("name", ["README.md", "manifest.json", "data"])
def test_a_changed_byte_is_refused_by_name(built: Folder, name: str) -> None:
    path = built.corpus / name
    if path.is_dir():
        path = min(path.rglob("quotes/*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(LoadError, match=path.name):
        onrecord.load("quotes", source=built.corpus)


def test_what_is_not_there_is_said(built: Folder, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no config 'speeches'.*articles, quotes"):
        onrecord.load("speeches", source=built.corpus)
    with pytest.raises(LoadError, match="entities has no split 'test'"):
        onrecord.load("entities", split="test", source=built.corpus)
    with pytest.raises(LoadError, match="there is no manifest"):
        onrecord.load("quotes", source=tmp_path)
    with pytest.raises(LoadError, match="holds version 0.0.0, not 1.2.3"):
        onrecord.load("quotes", version="1.2.3", source=built.corpus)


def test_a_build_of_other_records_is_refused(
    built: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CONFIGS, "quotes", CONFIGS["mentions"])
    with pytest.raises(LoadError, match="features of quotes are not those"):
        onrecord.load("quotes", source=built.corpus)


def test_any_address_that_fsspec_opens_is_fetched_once(built: Folder, tmp_path: Path) -> None:
    address = f"file://{built.corpus}"
    here = onrecord.load("quotes", source=built.corpus)
    assert [r.to_list() for r in onrecord.load("quotes", source=address).values()] == [
        r.to_list() for r in here.values()
    ]
    streamed = onrecord.load("quotes", source=address, streaming=True, split="train")
    assert list(streamed) == here["train"].to_list()
    shutil.rmtree(built.corpus)
    again = onrecord.load("quotes", source=address, version="0.0.0")
    assert again["train"].to_list() == here["train"].to_list()
    with pytest.raises(LoadError):
        onrecord.load("quotes", source=address, version="0.0.1")


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("name", ["a*", "a?", "[a]", "a::b"])
def test_a_folder_whose_name_would_be_read_as_a_pattern_is_refused(
    built: Folder, tmp_path: Path, name: str, streaming: bool
) -> None:
    """With `*` rows of other folders came too, with brackets none."""
    strange = shutil.copytree(built.corpus, tmp_path / name / "corpus")
    with pytest.raises(LoadError, match="in the name of a folder for a pattern"):
        onrecord.load("quotes", source=strange, streaming=streaming)


def test_a_cache_may_be_for_several_people(
    built: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    (tmp_path / "usual").mkdir()
    found = source.find(f"file://{built.corpus}")
    assert found.folder.stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert [p.name for p in found.folder.parent.iterdir()] == [found.folder.name]


def test_a_place_that_fails_while_sizes_are_asked_is_told_as_a_load_error(
    built: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(address: str) -> int:
        raise PermissionError("403")

    monkeypatch.setattr(source, "_size", refuse)
    with pytest.raises(LoadError, match="README.md cannot be read: PermissionError: 403"):
        onrecord.load("quotes", source=f"file://{built.corpus}", streaming=True)


def test_a_hub_address_may_name_its_revision(
    built: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `publish` prints it."""
    asked = []

    def snapshot(repository: str, *, repo_type: str, revision: str | None) -> str:
        asked.append((repository, revision))
        return str(built.corpus)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    onrecord.load("quotes", source="hf://datasets/lantern/news@v0.1.0")
    onrecord.load("quotes", source="hf://datasets/lantern/news", version="0.0.0")
    onrecord.load("quotes", source="hf://datasets/lantern/news")
    assert asked == [("lantern/news", "v0.1.0"), ("lantern/news", "v0.0.0"), ("lantern/news", None)]


def test_what_can_be_no_address_of_the_hub_is_said() -> None:
    with pytest.raises(LoadError, match="no address of a dataset on the hub"):
        onrecord.load("quotes", source="hf://datasets/a/b/c")


def test_a_damaged_copy_elsewhere_is_not_taken(
    built: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    path = min((built.corpus / "data").rglob("mentions/*.parquet"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LoadError, match=path.name):
        onrecord.load("quotes", source=f"file://{built.corpus}")
    with pytest.raises(LoadError, match=path.name):
        onrecord.load("quotes", source=f"file://{built.corpus}", streaming=True)
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_what_another_fetched_meanwhile_stays_in_place(
    built: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever fetched it may be reading it."""
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    address = f"file://{built.corpus}"
    read, others = source.read_bytes, []

    def read_while_another_fetches(place: str) -> bytes:
        if not others and not place.endswith("manifest.json"):
            others.append(None)
            others.append(source.find(address).folder.stat().st_ino)
        return read(place)

    monkeypatch.setattr(source, "read_bytes", read_while_another_fetches)
    found = source.find(address)
    assert found.folder.stat().st_ino == others[1]
    path = next(found.folder.rglob("quotes/*.parquet"))
    path.write_bytes(b"damaged")
    assert source.find(address).folder.stat().st_ino != others[1]
    assert path.read_bytes() != b"damaged"
