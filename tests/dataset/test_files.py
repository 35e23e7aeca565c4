"""Files go to disk beside the old ones; the card names the new ones in one moment."""

from pathlib import Path
from threading import Thread

import pytest

from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.files import Built
from onrecord.errors import BuildError


def dataset(word: str) -> Built:
    contents = {
        "README.md": f"card of {word}".encode(),
        f"data/quotes/train-{word}.parquet": word.encode(),
    }
    manifest = manifests.manifest(
        dataset_version="0.0.0", content_hash="0" * 64, files=contents, counts={}, inputs={}
    )
    return Built(contents, manifest)


def listed(folder: Path) -> set[str]:
    return {
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


def test_old_data_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "a.json").write_text("{}")
    files.write(dataset("old"), tmp_path)
    files.write(dataset("new"), tmp_path)
    assert listed(tmp_path) == {
        "README.md", "manifest.json", "data/quotes/train-new.parquet", "annotations/a.json",
    }  # fmt: skip


def test_what_a_killed_write_left_is_cleared(tmp_path: Path) -> None:
    files.write(dataset("old"), tmp_path)
    (tmp_path / ".README.md.99.part").write_text("half")
    (tmp_path / "data" / "quotes" / ".train.99.part").write_text("half")
    files.write(dataset("new"), tmp_path)
    assert not [name for name in listed(tmp_path) if name.endswith(".part")]


def test_a_write_killed_before_its_last_renaming_is_finished(tmp_path: Path) -> None:
    files.write(dataset("old"), tmp_path)
    new = dataset("new")
    for name, data in new.files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".manifest.json.next").write_bytes(manifests.dumps(new.manifest))
    files.finish(tmp_path)
    assert manifests.read(tmp_path / "manifest.json") == new.manifest
    assert not (tmp_path / ".manifest.json.next").exists()


def test_a_write_killed_before_the_card_is_not_finished(tmp_path: Path) -> None:
    files.write(dataset("old"), tmp_path)
    (tmp_path / ".manifest.json.next").write_bytes(manifests.dumps(dataset("new").manifest))
    (tmp_path / "data" / ".lock").unlink()
    files.finish(tmp_path)
    assert manifests.read(tmp_path / "manifest.json") == dataset("old").manifest
    assert not (tmp_path / "data" / ".lock").exists(), "one who only reads wrote"


def test_a_reader_that_comes_between_the_last_renamings_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(dataset("old"), tmp_path)
    put, readers = files.write_whole, []

    def put_while_one_reads(path: Path, data: bytes) -> None:
        put(path, data)
        if path.name == files.CARD:
            readers.append(Thread(target=files.finish, args=(tmp_path,)))
            readers[0].start()
            readers[0].join(0.2)

    monkeypatch.setattr(files, "write_whole", put_while_one_reads)
    files.write(dataset("new"), tmp_path)
    readers[0].join()
    assert manifests.read(tmp_path / "manifest.json") == dataset("new").manifest
    assert listed(tmp_path) == {"README.md", "manifest.json", "data/quotes/train-new.parquet"}


@pytest.mark.parametrize("name", ["README.md", "data/mine.csv", "data"])
def test_what_no_build_has_put_there_is_not_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(BuildError, match="would be lost"):
        files.write(dataset("new"), tmp_path)
    assert (tmp_path / name).read_text() == "mine"
    assert listed(tmp_path) == {name}


def test_a_first_write_that_was_killed_is_written_again(tmp_path: Path) -> None:
    (tmp_path / "data" / "quotes").mkdir(parents=True)
    (tmp_path / "data" / ".lock").touch()
    (tmp_path / "data" / "quotes" / "train-old.parquet").write_text("old")
    (tmp_path / "README.md").write_text("card of old")
    files.write(dataset("new"), tmp_path)
    assert listed(tmp_path) == {"README.md", "manifest.json", "data/quotes/train-new.parquet"}


def test_a_manifest_of_something_else_gives_no_leave_to_clear(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("manifest.json", "data/mine.csv"):
        (tmp_path / name).write_text('{"name": "a web page"}')
    with pytest.raises(BuildError, match="manifest.json there is of no dataset and would be lost"):
        files.write(dataset("new"), tmp_path)
    assert listed(tmp_path) == {"manifest.json", "data/mine.csv"}
    (tmp_path / "data" / "mine.csv").unlink()
    with pytest.raises(BuildError, match="would be lost"):
        files.check_free(tmp_path)


def test_a_release_is_never_built_over(tmp_path: Path) -> None:
    released = dataset("old")
    manifest = released.manifest | {
        "release": {"date": "2026-11-30", "previous": None, "license": None}
    }
    files.write(Built(released.files, manifests.sealed(manifest)), tmp_path)
    with pytest.raises(BuildError, match="release 0.0.0 lies there, and a version is never changed"):
        files.write(dataset("new"), tmp_path)
    assert "data/quotes/train-old.parquet" in listed(tmp_path)


def test_a_build_whose_manifest_was_damaged_is_built_again(tmp_path: Path) -> None:
    files.write(dataset("old"), tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    files.write(dataset("new"), tmp_path)
    assert manifests.read(tmp_path / "manifest.json") == dataset("new").manifest
