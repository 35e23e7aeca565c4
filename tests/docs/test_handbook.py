"""Every block of code in the handbook runs, and prints what the page shows.

The tutorial is run in an empty folder; every other page goes on where it ends.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.running import DOCS, Block, blocks, commands, handbook_pages, missing, run_page

TUTORIAL = DOCS / "tutorial.md"
MOST_NOT_RUN = 12
OTHERS = [path for path in handbook_pages() if path != TUTORIAL]


@pytest.fixture(scope="session")
def after_tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the tutorial leaves."""
    folder, home = tmp_path_factory.mktemp("tutorial"), tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return run_page(TUTORIAL, folder, home)


def test_the_tutorial_ends_with_a_release(after_tutorial: Path) -> None:
    assert (after_tutorial / "dist" / "onrecord-0.1.0" / "manifest.json").is_file()


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_a_page_runs_after_the_tutorial(
    path: Path, after_tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / after_tutorial.name
    shutil.copytree(after_tutorial, folder, symlinks=True)
    monkeypatch.chdir(folder)
    run_page(path, folder, tmp_path / "home")


def test_few_blocks_are_not_run() -> None:
    left_out = [b for path in handbook_pages() for b in blocks(path.read_text()) if b.reason]
    assert len(left_out) <= MOST_NOT_RUN


@pytest.mark.parametrize("path", handbook_pages(), ids=lambda p: p.relative_to(DOCS).as_posix())
def test_every_fence_is_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 2 * len(list(blocks(text))) == len(re.findall(r"^\s*(?:`{3,}|~{3,})", text, re.MULTILINE))


# --- the runner itself ----------------------------------------------------------------------------


def run_text(markdown: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = folder / "work"
    work.mkdir()
    monkeypatch.setattr("tests.docs.running.DOCS", folder)
    monkeypatch.chdir(work)
    page = folder / "page.md"
    page.write_text(markdown, encoding="utf-8")
    return run_page(page, work, folder / "home")


@pytest.mark.parametrize(
    "code",
    [
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ false\n$ echo $?\n0\n```\n",
        "```console\n$ cat\nnothing is there to read\n```\n",
        "```python\nraise ValueError\n```\n",
        "```pycon\n>>> 1 + 1\n3\n```\n",
        "```sh\necho who runs this?\n```\n",
    ],
)
def test_a_page_that_does_not_say_what_happens_fails(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises((AssertionError, ValueError)):
        run_text(code, tmp_path, monkeypatch)


def test_a_page_that_says_what_happens_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "```console\n$ mkdir inner && cd inner\n$ cat > file <<'END'\n$ one\ntwo\nEND\n$ cat file\n$ one\n```\n"
    ).replace("$ one\n```", "...two\n```")
    page += "```console\n$ pwd\n.../inner\n$ false\n$ echo $?\n1\n```\n"
    page += "```python\nfound = 4\n```\n```pycon\n>>> found\n4\n```\n"
    page += "<!-- not run: it ends the world -->\n```console\n$ exit 3\n```\n"
    assert run_text(page, tmp_path, monkeypatch) == tmp_path / "work" / "inner"


def test_a_session_begins_with_a_command() -> None:
    with pytest.raises(ValueError, match="line 6"):
        list(commands(Block("console", 5, "echo one\n", None)))


@pytest.mark.parametrize(
    ("shown", "printed", "lost"),
    [
        ("a\nb", "a  \nb\n\n", None),
        ("a ... c", "a b c", None),
        ("...", "", None),
        ("a ... d", "a b c", " d"),
        ("a", "a\nb", "a"),
        ("  a", "a", "  a"),
    ],
)
def test_shown_and_printed(shown: str, printed: str, lost: str | None) -> None:
    assert missing(shown, printed) == lost
