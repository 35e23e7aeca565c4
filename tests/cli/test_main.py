"""The command line as a whole: help, exit codes, and what interrupts it."""

import gc
import importlib.metadata
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from onrecord import __version__, cli
from onrecord.cli import COMMANDS, main
from onrecord.corpus.folder import Folder
from tests.cli.running import GENEROUS, lines, onrecord

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example_that_names_the_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    _, _, example = text.partition("\nExample:\n")
    assert example.strip()
    assert all(line.startswith("  ") for line in example.rstrip().splitlines())
    assert f"onrecord {command}" in example


def test_the_help_of_all_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"^    {command}\b", text, re.M) for command in COMMANDS)
    assert text.rstrip().splitlines()[-2:] == ["Example:", "  onrecord build"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    pages = [ROOT / "README.md", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert any(f"onrecord {command}" in page.read_text(encoding="utf-8") for page in pages)


def test_no_arguments_show_the_help_and_are_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: onrecord" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["clear"], ["--colour"], ["clean", "--colour"], ["cite", "--format", "x"]]
)
def test_wrong_use_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: onrecord" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["clean"],
        ["clean", "missing.txt"],
        ["annotate", "--jsonl", "missing.jsonl"],
        ["view", "missing"],
    ],
)
def test_arguments_that_lead_nowhere_are_wrong_use(
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"onrecord {arguments[0]}: ")
    assert error.count("\n") == 1


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    import onrecord as package

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"onrecord {package.__version__}\n"


def test_a_problem_of_the_input_is_exit_code_1_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("onrecord: ")
    assert error.count("\n") == 1


