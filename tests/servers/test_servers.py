"""Published to real servers, and loaded from them by version, online and offline."""

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.errors import LoadError
from onrecord.release.publish import publish
from onrecord.release.release import carry_out, plan
from onrecord.release.verify import verify
from tests.servers.conftest import Bucket, Hub, Ranged

DAY = datetime.date(2026, 11, 30)
LOAD = """
import json, sys, onrecord
source, version, streaming = sys.argv[1], sys.argv[2] or None, sys.argv[3] == "stream"
try:
    rows = onrecord.load("articles", split="train", version=version, source=source, streaming=streaming)
    print(json.dumps({"version": str(rows.info.version), "ids": [row["id"] for row in rows]}))
except onrecord.errors.LoadError as error:
    print(json.dumps({"error": str(error)}))
"""


def loaded(source: str, version: str, env: dict[str, str], how: str = "") -> dict:
    done = subprocess.run(
        [sys.executable, "-c", "import onrecord.errors\n" + LOAD, source, version, how],
        env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def two_releases(house: Folder) -> list[Path]:
    """0.1.0, and 0.1.1 which differs from it in its datasheet."""
    first = carry_out(plan(house, day=DAY), tag=False)
    (house.root / "DATASHEET.md").write_text("# Datasheet\n", encoding="utf-8")
    second = carry_out(plan(house, day=DAY), tag=False)
    assert second.name == "onrecord-0.1.1"
    return [first, second]


def push(releases: list[Path], bare: Path, scratch: Path) -> None:
    """Each release as a commit and a tag of a hub repository."""

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=A Test", "-c", "user.email=test@example.org"]
        subprocess.run(
            ["git", *identity, "-C", str(scratch), *arguments], check=True, capture_output=True
        )

    scratch.mkdir()
    git("init", "--quiet", "--initial-branch=main")
    for release in releases:
        for path in scratch.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(release, scratch, dirs_exist_ok=True)
        git("add", "-A")
        git("commit", "--quiet", "-m", release.name)
        git("tag", f"v{release.name.removeprefix('onrecord-')}")
    git("push", "--quiet", str(bare), "main", "--tags")


def test_a_hub_gives_each_version_online_and_offline(
    small_corpus: Folder, hub: Hub, tmp_path: Path
) -> None:
    releases = two_releases(small_corpus)
    push(releases, hub.bare, tmp_path / "pushed")
    here = onrecord.load("articles", split="train", source=releases[0])["id"]
    source = f"hf://datasets/{hub.repository}"
    env = {
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_OFFLINE": "0",
    }
    for version in ("0.1.0", "0.1.1"):
        assert loaded(source, version, env) == {"version": version, "ids": list(here)}
    assert loaded(source, "", env)["version"] == "0.1.1"
    assert "there is no version 0.7.0" in loaded(source, "0.7.0", env)["error"]
    assert loaded(source, "0.1.0", env, "stream")["ids"] == list(here)
    hub.stop()
    for offline in ({"HF_HUB_OFFLINE": "1"}, {}):
        for version in ("0.1.1", "0.1.0"):
            assert loaded(source, version, env | offline)["version"] == version
        assert "error" in loaded(source, "0.7.0", env | offline)


def test_a_bucket_takes_a_release_and_gives_it_back(
    small_corpus: Folder, bucket: Bucket, tmp_path: Path
) -> None:
    releases = two_releases(small_corpus)
    env = {**os.environ, **bucket.env, "ONRECORD_CACHE": str(tmp_path / "cache")}

    def command(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "onrecord", *arguments],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    for release in releases:
        done = command("publish", str(release), "--to", bucket.address)
        assert done.returncode == 0, done.stderr
        assert "test-secret" not in done.stdout + done.stderr
    again = command("publish", str(releases[0]), "--to", bucket.address, "--json")
    assert json.loads(again.stdout)["sent"] == 0
    expect = manifests.sha256_of(releases[0] / "manifest.json")
    assert command("verify", f"{bucket.address}/onrecord-0.1.0", "--expect", expect).returncode == 0
    for version in ("0.1.0", "0.1.1"):
        assert loaded(bucket.address, version, env)["version"] == version
        assert loaded(bucket.address, version, env, "stream")["ids"]
    assert "error" in loaded(bucket.address, "0.7.0", env)
    dead = env | {
        name: "http://127.0.0.1:9" for name in ("AWS_ENDPOINT_URL", "FSSPEC_S3_ENDPOINT_URL")
    }
    assert loaded(bucket.address, "0.1.0", dead)["version"] == "0.1.0"


def test_a_web_server_gives_a_release_and_its_ranges(
    small_corpus: Folder, web: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is missing: pip install aiohttp")
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    url, folder = web
    release = two_releases(small_corpus)[0]
    publish(release, str(folder))
    here = onrecord.load("articles", split="train", source=release)["id"][:]
    assert (
        verify(f"{url}/onrecord-0.1.0", manifests.sha256_of(release / "manifest.json")).problems
        == []
    )
    Ranged.ranges = 0
    streamed = onrecord.load("articles", split="train", source=url, version="0.1.0", streaming=True)
    assert [row["id"] for row in streamed] == here
    assert Ranged.ranges > 0
    with pytest.raises(LoadError):
        onrecord.load("articles", source=url, version="0.2.0")
    path = next((folder / "onrecord-0.1.0" / "data" / "quotes").glob("train-*.parquet"))
    path.write_bytes(path.read_bytes()[::-1])
    assert verify(f"{url}/onrecord-0.1.0").problems == [
        f"data/quotes/{path.name} has other bytes than were released"
    ]
    with pytest.raises(LoadError, match=path.name):
        onrecord.load("quotes", source=url, version="0.1.0")
