"""Batch work: order, failures, memory, and output that is written whole or not at all."""

import argparse
import gzip
import io
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import batch
from onrecord.cli.common import UsageError
from onrecord.errors import ModelError, OnrecordError, ScrapeError
from tests.cli.running import GENEROUS, lines, objects


def length(page: batch.Page) -> dict[str, Any]:
    """An answer that costs nothing; a text can ask for a failure."""
    if page.text == "refuse":
        raise ScrapeError("no page", file="elsewhere", hint="give another")
    if page.text == "break":
        raise ZeroDivisionError("by nought")
    if page.text == "no model":
        raise ModelError("the model is missing")
    return {"id": page.id, "length": len(page.text)}


def told(page: batch.Page, answer: dict[str, Any]) -> str:
    """The answer in words."""
    return f"{page.id} has {answer['length']}"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    batch.configure(parser)
    args = parser.parse_args(arguments)
    args.command = "measure"
    return batch.run(args, batch.each(length), told)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of JSON lines, some of them wrong, with a blank line inside."""
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        lines(
            {"id": "a", "text": "four"},
            {"id": "b", "text": "refuse"},
            b"  ",
            {"id": 4, "text": "break"},
            {"id": "a", "text": "", "other": [1]},
        )
    )
    return path


EXPECTED = [
    {"id": "a", "length": 4},
    {"id": "b", "line": 2, "error": "no page (give another)"},
    {"id": 4, "line": 4, "error": "ZeroDivisionError: by nought"},
    {"id": "a", "length": 0},
]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_answers_come_in_order_and_failures_in_their_place(
    source: Path, tmp_path: Path, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert run("--jsonl", str(source), "--out", str(out), "--jobs", jobs) == 1
    assert objects(out.read_bytes()) == EXPECTED
    assert "2 of 4 lines failed" in capsys.readouterr().err


def test_slow_lines_do_not_change_the_order() -> None:
    tasks = [batch.LineTask(n, lines({"id": n, "text": "x" * (n % 3)})) for n in range(1, 60)]
    work = batch.Work(batch.each(length))
    alone = list(batch.in_order(work, [[task] for task in tasks], 1))
    assert len(alone) == len(tasks)
    assert list(batch.in_order(work, batch.together(tasks), 1)) == alone
    assert list(batch.in_order(work, batch.together(tasks, lambda: True), 2)) == alone


def test_groups_are_small_and_keep_nobody_waiting() -> None:
    short = [batch.LineTask(n, b"x") for n in range(100)]
    groups = list(batch.together(short))
    assert [task for group in groups for task in group] == short
    assert max(map(len, groups)) < 50
    assert [len(group) for group in batch.together(short, lambda: True)] == [1] * 100
    long = [batch.LineTask(n, b"x" * (1 << 21)) for n in range(3)]
    assert [len(group) for group in batch.together(long)] == [1] * 3


@pytest.mark.parametrize(
    ("line", "identifier", "complaint"),
    [
        (b"{", None, "not JSON"),
        (b'"text"', None, "no JSON object"),
        (b"null", None, "no JSON object"),
        (b"[" * 100_000, None, "not JSON"),
        (b'{"id": "a", "text": "\xff"}', None, "not UTF-8"),
        (b'{"text": "a"}', None, "`id` is missing"),
        (b'{"id": null, "text": "a"}', None, "`id` is missing"),
        (b'{"id": [1], "text": "a"}', None, "`id` is no string or whole number"),
        (b'{"id": true, "text": "a"}', None, "`id` is no string or whole number"),
        (b'{"id": "a"}', "a", "`text` is missing"),
        (b'{"id": "a", "text": null}', "a", "`text` is missing"),
        (b'{"id": "a", "text": 3}', "a", "`text` is no string"),
        (b'{"id": "a", "text": "b", "url": 3}', "a", "`url` is no string"),
        (b'{"id": "a", "html": "<script>1</script>"}', "a", "no text without its scripts"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(
    line: bytes, identifier: str | None, complaint: str
) -> None:
    [(answer, sound)] = batch.Work(batch.each(length))([batch.LineTask(7, line)])
    failure = json.loads(answer)
    assert not sound
    assert list(failure) == ["id", "line", "error"]
    assert (failure["id"], failure["line"]) == (identifier, 7)
    assert complaint in failure["error"]


def test_a_byte_order_mark_before_the_first_line_is_passed_over() -> None:
    page = batch.LineTask(1, b'\xef\xbb\xbf{"id": "a", "text": "b"}\r\n').page()
    assert page == batch.Page("a", "b")


def test_lone_surrogates_become_one_replacement_character_each() -> None:
    page = batch.LineTask(1, rb'{"id": "a", "text": "x\ud800y\ud83d\ude00"}').page()
    assert page == batch.Page("a", "x\ufffdy😀", differs=True)


def test_an_id_that_no_file_can_hold_is_escaped() -> None:
    task = batch.LineTask(1, rb'{"id": "\ud800", "text": "x"}')
    [(answer, _)] = batch.Work(batch.each(length))([task])
    assert json.loads(answer.encode("utf-8"))["id"] == "\ud800"


def test_without_its_model_a_command_stops(source: Path, tmp_path: Path) -> None:
    source.write_bytes(lines({"id": "a", "text": "no model"}))
    out = tmp_path / "out.jsonl"
    for jobs in ("1", "2"):
        with pytest.raises(ModelError, match="model is missing"):
            run("--jsonl", str(source), "--out", str(out), "--jobs", jobs)
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_what_fails_leaves_the_old_output(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(OnrecordError), batch.output(str(path)) as stream:
        stream.write(b"new")
        raise OnrecordError("stop")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_succeeds_replaces_the_output_behind_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "out.jsonl", tmp_path / "link"
    link.symlink_to(path)
    with batch.output(str(link)) as stream:
        stream.write(b"new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_the_input_may_be_the_output(source: Path) -> None:
    run("--jsonl", str(source), "--out", str(source))
    assert objects(source.read_bytes()) == EXPECTED


def test_a_device_is_written_to_and_not_replaced() -> None:
    with batch.output(os.devnull) as stream:
        stream.write(b"gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_is_named(source: Path) -> None:
    with pytest.raises(OSError, match="No space left") as told:
        run("--jsonl", str(source), "--out", "/dev/full")
    assert told.value.filename == "/dev/full"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--jsonl", "in.jsonl", "page.txt"],
        ["--jsonl", "nothing.jsonl"],
        ["--jsonl", "."],
        ["nothing.txt"],
        [""],
        ["nothing/*.txt"],
        ["empty"],
        ["--jsonl", "in.jsonl", "--out", "empty"],
        ["--jsonl", "in.jsonl", "--out", "nothing/out.jsonl"],
    ],
)
def test_wrong_use_is_told_apart(
    source: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text("a page")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        run(*arguments)


def test_paths_are_files_folders_and_patterns_each_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.txt",
        "a.txt",
        "in/z.txt",
        "in/deep/y.txt",
        "in/.hidden",
        "in/z.txt.provenance.toml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    tasks = batch.file_tasks(["b.txt", "in", "*.txt", "in/**/y.txt"])
    assert [task.name for task in tasks] == ["b.txt", "deep/y.txt", "z.txt", "a.txt"]


def test_a_file_that_cannot_be_decoded_fails_in_its_place(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "a.txt").write_bytes("caf\xe9 in the old town".encode("utf-16"))
    (tmp_path / "b.txt").write_bytes(b"")
    assert run(str(tmp_path)) == 1
    first, second = objects(capfdbinary.readouterr().out)
    assert first == {"id": "a.txt", "length": 20}
    assert second["id"] == "b.txt" and second["line"] is None
    assert second["error"].startswith("the scrape is empty")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_page_on_standard_input(
    jobs: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a page")))
    assert run("-", "--jobs", jobs) == 0
    assert objects(capfdbinary.readouterr().out) == [{"id": "-", "length": 6}]


def archive(*pages: str) -> bytes:
    """A web archive of HTML pages; the records are called r0, r1 …"""
    return b"".join(
        f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <r{number}>\r\n"
        f"Content-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n{page}\r\n\r\n".encode()
        for number, page in enumerate(pages)
    )


PAGES = ("<html><p>A page.</html>", "<html><p>Another one.</html>")


def test_an_archive_on_standard_input_is_all_its_pages(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(archive(*PAGES))))
    assert run("-") == 0
    assert [answer["id"] for answer in objects(capfdbinary.readouterr().out)] == ["r0", "r1"]


def test_an_archive_larger_than_what_is_looked_at_first_is_whole(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    pages = (f"<html><p>{'so long ' * 20_000}</html>", *PAGES)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(archive(*pages))))
    assert run("-") == 0
    assert [answer["id"] for answer in objects(capfdbinary.readouterr().out)] == ["r0", "r1", "r2"]


def test_a_record_that_fails_says_in_which_archive(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("a.warc", "b.warc"):
        (tmp_path / name).write_bytes(archive(*PAGES)[:-20])
    assert run(str(tmp_path)) == 1
    failed = [answer for answer in objects(capfdbinary.readouterr().out) if "error" in answer]
    assert [(one["id"], one["error"].split(": ")[0]) for one in failed] == [
        ("record 2", "a.warc"),
        ("record 2", "b.warc"),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_a_folder_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_text("four")
    assert [task.name for task in batch.file_tasks([str(tmp_path)])] == ["a.txt"]


def test_a_closed_folder_in_a_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "a.txt").write_text("four")
    # Nothing is closed to the one who runs tests as root.
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != closed)
    assert [task.name for task in batch.file_tasks([str(tmp_path)])] == ["a.txt", "closed"]


def test_json_lines_given_as_a_page_say_how_to_give_them(
    source: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(str(source)) == 1
    [answer] = objects(capfdbinary.readouterr().out)
    assert answer["id"] == "in.jsonl"
    assert answer["error"] == f"JSON lines are no page (give them so: --jsonl {source})"


@pytest.mark.parametrize(
    ("begin", "is_told"),
    [
        ('{"id": 1, "text": "The lamps are dim."}\n', True),
        ('{"id": "a", "html": "<p>The lamps are dim."}\n{', True),
        ('{"lamps": "dim"}\n', False),
        ("{The lamps are dim.\n", False),
    ],
)
def test_json_lines_of_another_name_are_told_by_their_first(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], begin: str, is_told: bool
) -> None:
    given = tmp_path / "lamps.txt"
    given.write_text(begin)
    assert run(str(given)) == int(is_told)
    [answer] = objects(capfdbinary.readouterr().out)
    assert ("error" in answer) == is_told


def test_compressed_json_lines_are_refused_once(source: Path) -> None:
    packed = source.with_name("in.jsonl.gz")
    packed.write_bytes(gzip.compress(source.read_bytes()))
    with pytest.raises(UsageError, match="is compressed"):
        run("--jsonl", str(packed))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"text": "", "html": "<p>a page</p>"}, "a page"),
        ({"text": None, "html": "<p>a page</p>"}, "a page"),
        ({"text": "text", "html": "<p>a page</p>"}, "text"),
        ({"text": "", "html": ""}, ""),
        ({"text": "", "html": None}, ""),
    ],
)
def test_of_text_and_html_the_one_that_is_there_counts(
    value: dict[str, Any], expected: str
) -> None:
    assert batch.LineTask(1, json.dumps({"id": 1} | value).encode()).page().text.strip() == expected


def test_a_terminal_gets_the_readable_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "a.txt").write_text("four")
    (tmp_path / "b.txt").write_text("refuse")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True, raising=False)
    assert run(str(tmp_path)) == 1
    assert capfdbinary.readouterr().out == b"a.txt has 4\nb.txt: no page (give another)\n"
    assert run(str(tmp_path), "--json") == 1
    assert objects(capfdbinary.readouterr().out)[0] == {"id": "a.txt", "length": 4}


def test_memory_is_flat_over_a_hundred_thousand_lines(tmp_path: Path) -> None:
    code = textwrap.dedent(
        """
        import resource, sys
        from onrecord.cli import batch
        from tests.cli.test_batch import length
        def given(count):
            for number in range(1, count + 1):
                yield batch.LineTask(number, b'{"id": "a", "text": "' + b"word " * 400 + b'"}')
        def peak(count):
            groups = batch.together(given(count))
            for _ in batch.in_order(batch.Work(batch.each(length)), groups, 1):
                pass
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        few, many = peak(1000), peak(100_000)
        # The lines are 200 MB together.
        sys.exit(many - few > 20_000)
        """
    )
    assert (
        subprocess.run([sys.executable, "-c", code], timeout=GENEROUS, check=False).returncode == 0
    )


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("pause", [0, 0.5], ids=["starting", "running"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupt", "kill"])
def test_a_signal_stops_it_at_once_and_leaves_nothing(
    tmp_path: Path, jobs: str, pause: float, number: int
) -> None:
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "onrecord",
            "clean",
            "--jsonl",
            "-",
            "--out",
            out,
            "--jobs",
            jobs,
        ],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # Who runs the tests in the background has interrupts ignored, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None and process.stderr is not None
    process.stdin.write(lines({"id": 1, "text": "A page of few words."}))
    process.stdin.flush()
    while not list(tmp_path.iterdir()):
        time.sleep(0.05)
    time.sleep(pause)
    if number == signal.SIGINT:
        # As a terminal does it: to the command and all its workers.
        os.killpg(process.pid, number)
    else:
        process.terminate()
    code = process.wait(GENEROUS)
    process.stdin.close()
    message = process.stderr.read().decode()
    process.stderr.close()
    assert (code, message) == (
        128 + number,
        "onrecord: stopped; nothing half-written was left\n",
    )
    assert list(tmp_path.iterdir()) == []
