"""A release is made whole or not at all, only from what is frozen, and the same bytes each time."""

import datetime
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fsspec import url_to_fs

import onrecord
from onrecord.cli import main
from onrecord.corpus import ledger
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.decisions import Merge, append
from onrecord.corpus.folder import Folder
from onrecord.corpus.freeze import freeze
from onrecord.dataset import manifest as manifests
from onrecord.dataset.make import make as make_dataset
from onrecord.errors import LoadError, ReleaseError
from onrecord.records import Split
from onrecord.release import git
from onrecord.release.difference import Kind
from onrecord.release.publish import publish
from onrecord.release.release import (
    carry_out,
    manifest_path,
    plan,
    records_path,
    released,
    with_entry,
)
from onrecord.release.verify import verify
from onrecord.release.version import Level, Version
from tests.small import LAMP, RESERVED, add, copy_of, drop, edit_annotation, hashes

DAY = datetime.date(2026, 11, 30)
CHANGELOG = "# Changelog\n\nThe rule.\n\n## Unreleased\n\n- Lamps.\n"


def frozen_again(folder: Folder) -> None:
    freeze(folder, machine_provenance(onrecord.__version__))


def first_quote(folder: Folder) -> tuple[str, str]:
    """Id of an open article that has a quote, and that quote's id."""
    identifier = next(
        p.stem for p in folder.annotation_paths() if "eels" in p.read_text(encoding="utf-8")
    )
    return identifier, f"{identifier}.q001"


def commit(folder: Folder, message: str = "as it is") -> None:
    git.run(folder.root, "add", "-A")
    git.run(folder.root, "commit", "--quiet", "-m", message)


