"""Scrapes are found, described, and kept from git while they are reserved."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from onrecord.checks.files import provenance_findings
from onrecord.corpus.seeds import (
    ScrapeProvenance,
    dump_provenance,
    provenance_path,
    read_provenance,
    read_scrape,
    scrape_paths,
)
from onrecord.errors import ProvenanceError
from onrecord.records import Rights

ROOT = Path(__file__).parent.parent.parent


def test_hidden_files_readmes_and_provenance_are_no_scrapes(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden", "README.md", "a.txt.provenance.toml", "sub/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in scrape_paths(tmp_path)] == ["a.txt", "b.txt", "sub/c.txt"]


def test_a_scrape_nobody_described_is_reserved(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"words")
    scrape = read_scrape(tmp_path / "a.txt")
    assert scrape.provenance is None
    assert scrape.rights is Rights.reserved


def test_provenance_is_written_and_read_back(tmp_path):
    provenance = ScrapeProvenance(
        sha256="0" * 64, rights="open", license="CC0-1.0", source='a "quoted" \\ source', retrieved="2031-01-02"
    )
    path = tmp_path / "a.txt.provenance.toml"
    path.write_text(dump_provenance(provenance), encoding="utf-8")
    assert read_provenance(path) == provenance


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ('rights = "open"\nlicense = "CC0-1.0"\nsha256 = "abc"\n', 3, "sha256"),
        (f'sha256 = "{"0" * 64}"\nrights = "free"\n', 2, "rights"),
        (f'sha256 = "{"0" * 64}"\nrights = "reserved"\ncolour = "red"\n', 3, "colour"),
        (f'sha256 = "{"0" * 64}"\nrights = \n', 2, None),
    ],
)
def test_a_wrong_provenance_names_line_and_field(tmp_path, text, line, field):
    path = tmp_path / "a.txt.provenance.toml"
    path.write_text(text)
    with pytest.raises(ProvenanceError) as caught:
        read_provenance(path)
    assert (caught.value.line, caught.value.field) == (line, field)


def test_a_wrong_hash_is_refused(tmp_path):
    scrape = tmp_path / "a.txt"
    scrape.write_bytes(b"words")
    provenance_path(scrape).write_text(f'rights = "reserved"\nsha256 = "{"0" * 64}"\n')
    with pytest.raises(ProvenanceError) as caught:
        read_scrape(scrape)
    assert caught.value.line == 2
    assert f'SHA-256 {"0" * 64}, but a.txt has {hashlib.sha256(b"words").hexdigest()}' in str(caught.value)


def test_a_malformed_hash_is_told_with_the_right_one(tmp_path):
    scrape = tmp_path / "a.txt"
    scrape.write_bytes(b"words")
    described = provenance_path(scrape)
    described.write_text('rights = "reserved"\nsha256 = "c53b"\n')
    right = f"a.txt has {hashlib.sha256(b'words').hexdigest()}"
    with pytest.raises(ProvenanceError, match=right):
        read_scrape(scrape)
    (finding,) = provenance_findings(described)
    assert finding.check == "shape-pattern" and finding.message.endswith(right)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_add_all_never_takes_a_reserved_scrape(tmp_path):
    def git(*args):
        return subprocess.run(
            ["git", "-C", tmp_path, *args], check=True, capture_output=True, text=True
        ).stdout.splitlines()

    git("init", "-q")
    shutil.copy(ROOT / ".gitignore", tmp_path / ".gitignore")
    names = ["a.txt", "a.txt.provenance.toml", "b.html", "c", "more/d.txt", "e.warc.gz", "open/f.txt", "README.md"]
    for name in names:
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    git("add", "-A")
    taken = set(git("ls-files"))
    assert taken == {".gitignore", "seeds/a.txt.provenance.toml", "seeds/open/f.txt", "seeds/README.md"}
