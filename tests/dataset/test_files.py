"""Files go to disk beside the old ones; the card names the new ones in one moment."""

from pathlib import Path

from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.files import Built


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
    files.finish(tmp_path)
    assert manifests.read(tmp_path / "manifest.json") == dataset("old").manifest
