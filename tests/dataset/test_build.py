"""A build is whole or absent, and the same bytes for the same input, whoever builds it and where."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.corpus.folder import Folder
from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.dataset.features import record
from onrecord.dataset.make import make
from onrecord.records import CONFIGS
from tests.small import LAMP, SRC, add, copy_of, drop, hashes

BUILD = "import sys; from onrecord.cli import main; print('ready', flush=True); sys.exit(main(sys.argv[1:]))"


def built(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of a dataset and of its manifest."""
    manifest = manifests.read(folder / manifests.NAME)
    names = [*manifest["files"], manifests.NAME]
    return {name: manifests.sha256_of(folder / name) for name in names}


def test_the_same_bytes_twice_and_with_another_environment(
    small_corpus: Folder, tmp_path: Path
) -> None:
    drop(small_corpus)
    make(small_corpus, tmp_path / "first")
    make(small_corpus, tmp_path / "second")
    outs = [tmp_path / "first", tmp_path / "second"]
    for number, (seed, locale, zone) in enumerate(
        [("1", "C", "Asia/Kathmandu"), ("42", "C.UTF-8", "America/St_Johns")]
    ):
        out = tmp_path / f"other{number}"
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        arguments = [
            "build",
            "--root",
            str(small_corpus.root),
            "--out",
            str(out),
            "--jobs",
            str(number + 2),
        ]
        subprocess.run(
            [sys.executable, "-c", BUILD, *arguments], env=env, check=True, capture_output=True
        )
        outs.append(out)
    assert len({json.dumps(built(out), sort_keys=True) for out in outs}) == 1


def test_a_build_that_changes_nothing_writes_the_same_folder(small_corpus: Folder) -> None:
    make(small_corpus, small_corpus.corpus)
    before = hashes(small_corpus.corpus)
    make(small_corpus, small_corpus.corpus)
    assert hashes(small_corpus.corpus) == before


def rows(folder: Path) -> dict[str, dict[str, object]]:
    import pyarrow.parquet as pq

    found: dict[str, dict[str, object]] = {}
    for path in sorted((folder / "data").rglob("*.parquet")):
        model = CONFIGS[path.parent.name]
        for row in pq.read_table(path).to_pylist():
            found.setdefault(path.parent.name, {})[row["id"]] = (
                path.name.partition("-")[0],
                record(model, row),
            )
    return found


def test_with_and_without_the_reserved_scrape_the_same_ids(
    small_corpus: Folder, tmp_path: Path
) -> None:
    make(small_corpus, tmp_path / "with")
    (small_corpus.seeds / "ferry.txt").unlink()
    make(small_corpus, tmp_path / "without")
    whole, withheld = rows(tmp_path / "with"), rows(tmp_path / "without")
    for config in ("articles", "quotes", "mentions", "entities"):
        assert {i: split for i, (split, _) in whole[config].items()} == {
            i: split for i, (split, _) in withheld[config].items()
        }
    kept = [record for _, record in withheld["quotes"].values() if record.withheld]
    assert len(kept) == 2
    for quote in kept:
        _, full = whole["quotes"][quote.id]
        assert full.text and not quote.text
        assert [s.hash for s in full.spans] == [s.hash for s in quote.spans]


def test_killed_at_random_moments_the_folder_holds_the_old_dataset_or_the_new_one(
    small_corpus: Folder, tmp_path: Path
) -> None:
    """The child waits for a line before each renaming; the parent kills it instead of sending one."""
    out = small_corpus.corpus
    make(small_corpus, out)
    old = built(out)
    add(small_corpus, LAMP)
    expected = make(small_corpus, tmp_path / "expected") and built(tmp_path / "expected")
    kept = tmp_path / "kept"
    shutil.copytree(out, kept)
    gated = (
        "import os, sys\n"
        "real = os.replace\n"
        "def gate(a, b):\n"
        "    print('next', flush=True); sys.stdin.readline(); real(a, b)\n"
        "from onrecord.dataset import files\n"
        "from onrecord.corpus.folder import Folder\n"
        "from onrecord.dataset.make import make\n"
        "from pathlib import Path\n"
        "os.replace = gate\n"
        "make(Folder(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "print('done', flush=True)\n"
    )
    total = len(expected) + 2
    outcomes = set()
    for survived in sorted(random.Random(2).sample(range(total - 4), 3)) + [
        total - 3,
        total - 2,
        total - 1,
    ]:
        shutil.rmtree(out)
        shutil.copytree(kept, out)
        child = subprocess.Popen(
            [sys.executable, "-c", gated, str(small_corpus.root), str(out)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _ in range(survived):
            if child.stdout.readline().strip() != "next":
                break
            child.stdin.write("\n")
            child.stdin.flush()
        else:
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        files.finish(out)
        manifest = manifests.read(out / manifests.NAME)
        assert manifests.differences(out, manifest) == []
        found = built(out)
        assert found in (old, expected)
        outcomes.add(found == expected)
        make(small_corpus, out)
        assert built(out) == expected
        assert not [p for p in out.rglob("*.part")]
    assert outcomes == {True, False}


def test_two_builds_at_once_leave_one_whole_dataset(small_corpus: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    other = copy_of(small_corpus, tmp_path / "other")
    add(other, LAMP)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, "build", "--root", str(folder.root), "--out", str(out)],
            stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(SRC)},
        )
        for folder in (small_corpus, other)
    ]  # fmt: skip
    assert [child.wait(timeout=240) for child in children] == [0, 0]
    assert manifests.differences(out, manifests.read(out / manifests.NAME)) == []


def test_what_cannot_be_read_is_named_and_the_rest_is_built(
    small_corpus: Folder, capsys: pytest.CaptureFixture
) -> None:
    from onrecord.cli import main

    (small_corpus.seeds / "empty.txt").write_bytes(b"")
    assert main(["build", "--root", str(small_corpus.root)]) == 1
    said = capsys.readouterr()
    assert "seeds/empty.txt" in said.err
    assert "built" in said.out and "6 articles" in said.out
