"""`onrecord clean`: the batch form, its keys, and that it loses no character."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import batch
from onrecord.cli.clean import answers, tell
from onrecord.records import Reason, Role
from tests.cli.running import lines, objects, onrecord
from tests.small import PAGES

KEYS = (
    "id text headline deck authors contributors published updated publisher section keywords captions "
    "language ambiguous layer paragraphs blocks"
).split()
PAGE = "\n".join(PAGES[0].lines()) + "\n"

HARD = {
    "empty": "",
    "blank": " \n\n\t ",
    "one line": "A single line without an end",
    "no letters": "1 2 3 … — ***\n" * 50,
    "controls": "a\x00b\x0c\x1b[31mc\r\nd\re\u2028f",
    "directions": "\u202eשלום\u202c עולם\nA line after it that says something.",
    "combining": "e\u0301" * 40 + "\n👩‍👩‍👧 were there, said nobody at all.",
    "surrogate": "before \ud83d after, a line that goes on for a while",
}


def answer(page: batch.Page) -> dict[str, Any]:
    """What cleaning makes of one page."""
    [found] = answers([page])
    return found()


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_blocks_cover_the_page_and_paragraphs_the_text(text: str) -> None:
    page = batch.LineTask(1, lines({"id": "x", "text": text})).page()
    cleaned = answer(page)
    assert list(cleaned) == KEYS
    layer = cleaned["layer"] if cleaned["layer"] is not None else text
    assert "".join(layer[b["start"] : b["end"]] for b in cleaned["blocks"]) == layer
    units = [cleaned["text"][p["start"] : p["end"]] for p in cleaned["paragraphs"]]
    assert "\n\n".join(units) == cleaned["text"]
    for block in cleaned["blocks"]:
        assert (block["reason"] is None) == Role(block["role"]).is_content
        assert block["reason"] is None or Reason(block["reason"])
    json.dumps(cleaned, ensure_ascii=False).encode("utf-8")


def test_missing_values_are_null_and_lists_empty() -> None:
    cleaned = answer(batch.Page("x", ""))
    lists = {key for key, value in cleaned.items() if value == []}
    assert lists == {
        "authors", "contributors", "section", "keywords", "captions", "ambiguous", "paragraphs", "blocks",
    }  # fmt: skip
    assert cleaned["text"] == ""
    assert cleaned["headline"] is cleaned["published"] is cleaned["layer"] is None


def test_the_fields_of_a_page() -> None:
    cleaned = answer(batch.Page("x", PAGE))
    assert cleaned["headline"] == PAGES[0].headline
    assert cleaned["authors"] == [PAGES[0].author]
    assert cleaned["published"] == PAGES[0].day
    assert cleaned["layer"] is None


def test_the_layer_comes_along_where_it_is_not_what_was_given(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_bytes(PAGE.encode("utf-8"))
    (tmp_path / "wide.txt").write_bytes(PAGE.encode("utf-16"))
    plain, wide = (answer(task.page()) for task in batch.file_tasks([str(tmp_path)]))
    assert plain["layer"] is None
    assert wide["layer"] == PAGE
    assert wide["blocks"] == plain["blocks"]


def test_html_is_read_too() -> None:
    paragraph = (
        "The ferry was found on Monday in a field of corn, where nobody had looked for it before."
    )
    html = f"<html><head><title>Ferry found</title></head><body><nav>Menu</nav><p>{paragraph}</p></body></html>"
    page = batch.LineTask(1, lines({"id": "x", "html": html})).page()
    cleaned = answer(page)
    assert paragraph in cleaned["layer"]
    assert (
        "".join(cleaned["layer"][b["start"] : b["end"]] for b in cleaned["blocks"])
        == cleaned["layer"]
    )


def test_the_readable_form_names_title_text_and_what_was_stripped() -> None:
    page = batch.Page("eels.txt", PAGE + "\x1b[31m")
    shown = tell(page, answer(page))
    assert PAGES[0].headline in shown
    assert "stripped" in shown
    assert "\x1b" not in shown


def test_a_pipe_from_standard_input_to_standard_output() -> None:
    done = onrecord(
        "clean",
        "--jsonl",
        "-",
        given=lines({"id": "a", "text": PAGE}, b"oops", {"id": 2, "text": PAGE}),
    )
    first, second, third = objects(done.stdout)
    assert done.returncode == 1
    assert list(first) == KEYS
    assert second == {"id": None, "line": 2, "error": second["error"]}
    assert {**third, "id": "a"} == first


def test_annotations_of_the_corpus_are_never_consulted(small_corpus) -> None:
    scrape = small_corpus.seeds / "open" / "eels.txt"
    inside = onrecord("clean", scrape, cwd=small_corpus.root)
    for path in small_corpus.annotation_paths():
        path.unlink()
    assert inside.returncode == 0
    assert onrecord("clean", scrape, cwd=small_corpus.root).stdout == inside.stdout


def test_a_page_waits_for_no_module_that_it_does_not_need(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE)
    unneeded = {"pydantic", "charset_normalizer", "rich", "onrecord.cli.build"}
    script = (
        "import sys; from onrecord.cli import main; main(['clean', sys.argv[1]]);"
        f"print({unneeded} & {{*sys.modules}}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, page], capture_output=True, text=True, check=True
    )
    assert done.stderr == "set()\n"
    assert json.loads(done.stdout)["headline"] == PAGES[0].headline


HEAVY = {
    "one line": "word and “more” words, " * 90_000,
    "no letters": "1234 … — *** \n" * 20_000,
    "ten thousand marks": '"' * 10_000 + "\n" + "“" * 10_000 + "\n" + "' \" " * 10_000,
}
LONGEST_TO_ANNOTATE = 150_000
"""The encoder's time grows with the length; what grows faster shows here already."""


@pytest.mark.parametrize("command", ["clean", "annotate"])
@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_pages_take_bounded_time(command: str, text: str) -> None:
    if command == "annotate":
        text = text[:LONGEST_TO_ANNOTATE]
    done = onrecord(command, "--jsonl", "-", given=lines({"id": "x", "text": text}))
    (found,) = objects(done.stdout)
    assert done.returncode == 0, found
    for place in [*found.get("blocks", []), *found.get("mentions", [])]:
        assert 0 <= place["start"] < place["end"] <= len(text)
    for quote in found.get("quotes", []):
        assert all(0 <= start < end <= len(text) for start, end in quote["spans"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_read_once(tmp_path) -> None:
    pipe = tmp_path / "page.txt"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=["Lamps dimmed\n\nThe lamps are dim.\n"])
    writer.start()
    [answer] = objects(onrecord("clean", pipe).stdout)
    writer.join()
    assert answer["headline"] == "Lamps dimmed"