def test_a_reader_that_leaves_early_is_no_error() -> None:
    given = lines(*({"id": n, "text": "A line of words. " * 500} for n in range(60)))
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "clean", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(given[: len(given) // 60])
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"id": 0')
    process.stdout.close()
    _, error = process.communicate(given[len(given) // 60 :], timeout=GENEROUS)
    assert process.returncode == 0
    assert error == b""


def test_an_encoding_that_lacks_characters_ends_no_command(small_corpus: Folder) -> None:
    """People get question marks; what programs read is in UTF-8, whatever the locale says."""
    (small_corpus.corpus / "about.toml").write_text('title = "Blätter"\n', encoding="utf-8")
    env = os.environ | {"PYTHONIOENCODING": "ascii"}

    def printed(*arguments: str) -> bytes:
        done = onrecord(*arguments, cwd=small_corpus.root, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert b"--expect 1f3a?" in printed("verify", "--help")
    printed("build")
    assert b"Bl?tter" in printed("cite")
    assert "Blätter".encode() in printed("cite", "--json")
    assert "Blätter".encode() in printed("cite", "--format", "bibtex")


def test_help_into_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m onrecord clean --help | head -1",
        shell=True, capture_output=True, timeout=GENEROUS, check=False,
    )  # fmt: skip
    assert done.stdout.startswith(b"usage: onrecord clean")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (PermissionError(13, "Permission denied", "there/x"), "there/x: Permission denied (allow it, or"),
        (OSError(28, "No space left on device", "x"), "x: No space left on device (make room"),
        (FileExistsError(17, "File exists", "x"), "x: File exists (a file stands where a folder"),
        (OSError("the peer said no"), "the peer said no"),
    ],
)
def test_what_the_system_refuses_is_told_in_one_line(
    refused: OSError,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(_: object) -> int:
        raise refused

    monkeypatch.setattr("onrecord.cli.cite.run", run)
    assert main(["cite"]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"onrecord: {told}")
    assert error.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
def test_output_that_finds_no_room_is_told_once() -> None:
    done = subprocess.run(
        f"{sys.executable} -m onrecord clean --jsonl - > /dev/full",
        input=lines({"id": 1, "text": "One."}), shell=True, capture_output=True, timeout=GENEROUS, check=False,
    )  # fmt: skip
    assert done.stderr.startswith(b"onrecord: No space left on device (make room there")
    assert done.stderr.count(b"\n") == 1
    assert done.returncode == 1


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "\u00b2"])
def test_processes_are_counted_from_one_on(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["clean", "x.txt"], ["build"], ["freeze"]):
        assert main([*command, f"--jobs={number}"]) == 2
        assert "is no whole number from 1 on" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_json_lines_are_utf8_whatever_the_terminal_is(encoding: str) -> None:
    done = onrecord(
        "clean", "--jsonl", "-", given=lines({"id": "ł", "text": "Zażółć gęślą jaźń, said nobody."}),
        env=os.environ | {"PYTHONIOENCODING": encoding, "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0
    assert "Zażółć" in done.stdout.decode("utf-8")


def test_the_version_of_the_code_is_the_one_that_is_installed() -> None:
    assert importlib.metadata.version("onrecord") == __version__


INTERRUPTED = """
import sys
from onrecord.cli import cite, main
cite.run = lambda _: exec("import os, signal\\nos.kill(os.getpid(), signal.SIGINT)\\n" + "pass\\n" * 99)
sys.exit(main(["cite"]))
"""


def test_an_interrupt_while_a_string_is_executed_gives_the_same_exit_code() -> None:
    """A dataclass is made so; Python then ends by the signal if the interrupt is a plain one."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, timeout=GENEROUS, check=False
    )
    assert (done.returncode, done.stderr) == (
        130,
        b"onrecord: stopped; nothing half-written was left\n",
    )


DROPPED = """
import os, signal, sys, time, weakref
from onrecord.cli import cite, main
class Thing: pass
def run(_):
    for _ in range(3):
        thing = Thing()
        kept = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
        del thing
    os.read(int(sys.argv[1]), 1)
cite.run = run
sys.exit(main(["cite"]))
"""


def test_a_signal_whose_exception_python_drops_comes_again() -> None:
    """It drops that of a callback, of which imports run many; the command then reads for ever."""
    never, kept_open = os.pipe()
    done = subprocess.run(
        [sys.executable, "-c", DROPPED, str(never)],
        pass_fds=[never], capture_output=True, timeout=GENEROUS, check=False,
    )  # fmt: skip
    os.close(never)
    os.close(kept_open)
    assert (done.returncode, done.stderr) == (
        143,
        b"onrecord: stopped; nothing half-written was left\n",
    )


def test_what_python_drops_else_is_told_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda dropped: told.append(dropped.exc_value))
    usual = sys.unraisablehook
    error = ValueError("dropped")

    class Thing:
        def __del__(self) -> None:
            raise error

    monkeypatch.setattr(cli, "_run", lambda _: 0 if Thing() else 1)
    assert main([]) == 0
    assert told == [error]
    assert sys.unraisablehook is usual


def test_signals_that_others_deal_with_are_left_to_them() -> None:
    ours = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        assert main(["--help"]) == 0
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, ours)
    assert main(["--help"]) == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("closed", "code", "told"),
    [
        ("0<&-", 2, b"onrecord clean: standard input is closed\n"),
        ("1>&-", 2, b"onrecord: standard output is closed\n"),
        ("2>&-", 0, b""),
    ],
)
def test_streams_that_are_closed(closed: str, code: int, told: bytes) -> None:
    done = subprocess.run(
        f"echo One. | {{ {sys.executable} -m onrecord clean - {closed}; }}",
        shell=True, capture_output=True, timeout=GENEROUS, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, told)
    assert done.stdout.startswith(b'{"id": "-"') == (code == 0)


def test_a_signal_stops_while_modules_are_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that is being imported lies there already, without what it will hold."""
    monkeypatch.setitem(sys.modules, "multiprocessing", ModuleType("multiprocessing"))
    with pytest.raises(cli.Stopped):
        cli._stop(signal.SIGINT, None)


def test_who_calls_the_command_keeps_how_often_garbage_is_looked_for() -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(123, 4, 5)
        assert main(["--version"]) == 0
        assert gc.get_threshold() == (123, 4, 5)
    finally:
        gc.set_threshold(*before)
