"""Published once, whole, verified; never overwritten; picked up where it stopped; no token in any message."""

import datetime
import random
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest

from onrecord.cli import main
from onrecord.corpus.folder import Folder
from onrecord.dataset.make import make
from onrecord.errors import ReleaseError
from onrecord.release import publish as publishing
from onrecord.release.publish import publish
from onrecord.release.release import carry_out, plan
from tests.small import hashes

DAY = datetime.date(2026, 11, 30)


@pytest.fixture
def release(small_corpus: Folder) -> Path:
    return carry_out(plan(small_corpus, day=DAY))


def test_a_folder_gets_the_release_and_is_never_overwritten(release: Path, tmp_path: Path) -> None:
    shop = tmp_path / "www"
    assert publish(release, str(shop)).sent == len(hashes(release))
    assert hashes(shop / "onrecord-0.1.0") == hashes(release)
    assert publish(release, str(shop)).sent == 0
    (shop / "onrecord-0.1.0" / "README.md").write_text("mine")
    with pytest.raises(ReleaseError, match="README.md there is not as it was published"):
        publish(release, str(shop))
    assert (shop / "onrecord-0.1.0" / "README.md").read_text() == "mine"


def test_another_release_of_that_number_is_refused(small_corpus: Folder, tmp_path: Path) -> None:
    first = carry_out(plan(small_corpus, day=DAY), tag=False)
    publish(first, str(tmp_path / "www"))
    shutil.rmtree(small_corpus.corpus / "releases")
    other = carry_out(plan(small_corpus, day=DAY + datetime.timedelta(days=1)))
    before = hashes(tmp_path / "www")
    for to in (str(tmp_path / "www"), f"file://{tmp_path}/www"):
        with pytest.raises(ReleaseError, match="another 0.1.0 lies there"):
            publish(other, to)
    assert hashes(tmp_path / "www") == before


