"""How the handbook's pages are read and run: their blocks of code, top to bottom, as a reader would.

A block of `console` is a session at a prompt: each line that begins with `$ ` is a command, and what
follows it is what it prints (`...` stands for anything); a command that fails must be followed by
`$ echo $?` and its code. A block of `python` is run; one of `pycon` is compared, too; one of `{name}` is
no code but a directive. A comment `<!-- not run: REASON -->` before a block says why it cannot be run.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"
OF_THE_HANDBOOK = ("index.md", "tutorial.md", "how-to/*.md", "explanation/*.md")
GENEROUS = 300
"""Seconds after which a page hangs, on the slowest machine."""

_FENCE = re.compile(r"^```(\S*)$")
_NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$")
_HERE_DOCUMENT = re.compile(r"<<'?(\w+)'?")
_DONE = "handbook-command-done"


@dataclass(frozen=True)
class Block:
    """A block of code in a page.

    Attributes:
        language: as the fence says.
        line: of the fence, from 1.
        code: what stands between the fences.
        reason: why it is not run, if so.
    """

    language: str
    line: int
    code: str
    reason: str | None


@dataclass(frozen=True)
class Command:
    """A command of a session, and what the page shows of its output."""

    line: int
    text: str
    shown: str


def handbook_pages() -> list[Path]:
    """The pages whose blocks are run."""
    return sorted(path for pattern in OF_THE_HANDBOOK for path in DOCS.glob(pattern))


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of code of a page."""
    lines = markdown.splitlines()
    start = None
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence and start is None:
            start, language = number, fence[1]
        elif fence:
            before = next((x for x in reversed(lines[:start]) if x.strip()), "")
            reason = _NOT_RUN.match(before)
            code = "\n".join(lines[start + 1 : number]) + "\n"
            yield Block(language, start + 1, code, reason and reason[1])
            start = None


def commands(block: Block) -> Iterator[Command]:
    """The commands of a session.

    Raises:
        ValueError: it begins with something else than a command.
    """
    lines = block.code.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("$ "):
            raise ValueError(f"line {block.line + 1 + at} is no command")
        start, text = at, [lines[at].removeprefix("$ ")]
        here = _HERE_DOCUMENT.search(text[0])
        while text[-1].endswith("\\") or (here and text[-1] != here[1]):
            at += 1
            text.append(lines[at])
        at += 1
        shown = []
        while at < len(lines) and not lines[at].startswith("$ "):
            shown.append(lines[at])
            at += 1
        yield Command(block.line + 1 + start, "\n".join(text), "\n".join(shown))


def missing(shown: str, printed: str) -> str | None:
    """The first piece of what a page shows that was not printed; None if all is as it shows.

    `...` stands for anything; blanks where a line ends, and blank lines around, are nothing.
    """
    want, got = (
        "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).rstrip()
        for text in (shown, printed)
    )
    pieces = want.split("...")
    for number in range(1, len(pieces) + 1):
        pattern = ".*".join(map(re.escape, pieces[:number])) + ("" if number == len(pieces) else ".*")
        if not re.fullmatch(pattern, got, re.DOTALL):
            return pieces[number - 1] or "an end"
    return None


class Shell:
    """One shell for a page, so that a folder changed to stays changed to.

    Args:
        folder: where it starts.
        home: a home of its own, with its own `onrecord`, `python` and settings of git.
    """

    def __init__(self, folder: Path, home: Path) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=_environment(home),
            text=True,
            encoding="utf-8",
        )
        self._timer = threading.Timer(GENEROUS, self._process.kill)
        self._timer.start()
        self._script = home / "command.sh"
        self._tell(f"done_() {{ local code=$?; printf '\\n{_DONE} %d\\n' $code; return $code; }}")

    def run(self, command: str) -> tuple[str, int]:
        """What a command prints, on either stream, and its exit code."""
        # From a file, so that a command that reads its input does not read what is to come.
        self._script.write_text(f"{command}\n", encoding="utf-8")
        self._tell(f". {shlex.quote(str(self._script))} </dev/null; done_")
        printed: list[str] = []
        for line in self._process.stdout:
            if line.startswith(_DONE):
                return "".join(printed), int(line.split()[1])
            printed.append(line)
        raise AssertionError(f"the shell ended at `{command}`:\n{''.join(printed)}")

    def folder(self) -> Path:
        """Where the shell is now."""
        return Path(self.run("pwd")[0].strip())

    def close(self) -> None:
        """End the shell."""
        self._timer.cancel()
        self._process.communicate()

    def _tell(self, line: str) -> None:
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


def _environment(home: Path) -> dict[str, str]:
    programs = home / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name, arguments in (("python", ""), ("onrecord", "-m onrecord ")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments}"$@"\n')
        program.chmod(0o755)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = A. Reader\n\temail = reader@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    passed_on = ("HF_DATASETS_CACHE", "ONRECORD_CACHE", "PYTHONPATH", "TMPDIR")
    return {name: os.environ[name] for name in passed_on if name in os.environ} | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def run_page(path: Path, folder: Path, home: Path) -> Path:
    """Run every block of a page that can be run; returns the folder in which its shell ended.

    Blocks of Python are run in the folder in which the shell is, which is left as the current one.

    Raises:
        AssertionError: a command or statement fails, or prints something else than the page shows.
    """
    shell = Shell(folder, home)
    names: dict[str, Any] = {"__name__": "__handbook__"}
    try:
        for block in blocks(path.read_text(encoding="utf-8")):
            place = f"{path.relative_to(DOCS)}:{block.line}"
            if block.reason or block.language.startswith("{"):
                continue
            os.chdir(shell.folder())
            if block.language == "console":
                _session(shell, block, path)
            elif block.language == "python":
                exec(compile("\n" * block.line + block.code, str(path), "exec"), names)  # noqa: S102 - pages of our own
            elif block.language == "pycon":
                _interactive(block, names, place)
            else:
                raise AssertionError(f"{place}: nothing runs a block of {block.language or 'text'}")
        return shell.folder()
    finally:
        shell.close()


def _session(shell: Shell, block: Block, path: Path) -> None:
    steps = list(commands(block))
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        printed, code = shell.run(step.text)
        place = f"{path.relative_to(DOCS)}:{step.line}: $ {step.text}"
        asked = after is not None and after.text == "echo $?"
        assert code == 0 or asked, f"{place}\nexit code {code}\n{printed}"
        lost = missing(step.shown, printed) if step.shown else None
        assert lost is None, f"{place}\nshown but not printed:\n{lost}\nprinted:\n{printed}"


def _interactive(block: Block, names: dict[str, Any], place: str) -> None:
    test = doctest.DocTestParser().get_doctest(block.code, {}, place, place, block.line)
    test.globs = names
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    failed = runner.run(test, out=said.append, clear_globs=False).failed
    assert not failed, "".join(said)
