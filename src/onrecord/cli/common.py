"""What several subcommands share."""

import argparse
import codecs
import datetime
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class UsageError(Exception):
    """The command was called with arguments that cannot be meant."""


def positive(text: str) -> int:
    """An argument that counts something: a whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def count(text: str) -> int:
    """An argument that says how many: a whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def words(text: str) -> str:
    """An argument that says something."""
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty")
    return text.strip()


def day(text: str) -> datetime.date:
    """An argument that is a day."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, such as 2026-01-31") from None


def replacing(output: TextIO) -> None:
    """Have a question mark for each character that the output's encoding lacks, not an error."""
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(errors="replace")


def utf8(output: TextIO) -> None:
    """Write what programs read in the encoding that its form has, whatever the locale says."""
    if isinstance(output, io.TextIOWrapper) and codecs.lookup(output.encoding).name != "utf-8":
        output.reconfigure(encoding="utf-8")


def root_argument(parser: argparse.ArgumentParser) -> None:
    """Declare `--root`, the corpus folder to work on."""
    parser.add_argument(
        "--root",
        type=Path,
        default=Path("."),
        help="folder that holds seeds/ and corpus/ (default: the one at or above the current folder)",
    )


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on standard error where that is a terminal; otherwise nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def update(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total)

        yield update