def test_stopped_anywhere_it_is_no_release_and_goes_on(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(4)
    total = len(hashes(release))
    whole = hashes(release)
    for number in range(10):
        shop = tmp_path / f"www{number}"
        left = chance.randrange(total)
        sent = iter(range(total))

        def dying(system, data, target, real=publishing._put, left=left, sent=sent):
            if next(sent) == left:
                # Half of a file, as a process that dies leaves it.
                half = Path(target).with_name(f".{Path(target).name}.part")
                half.parent.mkdir(parents=True, exist_ok=True)
                half.write_bytes(data[: len(data) // 2])
                raise KeyboardInterrupt
            real(system, data, target)

        with monkeypatch.context() as patch:
            patch.setattr(publishing, "_put", dying)
            with pytest.raises(KeyboardInterrupt):
                publish(release, str(shop))
        assert not (shop / "onrecord-0.1.0" / "manifest.json").exists()
        assert publish(release, str(shop)).sent == total - left
        assert hashes(shop / "onrecord-0.1.0") == whole


def test_any_fsspec_address_takes_it(release: Path) -> None:
    published = publish(release, "memory://shelf")
    assert published.place == "memory://shelf/onrecord-0.1.0"
    system = fsspec.filesystem("memory")
    assert (
        system.cat_file("/shelf/onrecord-0.1.0/manifest.json")
        == (release / "manifest.json").read_bytes()
    )


def test_what_is_no_release_is_not_published(
    small_corpus: Folder, release: Path, tmp_path: Path
) -> None:
    make(small_corpus, tmp_path / "built")
    with pytest.raises(ReleaseError, match="built, not released"):
        publish(tmp_path / "built", str(tmp_path / "www"))
    with pytest.raises(ReleaseError, match="no manifest"):
        publish(tmp_path, str(tmp_path / "www"))
    (release / "README.md").write_text("changed")
    with pytest.raises(ReleaseError, match="README.md has other bytes"):
        publish(release, str(tmp_path / "www"))
    assert not (tmp_path / "www").exists()


def test_what_was_hydrated_is_not_published(
    small_corpus: Folder, release: Path, tmp_path: Path
) -> None:
    full = tmp_path / "full"
    assert main(["hydrate", str(release), "--seeds", str(small_corpus.seeds), "--out", str(full)]) == 0
    with pytest.raises(ReleaseError, match="hydrated, not released"):
        publish(full, str(tmp_path / "www"))
    assert not (tmp_path / "www").exists()


def test_a_deposition_is_an_archive_and_its_metadata(release: Path, tmp_path: Path) -> None:
    publish(release, f"zenodo:{tmp_path}/deposit")
    with zipfile.ZipFile(tmp_path / "deposit" / "onrecord-0.1.0.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    assert hashes(tmp_path / "unpacked" / "onrecord-0.1.0") == hashes(release)
    first = hashes(tmp_path / "deposit")
    publish(release, f"zenodo:{tmp_path}/deposit")
    assert hashes(tmp_path / "deposit") == first
    assert (tmp_path / "deposit" / "onrecord-0.1.0.zenodo.json").read_bytes() == (
        release / ".zenodo.json"
    ).read_bytes()


class Hub:
    """A hub repository in memory, with the few calls that publishing makes of the client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.revisions: dict[str, dict[str, bytes]] = {"main": {"data/quotes/old.parquet": b"old"}}
        self.tags: dict[str, dict[str, bytes]] = {}
        self.fails_at = ""

    def create_repo(self, **_: object) -> None:
        self._step("create_repo")

    def list_repo_refs(self, **_: object) -> SimpleNamespace:
        return SimpleNamespace(tags=[SimpleNamespace(name=name) for name in self.tags])

    def list_repo_files(self, **_: object) -> list[str]:
        return list(self.revisions["main"])

    def hf_hub_download(self, *, filename: str, revision: str, **_: object) -> str:
        from huggingface_hub.errors import EntryNotFoundError

        files = self.tags.get(revision) or self.revisions[revision]
        if filename not in files:
            raise EntryNotFoundError("none")
        path = self.folder / filename
        path.write_bytes(files[filename])
        return str(path)

    def create_commit(self, *, operations: list, **_: object) -> None:
        self._step("create_commit")
        files = dict(self.revisions["main"])
        for operation in operations:
            if hasattr(operation, "path_or_fileobj"):
                files[operation.path_in_repo] = Path(operation.path_or_fileobj).read_bytes()
            else:
                del files[operation.path_in_repo]
        self.revisions["main"] = files

    def create_tag(self, *, tag: str, **_: object) -> None:
        self._step("create_tag")
        self.tags[tag] = self.revisions["main"]

    def _step(self, name: str) -> None:
        if self.fails_at == name:
            raise OSError("refused: Bearer hf_secretsecret")


def test_a_hub_repository_becomes_the_release_and_gets_its_tag(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secretsecret")
    hub = Hub(tmp_path)
    for step in ("create_repo", "create_commit", "create_tag"):
        hub.fails_at = step
        with pytest.raises(ReleaseError) as refusal:
            publish(release, "hf://datasets/lantern/news", hub=hub)
        assert "hf_secretsecret" not in str(refusal.value) and "Bearer" in str(refusal.value)
        assert hub.tags == {}
    hub.fails_at = ""
    assert (
        publish(release, "hf://datasets/lantern/news", hub=hub).place
        == "hf://datasets/lantern/news@v0.1.0"
    )
    assert hub.tags["v0.1.0"] == {n: (release / n).read_bytes() for n in hashes(release)}
    assert publish(release, "hf://datasets/lantern/news", hub=hub).sent == 0
    hub.tags["v0.1.0"] = {"manifest.json": b"{}"}
    with pytest.raises(ReleaseError, match="another 0.1.0 lies there"):
        publish(release, "hf://datasets/lantern/news", hub=hub)


def test_a_hub_repository_keeps_no_file_of_the_release_before(
    small_corpus: Folder, tmp_path: Path
) -> None:
    """Else a copy of the new one would not verify; what others put there stays."""
    hub = Hub(tmp_path)
    (small_corpus.root / "LICENSE-DATA").write_text("As you like.", encoding="utf-8")
    old = carry_out(plan(small_corpus, day=DAY))
    publish(old, "hf://datasets/lantern/news", hub=hub)
    hub.revisions["main"]["notes.txt"] = b"from its owner"
    (small_corpus.root / "LICENSE-DATA").unlink()
    new = carry_out(plan(small_corpus))
    assert (old / "LICENSE-DATA").is_file() and not (new / "LICENSE-DATA").exists()
    publish(new, "hf://datasets/lantern/news", hub=hub)
    assert set(hub.tags["v0.1.1"]) == {*hashes(new), "notes.txt"}


def test_the_command_publishes_a_version_by_number(
    small_corpus: Folder, release: Path, tmp_path: Path
) -> None:
    root = ["--root", str(small_corpus.root)]
    assert main(["publish", "0.1.0", "--to", str(tmp_path / "www"), *root]) == 0
    assert main(["verify", str(tmp_path / "www" / "onrecord-0.1.0")]) == 0
    assert main(["publish", "0.2.0", "--to", str(tmp_path / "www"), *root]) == 1