@pytest.fixture
def house(small_corpus: Folder) -> Folder:
    (small_corpus.root / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return small_corpus


@pytest.fixture
def repository(house: Folder) -> Folder:
    subprocess.run(["git", "init", "--quiet", str(house.root)], check=True)
    git.run(house.root, "config", "user.name", "A Test")
    git.run(house.root, "config", "user.email", "test@example.org")
    (house.root / ".gitignore").write_text("/seeds/*\n!/seeds/*.toml\n!/seeds/open/\n/dist/\n")
    commit(house)
    return house


def test_a_dry_run_shows_everything_and_writes_nothing(
    house: Folder, capsys: pytest.CaptureFixture
) -> None:
    before = hashes(house.root)
    assert main(["release", "--dry-run", "--root", str(house.root)]) == 0
    said = capsys.readouterr().out
    assert "version 0.1.0, the first" in said
    assert "6 articles" in said and "corpus/releases/0.1.0.json" in said
    assert hashes(house.root) == before


def test_the_release_is_a_dataset_that_verifies_and_loads(house: Folder) -> None:
    planned = plan(house, day=DAY)
    out = carry_out(planned)
    proof = verify(out, planned.made.manifest_hash)
    assert (proof.version, proof.problems) == ("0.1.0", [])
    assert (
        manifest_path(house, Version(0, 1, 0)).read_bytes() == (out / "manifest.json").read_bytes()
    )
    articles = onrecord.load("articles", version="0.1.0", source=house.root / "dist")
    withheld = [row["id"] for split in articles.values() for row in split if row["withheld"]]
    assert len(withheld) == 1
    assert all(row["text"] for split in articles.values() for row in split if not row["withheld"])
    from datasets import load_dataset_builder

    assert str(load_dataset_builder(str(out), "quotes").info.version) == "0.1.0"


def test_the_same_release_with_and_without_the_reserved_scrape(
    house: Folder, tmp_path: Path
) -> None:
    other = copy_of(house, tmp_path / "elsewhere")
    (other.seeds / "ferry.txt").unlink()
    assert hashes(carry_out(plan(house, day=DAY))) == hashes(carry_out(plan(other, day=DAY)))
    for path in ("CITATION.cff", "CHANGELOG.md", "corpus/releases/0.1.0.records.tsv"):
        assert (house.root / path).read_bytes() == (other.root / path).read_bytes()


MAKE = "import sys; from onrecord.cli import main; sys.exit(main(sys.argv[1:]))"


def test_the_same_bytes_in_any_locale_zone_seed_and_folder_order(
    house: Folder, tmp_path: Path
) -> None:
    """The long form of this, 20 builds in random orders, is scripts/bench_release.py."""
    found = []
    settings = [
        ("0", "C", "UTC"),
        ("1", "C.UTF-8", "Pacific/Chatham"),
        ("77", "POSIX", "America/Caracas"),
    ]
    for number, (seed, locale, zone) in enumerate(settings):
        folder = Folder(tmp_path / f"copy{number}")
        names = [p for p in house.root.rglob("*") if p.is_file()]
        random.Random(number).shuffle(names)
        for path in names:
            target = folder.root / path.relative_to(house.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone}
        arguments = ["release", "--root", str(folder.root), "--date", "2026-11-30", "--json"]
        done = subprocess.run(
            [sys.executable, "-c", MAKE, *arguments], env=env, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        found.append(hashes(folder.root / "dist"))
    assert found[0] == found[1] == found[2]


# --- what is refused ------------------------------------------------------------------------------


def test_a_scrape_that_is_not_frozen_is_refused(house: Folder) -> None:
    add(house, LAMP, annotated=False)
    with pytest.raises(ReleaseError, match="not frozen: seeds/open/lamp.txt.*onrecord freeze"):
        plan(house)


def test_an_annotation_that_lacks_a_layer_is_refused(house: Folder) -> None:
    identifier, _ = first_quote(house)
    edit_annotation(house, identifier, lambda value: value["layers"].remove("quotes"))
    with pytest.raises(ReleaseError, match=f"not frozen: {identifier}"):
        plan(house)


def test_ids_that_are_not_allotted_are_refused(house: Folder) -> None:
    add(house, LAMP)
    with pytest.raises(ReleaseError, match="not allotted yet"):
        plan(house)


def test_an_unreadable_annotation_is_refused(house: Folder) -> None:
    path = house.annotation_paths()[0]
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ReleaseError, match=path.name):
        plan(house)


def test_words_of_a_reserved_article_are_refused_wherever_they_stand(house: Folder) -> None:
    stolen = " ".join(RESERVED.said[0][1].split()[:5])
    (house.root / "DATASHEET.md").write_text(f"As one said: {stolen.upper()}!\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match="DATASHEET.md: text holds words of a-"):
        plan(house)
    (house.root / "DATASHEET.md").write_text(
        f"As one said: {' '.join(stolen.split()[:4])}!\n", encoding="utf-8"
    )
    plan(house)


def test_inputs_that_git_does_not_know_are_refused(repository: Folder) -> None:
    path = repository.annotation_paths()[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=f"not committed: corpus/annotations/{path.name}"):
        carry_out(plan(repository, day=DAY))
    assert released(repository) == []
    assert not (repository.root / "dist").exists()


def test_inputs_that_git_was_told_to_pass_over_are_refused(repository: Folder) -> None:
    """As by a user's own settings: the tag would lack them, and nothing could be made from it again."""
    path = add(repository, LAMP)
    frozen_again(repository)
    (repository.root / ".git" / "info" / "exclude").write_text(f"{path}.json\n.DS_Store\n")
    (repository.seeds / "open" / ".DS_Store").write_text("x")
    commit(repository)
    with pytest.raises(ReleaseError, match=f"ignored by git: corpus/annotations/{path}.json"):
        carry_out(plan(repository, day=DAY))
    git.run(repository.root, "add", "--force", f"corpus/annotations/{path}.json")
    commit(repository)
    carry_out(plan(repository, day=DAY))


@pytest.mark.parametrize("name", ["LICENSE-DATA", "CHANGELOG.md"])
def test_a_text_that_is_not_utf_8_is_named(house: Folder, name: str) -> None:
    (house.root / name).write_bytes("© the Lantern\n".encode("latin-1"))
    with pytest.raises(ReleaseError, match="is not UTF-8") as refusal:
        plan(house)
    assert refusal.value.file == str(house.root / name)


def test_names_outside_ascii_are_told_as_they_are(repository: Folder) -> None:
    (repository.seeds / "öl und\twasser.txt").write_text("x", encoding="utf-8")
    assert git.changed(repository.root, "seeds", "corpus") == []
    name = "seeds/open/öl und\twasser.txt"
    (repository.root / name).write_text("x", encoding="utf-8")
    assert git.changed(repository.root, "seeds", "corpus") == [name]


def test_a_day_that_is_none_is_said(house: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ReleaseError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        plan(house)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert plan(house).made.manifest["release"]["date"] == "1970-01-01"


# --- the next version -----------------------------------------------------------------------------


@pytest.fixture
def after(house: Folder) -> Folder:
    carry_out(plan(house, day=DAY))
    return house


def refused(folder: Folder, number: str, level: str) -> None:
    with pytest.raises(ReleaseError, match=f"{number} promises less.*{level}"):
        plan(folder, number)


def test_nothing_changed_is_a_patch(after: Folder) -> None:
    planned = plan(after)
    assert (str(planned.version), planned.level, planned.summary.counts) == (
        "0.1.1",
        Level.PATCH,
        {},
    )
    with pytest.raises(ReleaseError, match="0.1.0 was released before"):
        plan(after, "0.1.0")


def test_another_version_of_the_machine_changes_nothing_that_is_frozen(
    house: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(house)
    frozen_again(house)
    carry_out(plan(house, day=DAY))
    monkeypatch.setattr(onrecord, "__version__", "99.0")
    assert plan(house).level is Level.PATCH


def test_a_new_article_is_an_addition(after: Folder) -> None:
    added = add(after, LAMP)
    frozen_again(after)
    planned = plan(after)
    assert (str(planned.version), planned.level) == ("0.2.0", Level.MINOR)
    assert planned.summary.ids["articles", Kind.added] == [added]
    assert planned.summary.count(Kind.removed) == planned.summary.count(Kind.moved) == 0
    refused(after, "0.1.1", "MINOR")
    assert str(plan(after, "1.0.0").version) == "1.0.0"


def test_an_edited_field_is_major_and_named(after: Folder) -> None:
    identifier, quote = first_quote(after)
    edit_annotation(after, identifier, lambda value: value["quotes"][0].update(attitude="thought"))
    planned = plan(after)
    assert (str(planned.version), planned.level) == ("0.2.0", Level.MAJOR)
    assert planned.summary.ids["quotes", Kind.edited] == [quote]
    assert planned.summary.fields["quotes"] == {"attitude": 1}
    refused(after, "0.1.7", "MAJOR")


def test_a_removed_record_needs_a_reason_and_leaves_a_tombstone(after: Folder) -> None:
    identifier, quote = first_quote(after)
    edit_annotation(after, identifier, lambda value: value["quotes"].pop(0))
    with pytest.raises(ReleaseError, match=f"removed, {quote} first.*--reason"):
        plan(after)
    planned = plan(after, reason="it was no quote", day=DAY)
    assert planned.level is Level.MAJOR
    out = carry_out(planned)
    stones = [json.loads(line) for line in (out / "tombstones.jsonl").read_text().splitlines()]
    assert stones == [
        {"id": quote, "config": "quotes", "version": "0.2.0", "reason": "it was no quote"}
    ]
    assert (after.ledger / "tombstones.jsonl").read_bytes() == (
        out / "tombstones.jsonl"
    ).read_bytes()
    assert str(plan(after).version) == "0.2.1"


def test_a_reason_may_hold_what_ends_lines_elsewhere(after: Folder) -> None:
    reason = "one\u2028two\x85three"
    identifier, quote = first_quote(after)
    edit_annotation(after, identifier, lambda value: value["quotes"].pop(0))
    carry_out(plan(after, reason=reason, day=DAY))
    planned = plan(after, day=DAY)
    (line,) = planned.made.files["tombstones.jsonl"].decode().rstrip("\n").split("\n")
    assert (json.loads(line)["id"], json.loads(line)["reason"]) == (quote, reason)


def test_a_stray_file_among_the_releases_is_named(after: Folder) -> None:
    path = after.corpus / "releases" / "notes.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ReleaseError, match="notes.json: is not named after a version"):
        plan(after)


def test_a_damaged_tombstone_is_named_with_its_line(after: Folder) -> None:
    path = after.ledger / "tombstones.jsonl"
    path.write_text('{"id": "e-0123456789"}\n{"id"\n', encoding="utf-8")
    with pytest.raises(ReleaseError, match="tombstones.jsonl:2: is no tombstone"):
        plan(after)


def test_a_merged_entity_is_told_as_such_and_its_tombstone_leads_on(after: Folder) -> None:
    keep, gone = sorted(
        e.id for e in ledger.read(after.ledger).entities.values() if e.name == "Ida Wren"
    )
    reader = {"kind": "person", "name": "Ida Stern"}
    merge = Merge(
        decision="merge", into=keep, entities=[gone], date=DAY, by=reader, why="one baker"
    )
    append(merge, after.decisions)
    with pytest.raises(ReleaseError, match="not allotted yet.*onrecord freeze"):
        plan(after)
    frozen_again(after)
    planned = plan(after, day=DAY)
    assert planned.level is Level.MAJOR
    assert planned.summary.ids["entities", Kind.merged] == [gone]
    assert planned.summary.ids["entities", Kind.extended] == [keep]
    assert planned.summary.fields == {"mentions": {"entity_id": 1}, "quotes": {"speaker_ids": 1}}
    out = carry_out(planned)
    stones = [json.loads(line) for line in (out / "tombstones.jsonl").read_text().splitlines()]
    told = {"id": gone, "config": "entities", "version": "0.2.0", "reason": "one baker"}
    assert stones == [told | {"redirect": keep}]
    assert planned.made.manifest["inputs"]["decisions"].keys() == {"entities.jsonl"}


def test_a_moved_story_is_major(after: Folder) -> None:
    allotted = ledger.read(after.ledger)
    moved = next(a for a in allotted.articles.values() if a.split is Split.train)
    allotted.articles[moved.id] = moved.model_copy(update={"split": Split.test})
    ledger.write(allotted, after.ledger)
    planned = plan(after)
    assert planned.level is Level.MAJOR
    assert planned.summary.ids["articles", Kind.moved] == [moved.id]


def test_the_changelog_keeps_its_notes_and_tells_counts_and_ids(after: Folder) -> None:
    text = (after.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"## Unreleased\n\n## 0\.1\.0, 2026-11-30\n\nData: 6 articles", text)
    assert text.index("- Lamps.") > text.index("## 0.1.0,")
    identifier, quote = first_quote(after)
    edit_annotation(after, identifier, lambda value: value["quotes"][0].update(attitude="thought"))
    planned = plan(after)
    entry = planned.kept["CHANGELOG.md"].decode()
    assert f"- data: quotes: 1 edited (attitude 1): {quote}" in entry
    again = with_entry(
        entry, planned.version, planned.made.manifest, planned.summary, planned.level
    )
    assert again == entry


# --- git ------------------------------------------------------------------------------------------


def test_a_release_is_committed_and_tagged_and_comes_out_of_its_tag_again(
    repository: Folder,
) -> None:
    from onrecord.release.reproduce import reproduce

    planned = plan(repository, day=DAY)
    carry_out(planned)
    assert git.has_tag(repository.root, "v0.1.0")
    assert git.changed(repository.root, ".") == []
    assert planned.made.manifest_hash in git.run(repository.root, "tag", "-n9", "v0.1.0").decode()
    found = reproduce(repository, Version(0, 1, 0))
    assert found.same and found.inputs == []
    identifier, _ = first_quote(repository)
    edit_annotation(
        repository, identifier, lambda value: value["quotes"][0].update(attitude="thought")
    )
    commit(repository, "edit")
    assert reproduce(repository, Version(0, 1, 0)).same
    carry_out(plan(repository, day=DAY))
    assert [str(v) for v in released(repository)] == ["0.1.0", "0.2.0"]
    shutil.copy(
        manifest_path(repository, Version(0, 1, 0)), manifest_path(repository, Version(0, 2, 0))
    )
    found = reproduce(repository, Version(0, 2, 0))
    assert any(line.startswith("data/quotes/") for line in found.differing)
    assert any(line.startswith(f"inputs.annotations.{identifier}: was ") for line in found.inputs)


@pytest.mark.parametrize("absent", [False, True])
def test_a_repository_that_git_refuses_is_not_taken_for_none(
    repository: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, absent: bool
) -> None:
    """Else a release has no tag, and what lies in the folder is made again in the tag's place."""
    from onrecord.release.reproduce import reproduce

    planned = plan(repository, day=DAY)
    if absent:
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for _ in range(2):
        with pytest.raises(ReleaseError, match="cannot use the repository"):
            carry_out(planned)
        assert not (repository.root / "dist").exists()
    carry_out(planned, tag=False)
    with pytest.raises(ReleaseError, match="cannot use the repository"):
        reproduce(repository, Version(0, 1, 0))


def test_a_corpus_in_a_folder_of_a_repository_is_compared_and_made_again(
    small_corpus: Folder, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    top = tmp_path / "top"
    folder = copy_of(small_corpus, top / "our corpus" / "news")
    subprocess.run(["git", "init", "--quiet", str(top)], check=True)
    git.run(top, "config", "user.name", "A Test")
    git.run(top, "config", "user.email", "test@example.org")
    (folder.root / ".gitignore").write_text("/seeds/*\n!/seeds/*.toml\n!/seeds/open/\n/dist/\n")
    (top / "letter.txt").write_text("no part of it")
    commit(folder)
    root = ["--root", str(folder.root)]
    assert main(["release", *root]) == 0
    assert main(["diff", "v0.1.0", "HEAD", *root]) == 0
    assert main(["reproduce", "0.1.0", *root]) == 0
    assert "came out byte for byte" in capsys.readouterr().out


def test_it_is_made_again_with_the_code_of_the_tag_and_its_very_bytes(
    repository: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.release.reproduce import reproduce

    carry_out(plan(repository, day=DAY))
    # What this user's git would make of text, and what lies in the folder where they stand.
    git.run(repository.root, "config", "core.autocrlf", "true")
    (tmp_path / "here" / "onrecord").mkdir(parents=True)
    (tmp_path / "here" / "onrecord" / "__init__.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path / "here")
    found = reproduce(repository, Version(0, 1, 0))
    assert found.same and found.inputs == []


def test_git_revisions_and_versions_and_folders_are_compared(
    repository: Folder, capsys: pytest.CaptureFixture
) -> None:
    carry_out(plan(repository, day=DAY))
    identifier, quote = first_quote(repository)
    edit_annotation(
        repository, identifier, lambda value: value["quotes"][0].update(attitude="thought")
    )
    commit(repository, "edit")
    root = ["--root", str(repository.root)]
    for before, now in (("0.1.0", "HEAD"), ("v0.1.0", str(repository.root)), ("HEAD~1", "HEAD")):
        assert main(["diff", before, now, "--json", *root]) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert lines[0] == {
            "config": "quotes",
            "kind": "edited",
            "id": quote,
            "fields": ["attitude"],
        }
        assert lines[-1]["summary"]["level"] == "MAJOR"
    shutil.rmtree(repository.root / "dist")
    assert main(["diff", "0.1.0", "HEAD", *root]) == 1
    assert f"quotes: 1 edited (attitude 1): {quote}" in capsys.readouterr().out
    assert main(["diff", "v0.1.0", "0.1.0", *root]) == 0
    assert main(["diff", "v0.1.0", "nothing", *root]) == 1
    assert main(["diff", "0.1.0", "0.9.0", *root]) == 1
    assert "there is no release 0.9.0" in capsys.readouterr().err


# --- dying ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(12))
def test_killed_at_any_write_it_is_whole_or_absent_and_running_again_completes_it(
    repository: Folder, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Every renaming and every call of git is a moment to die at; scripts/bench_release.py dies at random ones."""
    whole = plan(repository, day=DAY)
    steps = iter(range(100))

    class Killed(BaseException):
        pass

    def deadly(function):
        def either(*args, **kwargs):
            if next(steps) == step:
                raise Killed
            return function(*args, **kwargs)

        return either

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", deadly(os.replace))
        patch.setattr(git, "run", deadly(git.run))
        died = False
        try:
            carry_out(whole)
        except Killed:
            died = True
    out = repository.root / "dist" / "onrecord-0.1.0"
    if out.exists():
        assert verify(out, whole.made.manifest_hash).problems == []
    if died:
        carry_out(plan(repository, day=DAY))
    assert verify(out, whole.made.manifest_hash).problems == []
    assert git.has_tag(repository.root, "v0.1.0")
    assert git.changed(repository.root, ".") == []
    assert records_path(repository, Version(0, 1, 0)).is_file()
    assert step >= 11 or died


def test_a_release_that_was_begun_keeps_its_day(repository: Folder) -> None:
    planned = plan(repository, day=DAY)
    carry_out(planned, tag=False)
    later = plan(repository, day=DAY + datetime.timedelta(days=3))
    assert later.made.manifest_hash == planned.made.manifest_hash
    carry_out(later)
    with pytest.raises(ReleaseError, match="0.1.0 was released before"):
        plan(repository, "0.1.0")


def test_a_release_that_was_begun_is_finished_before_another(repository: Folder) -> None:
    carry_out(plan(repository, day=DAY), tag=False)
    with pytest.raises(ReleaseError, match="0.1.0 was begun and has no tag yet.*onrecord release 0.1.0"):
        plan(repository, "0.2.0")


def test_what_is_made_again_takes_the_place_of_no_other_folder(
    repository: Folder, tmp_path: Path
) -> None:
    from onrecord.release.reproduce import reproduce

    carry_out(plan(repository, day=DAY))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(ReleaseError, match="would be lost"):
        reproduce(repository, Version(0, 1, 0), tmp_path / "mine")
    assert hashes(tmp_path / "mine").keys() == {"letter.txt"}


# --- bytes ----------------------------------------------------------------------------------------


def test_any_flipped_byte_is_found_and_its_file_named(house: Folder, tmp_path: Path) -> None:
    planned = plan(house, day=DAY)
    out = carry_out(planned)
    chance = random.Random(6)
    names = sorted(planned.made.files)
    for _ in range(150):
        name = chance.choice(names)
        data = bytearray(planned.made.files[name])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (out / name).write_bytes(data)
        if name == manifests.NAME:
            with pytest.raises(LoadError, match="manifest"):
                verify(out)
        else:
            assert verify(out).problems == [f"{name} has other bytes than were released"]
        with pytest.raises(LoadError, match=re.escape(name)):
            onrecord.load("quotes", source=out)
        (out / name).write_bytes(planned.made.files[name])
    assert verify(out).problems == []


def test_missing_and_foreign_files_and_another_manifest_are_named(house: Folder) -> None:
    planned = plan(house, day=DAY)
    out = carry_out(planned)
    (out / "croissant.json").unlink()
    (out / "data" / "extra.parquet").write_bytes(b"x")
    assert verify(out).problems == [
        "croissant.json is missing",
        "data/extra.parquet is no part of it",
    ]
    wrong = "0" * 64
    assert (
        verify(out, wrong).problems[0]
        == f"manifest.json has SHA-256 {planned.made.manifest_hash}, not {wrong}"
    )
    few = manifests.sha256_of(out / manifests.NAME)[:11]
    assert verify(out, few).problems[0] == f"{few!r} is too short to tell: give 12 digits of the SHA-256 or more"
    assert verify(out, "").problems[0].startswith("'' is too short to tell")


def test_links_and_what_lies_in_foreign_folders_are_no_part_of_it(
    house: Folder, tmp_path: Path
) -> None:
    out = carry_out(plan(house, day=DAY))
    (tmp_path / "elsewhere").mkdir()
    for name in ("data/more", "data/quotes/more", "alone"):
        (out / name).symlink_to(tmp_path / "elsewhere")
    (out / "dangling").symlink_to("nowhere")
    (out / "notes" / "deep").mkdir(parents=True)
    (out / "notes" / "deep" / "a.txt").write_text("x")
    expected = [
        f"{name} is no part of it"
        for name in ("alone", "dangling", "data/more", "data/quotes/more", "notes/deep/a.txt")
    ]
    assert verify(out).problems == expected
    assert verify(f"file://{out}").problems == expected


def test_data_behind_a_link_is_looked_at_as_well(house: Folder, tmp_path: Path) -> None:
    out = carry_out(plan(house, day=DAY))
    shutil.move(out / "data", tmp_path / "large")
    (out / "data").symlink_to(tmp_path / "large")
    assert verify(out).problems == []
    (tmp_path / "large" / "extra").write_text("x")
    assert verify(out).problems == ["data/extra is no part of it"]


def test_what_lies_beside_a_published_release_is_seen(house: Folder) -> None:
    system, _ = url_to_fs("memory://beside")
    out = carry_out(plan(house, day=DAY))
    for name in hashes(out):
        system.pipe_file(f"/beside/{name}", (out / name).read_bytes())
    assert verify("memory://beside").problems == []
    system.pipe_file("/beside/data/extra.parquet", b"x")
    assert verify("memory://beside").problems == ["data/extra.parquet is no part of it"]


def test_a_deposited_archive_is_verified_and_loaded_without_unpacking(
    house: Folder, tmp_path: Path
) -> None:
    planned = plan(house, day=DAY)
    publish(carry_out(planned), f"zenodo:{tmp_path}")
    archive = f"zip://onrecord-0.1.0::file://{tmp_path}/onrecord-0.1.0.zip"
    assert verify(archive, planned.made.manifest_hash).problems == []
    for place in (archive, archive.replace("onrecord-0.1.0::", "::")):
        rows = onrecord.load("quotes", source=place, version="0.1.0")
        counts = planned.made.manifest["counts"]["quotes"]
        assert {split: len(found) for split, found in rows.items()} == counts
    with zipfile.ZipFile(tmp_path / "onrecord-0.1.0.zip", "a") as opened:
        opened.writestr("onrecord-0.1.0/extra.txt", "x")
    assert verify(archive).problems == ["extra.txt is no part of it"]


def test_a_file_that_a_place_will_not_give_is_named(
    house: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.release import verify as verifying

    class Refused(Exception):
        """As clients of web servers have."""

    def opened(address: str, mode: str) -> None:
        raise Refused("403")

    out = carry_out(plan(house, day=DAY))
    system, _ = url_to_fs("memory://closed")
    for name in hashes(out):
        system.pipe_file(f"/closed/{name}", (out / name).read_bytes())
    data = (out / manifests.NAME).read_bytes()
    monkeypatch.setattr(verifying, "read_bytes", lambda address: data)
    monkeypatch.setattr(verifying.fsspec, "open", opened)
    assert "README.md cannot be read: Refused: 403" in verify("memory://closed").problems


def test_a_folder_of_any_name_is_verified(house: Folder, tmp_path: Path) -> None:
    out = carry_out(plan(house, day=DAY))
    strange = shutil.copytree(out, tmp_path / "a::b [x] #1 %20 ?*" / "~")
    assert verify(strange).problems == []


def test_the_content_hash_is_told_apart_from_the_hash_of_the_manifest(house: Folder) -> None:
    planned = plan(house, day=DAY)
    (told,) = verify(carry_out(planned), planned.made.manifest["content_hash"]).problems
    assert "is the content hash" in told and planned.made.manifest_hash in told


def test_a_build_killed_before_its_last_renaming_is_whole_for_all_who_look(
    house: Folder, capsys: pytest.CaptureFixture
) -> None:
    """The card of the new build is there, its manifest still beside the old one."""

    def killed() -> bytes:
        make_dataset(house, house.corpus)
        manifest = house.corpus / manifests.NAME
        told = json.loads(manifest.read_bytes())
        new = manifests.dumps(manifests.sealed(told | {"inputs": {}}))
        (house.corpus / ".manifest.json.next").write_bytes(new)
        return new

    corpus, root = str(house.corpus), ["--root", str(house.root)]
    for command in (
        ["verify", corpus],
        ["cite", *root],
        ["validate", corpus],
        ["diff", corpus, corpus],
        ["hydrate", corpus, "--seeds", str(house.seeds), "--out", f"{corpus}-full"],
    ):
        new = killed()
        assert main(command) == 0, capsys.readouterr()
        assert (house.corpus / manifests.NAME).read_bytes() == new


def test_a_working_build_was_built_and_not_released(house: Folder) -> None:
    make_dataset(house, house.corpus)
    (house.corpus / "README.md").write_bytes(b"")
    assert verify(house.corpus).problems == ["README.md has other bytes than were built"]


def test_a_version_that_is_not_there_is_said_with_those_that_are(
    house: Folder, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(house.root)
    for command in ("cite", "reproduce"):
        assert main([command, "0.1.0"]) == 1
        told = capsys.readouterr().err
        assert "there is no release 0.1.0 (none was released here yet)" in told
    with pytest.raises(LoadError, match="no release 0.1.0 .none was released here yet"):
        onrecord.load("quotes", version="0.1.0")
    carry_out(plan(house, day=DAY))
    for command in ("cite", "reproduce"):
        assert main([command, "0.2.0"]) == 1
        assert "there is no release 0.2.0 (released here: 0.1.0)" in capsys.readouterr().err
    with pytest.raises(LoadError, match="no release 0.2.0 .released here: 0.1.0"):
        onrecord.load("quotes", version="0.2.0")


def test_verify_says_it_by_its_exit_code(house: Folder, capsys: pytest.CaptureFixture) -> None:
    planned = plan(house, day=DAY)
    out = carry_out(planned)
    assert main(["verify", str(out), "--expect", planned.made.manifest_hash]) == 0
    assert (
        main(["verify", f"file://{out}", "--expect", f"sha256:{planned.made.manifest_hash}"]) == 0
    )
    assert planned.made.manifest_hash in capsys.readouterr().out
    (out / "README.md").write_bytes(b"")
    assert main(["verify", str(out), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [
        "README.md has other bytes than were released"
    ]
    assert main(["verify", str(out / "data")]) == 1
    assert "there is no manifest" in capsys.readouterr().err
