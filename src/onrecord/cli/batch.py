"""Batch work: JSON lines or files in, JSON lines out, one each, in the order of the input."""

import argparse
import errno
import functools
import glob
import json
import os
import re
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from onrecord import disk
from onrecord.cli.common import UsageError, positive
from onrecord.errors import ModelError, OnrecordError, ScrapeError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from onrecord.cleaning.html import Rendered
    from onrecord.cleaning.warc import WarcPage, WarcProblem

STANDARD = "-"
"""What stands for standard input or standard output."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WAITING_PER_JOB = 4
# So many tasks, or tasks of so many bytes, are worked on together.
_MOST_TOGETHER, _BYTES_TOGETHER = 32, 1 << 21
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_ENOUGH_TO_TELL = 1 << 16
_READ_AT_ONCE = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_JSON_LINES = (".jsonl", ".ndjson")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Page:
    """One text to work on.

    Attributes:
        id: as it was given; the name of a file.
        text: the text layer: what was given, lone surrogates (which no file can hold) made U+FFFD;
            an HTML page as rendered.
        url: where the page was found, if known.
        differs: whether the text layer is not what was given, so that an answer must bring it.
        markup: for an HTML page what stands behind the text.
        path: the file it was read from, if it is one with a name.
    """

    id: str | int
    text: str
    url: str | None = None
    differs: bool = False
    markup: "Rendered | None" = None
    path: Path | None = None


Answers = Callable[[Sequence[Page]], Iterable[Callable[[], dict[str, Any]]]]
"""What a command does with a few pages: for each in turn, what gives its JSON object or raises."""


class Task(Protocol):
    """Something that a page can be read from, here or in another process."""

    @property
    def size(self) -> int:
        """About how many bytes that is read from."""

    def page(self) -> Page:
        """Read the page; raises OnrecordError where there is none."""

    def failure(self, error: str) -> dict[str, Any]:
        """What is answered in the place of a page that failed."""


@dataclass(frozen=True, slots=True)
class LineTask:
    """A line of JSON: `{"id", "text", "url"?}`, or `html` for `text`; other keys are ignored."""

    number: int
    data: bytes

    @property
    def size(self) -> int:
        """The length of the line."""
        return len(self.data)

    def page(self) -> Page:
        """Read the page that the line holds."""
        value = self._value()
        if not isinstance(value, dict):
            raise ScrapeError("the line is no JSON object", hint='{"id": …, "text": …}')
        if self._id(value) is None:
            missing = value.get("id") is None
            raise ScrapeError("`id` is missing" if missing else "`id` is no string or whole number")
        text, html, url = (self._string(value, key) for key in ("text", "html", "url"))
        # Tables have both columns, the one that does not apply empty.
        if text or (text is not None and not html):
            layer = _sound(text)
            return Page(self._id(value), layer, url, differs=layer != text)
        if html is None:
            raise ScrapeError("`text` is missing")
        return self._rendered(value, _sound(html), url)

    def _rendered(self, value: dict[str, Any], html: str, url: str | None) -> Page:
        from onrecord.cleaning.read import render

        layer = render(html)
        return Page(self._id(value), layer.text, url, differs=True, markup=layer.markup)

    def failure(self, error: str) -> dict[str, Any]:
        """The error with the line's number, and its id where that can be read."""
        try:
            value = self._value()
        except ScrapeError:
            value = None
        return {"id": self._id(value), "line": self.number, "error": error}

    def _value(self) -> Any:
        try:
            return json.loads(self.data)
        except json.JSONDecodeError as error:
            raise ScrapeError(f"not JSON: {error.msg} at column {error.colno}") from None
        except UnicodeDecodeError as error:
            raise ScrapeError(f"not UTF-8: {error.reason} at byte {error.start}") from None
        except RecursionError:
            raise ScrapeError("not JSON that can be read: nested too deep") from None
        except ValueError as error:
            raise ScrapeError(f"not JSON that can be read: {error}") from None

    @staticmethod
    def _string(value: dict[str, Any], key: str) -> str | None:
        found = value.get(key)
        if found is not None and not isinstance(found, str):
            raise ScrapeError(f"`{key}` is no string")
        return found

    @staticmethod
    def _id(value: Any) -> str | int | None:
        found = value.get("id") if isinstance(value, dict) else None
        return found if isinstance(found, (str, int)) and not isinstance(found, bool) else None


def _sound(text: str) -> str:
    """A text as files can hold it: with U+FFFD for lone surrogates."""
    try:
        # Much quicker than to search a page for what hardly any has.
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file with one page, text or HTML, in any encoding; `-` is standard input.

    Attributes:
        name: what to call it.
        path: where it lies.
        data: its bytes, where they are read already: another process cannot read a pipe of ours.
    """

    name: str
    path: str
    data: bytes | None = None

    @property
    def size(self) -> int:
        """The length of the file, 0 where nobody can tell."""
        try:
            return os.path.getsize(self.path) if self.data is None else len(self.data)
        except OSError:
            return 0

    def page(self) -> Page:
        """Read and decode the file."""
        from onrecord.cleaning.read import decode

        if self.path.lower().endswith(_JSON_LINES):
            raise ScrapeError("JSON lines are no page", hint=f"give them so: --jsonl {self.path}")
        try:
            data = Path(self.path).read_bytes() if self.data is None else self.data
        except OSError as error:
            raise ScrapeError(f"cannot be read: {error.strerror}") from None
        if _is_json_line(data):
            how = "--jsonl -" if self.data is not None else f"--jsonl {self.path}"
            raise ScrapeError("JSON lines are no page", hint=f"give them so: {how}")
        layer = decode(data, self.path)
        differs = layer.text.encode("utf-8", "surrogatepass") != data
        path = Path(self.path) if self.data is None else None
        return Page(self.name, layer.text, differs=differs, markup=layer.markup, path=path)

    def failure(self, error: str) -> dict[str, Any]:
        """The error with the file's name."""
        return {"id": self.name, "line": None, "error": error}


def _is_json_line(data: bytes) -> bool:
    """Whether a file begins with a line that `--jsonl` reads, whatever it is called."""
    if not data.startswith(b"{"):
        return False
    try:
        LineTask(1, data.partition(b"\n")[0]).page()
    except ScrapeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class RecordTask:
    """A record of a web archive, the file `archive`."""

    record: "WarcPage | WarcProblem"
    archive: str

    @property
    def size(self) -> int:
        """The length of the record's content."""
        return len(getattr(self.record, "data", b""))

    def page(self) -> Page:
        """Decode and render the page that the record holds."""
        from onrecord.cleaning import read, warc

        if isinstance(self.record, warc.WarcProblem):
            raise self.record.error
        layer = read.decode_page(self.record)
        return Page(self.record.id, layer.text, self.record.url, differs=True, markup=layer.markup)

    def failure(self, error: str) -> dict[str, Any]:
        """The error with the record's id, which alone does not say in which of many archives it is."""
        return {"id": self.record.id, "line": None, "error": f"{self.archive}: {error}"}


@dataclass(frozen=True, slots=True)
class Work:
    """What a command does with pages; travels to worker processes.

    Attributes:
        answers: gives the JSON objects for pages.
        tell: the same in a few readable lines; None to answer in JSON.
    """

    answers: Answers
    tell: Callable[[Page, dict[str, Any]], str] | None = None

    def __call__(self, tasks: Sequence[Task]) -> list[tuple[str, bool]]:
        """The answer to each task, without its line end, and whether it is one."""
        read = [_page_or_error(task) for task in tasks]
        answers = iter(self.answers([page for page in read if isinstance(page, Page)]))
        return [
            self._answer(task, page, next(answers))
            if isinstance(page, Page)
            else self._failure(task, page)
            for task, page in zip(tasks, read, strict=True)
        ]

    def _answer(
        self, task: Task, page: Page, answer: Callable[[], dict[str, Any]]
    ) -> tuple[str, bool]:
        try:
            found = answer()
            return self.tell(page, found) if self.tell else dumps(found), True
        except Exception as error:
            return self._failure(task, error)

    def _failure(self, task: Task, error: Exception) -> tuple[str, bool]:
        if isinstance(error, (ModelError, UsageError)):
            # Nothing is wrong with the page, and no other would fare better.
            raise error
        if isinstance(error, OnrecordError):
            # Without the file: the id names it.
            hint = f" ({error.hint})" if error.hint else ""
            failure = task.failure(error.message + hint)
        else:
            # One page that a step cannot digest must not cost the hundred thousand behind it.
            failure = task.failure(f"{type(error).__name__}: {error}")
        if self.tell:
            return f"{failure['id']}: {failure['error']}", False
        return dumps(failure), False


def _page_or_error(task: Task) -> Page | Exception:
    try:
        return task.page()
    except Exception as error:
        return error


def each(answer: Callable[[Page], dict[str, Any]]) -> Answers:
    """The answers of a command that works on one page after the other."""
    return functools.partial(_each, answer)


def _each(
    answer: Callable[[Page], dict[str, Any]], pages: Sequence[Page]
) -> Iterator[Callable[[], dict[str, Any]]]:
    return (functools.partial(answer, page) for page in pages)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that batch commands share."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="file, folder or pattern; - reads one text from standard input",
    )
    parser.add_argument(
        "--jsonl", metavar="IN", help="read JSON lines from IN; - is standard input"
    )
    parser.add_argument(
        "--out",
        default=STANDARD,
        metavar="OUT",
        help="write to OUT, whole or not at all (default: standard output)",
    )
    parser.add_argument(
        "--jobs", type=positive, default=1, metavar="N", help="processes to work with (default: 1)"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="JSON on a terminal too, where PATHs are told in readable form",
    )


def run(
    args: argparse.Namespace,
    answers: Answers,
    tell: Callable[[Page, dict[str, Any]], str],
) -> int:
    """Answer every line or file; 1 where one of them failed."""
    if bool(args.paths) == bool(args.jsonl):
        raise UsageError("give either PATHs or --jsonl IN (see --help)")
    readable = bool(args.paths) and args.out == STANDARD and sys.stdout.isatty() and not args.json
    work = Work(answers, tell if readable else None)
    count = failures = 0
    with _tasks(args) as (tasks, advance), output(args.out) as out:
        for line, sound in in_order(work, tasks, args.jobs):
            out.write(line.encode("utf-8") + b"\n")
            out.flush()
            count += 1
            failures += not sound
            advance(count)
    return code_of(args.command, failures, count, "lines" if args.jsonl else "pages")


def code_of(command: str, failures: int, count: int, what: str) -> int:
    """The exit code of a batch, 1 where something failed, which is told on standard error."""
    if failures:
        print(
            f"onrecord {command}: {failures} of {count} {what} failed; "
            "each says why in its place in the output",
            file=sys.stderr,
        )
    return 1 if failures else 0


def in_order(
    work: Callable[[Sequence[Task]], list[tuple[str, bool]]],
    groups: Iterable[Sequence[Task]],
    jobs: int,
) -> Iterator[tuple[str, bool]]:
    """Work on groups of tasks in one or several processes; answers come in the order of the tasks.

    Only a few groups for each process are in memory at a time, however many there are.
    """
    if jobs == 1:
        yield from chain.from_iterable(map(work, groups))
        return
    # Most work in one process, and do not wait for these.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # Started afresh and not forked: a fork would copy the threads' locks of a loaded model.
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _be_killable)
    waiting: deque = deque()
    try:
        _start(pool, jobs)
        for group in groups:
            waiting.append(pool.submit(work, group))
            while waiting and (len(waiting) >= jobs * _WAITING_PER_JOB or waiting[0].done()):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise OnrecordError(
            "a worker process was killed", hint="memory may have run out: try fewer --jobs"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def together(tasks: Iterable[Task], waits: Callable[[], bool] = lambda: False) -> Iterator[list[Task]]:
    """The tasks in small groups. Where the next task `waits` for somebody to give it, those before
    it are not kept waiting for their answers.
    """
    group: list[Task] = []
    size = 0
    for task in tasks:
        group.append(task)
        size += task.size
        if len(group) == _MOST_TOGETHER or size >= _BYTES_TOGETHER or waits():
            yield group
            group, size = [], 0
    if group:
        yield group


def _waits(stream: BinaryIO) -> bool:
    """Whether the next bytes of a stream may still have to be written by somebody."""
    try:
        return not select.select([stream], [], [], 0)[0]
    except (OSError, ValueError):
        # Nobody can tell.
        return True


@contextmanager
def output(path: str) -> Iterator[BinaryIO]:
    """A stream to write to that becomes the file `path` when all went well, and nothing otherwise.

    `-`, and devices and pipes, which cannot be replaced, are written to as the bytes come.

    Raises:
        UsageError: the file cannot be written there.
    """
    if path == STANDARD:
        yield sys.stdout.buffer
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise UsageError(f"--out {path} is a folder; name a file in it")
    in_place = target.exists() and not target.is_file()
    with _named(path), ExitStack() as stack:
        try:
            stream = stack.enter_context(target.open("wb") if in_place else disk.writing(target))
        except OSError as error:
            raise UsageError(f"--out {path} cannot be written: {error.strerror}") from None
        yield stream


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Say in what file there was no room, which the system does not."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            error.filename = error.filename or path
        raise


@contextmanager
def _tasks(args: argparse.Namespace) -> Iterator[tuple[Iterator[list[Task]], Callable[[int], None]]]:
    """The tasks of the command line in groups, and what to call with the number of those done."""
    if args.jsonl is None:
        files = file_tasks(args.paths)
        begun = 0

        def pages() -> Iterator[Task]:
            nonlocal begun
            for begun, file in enumerate(files):
                yield from _pages(file)

        with _progress(args, len(files)) as update:
            yield together(pages()), lambda count: update(count, begun)
        return
    with lines(args.jsonl) as stream:
        read = 0

        def tasks() -> Iterator[Task]:
            nonlocal read
            for number, data in enumerate(stream, 1):
                read += len(data)
                if not data.isspace():
                    yield LineTask(number, data)

        size = os.fstat(stream.fileno()).st_size or None
        with _progress(args, size) as update:
            groups = together(tasks(), functools.partial(_waits, stream))
            yield groups, lambda count: update(count, read)


@contextmanager
def lines(path: str) -> Iterator[BinaryIO]:
    if path == STANDARD:
        yield _standard_input()
        return
    try:
        # Lines of HTML are long. What comes through a pipe is not waited for.
        stream = open(path, "rb", _READ_AT_ONCE if os.path.isfile(path) else -1)
    except OSError as error:
        raise UsageError(f"--jsonl {path} cannot be read: {error.strerror}") from None
    with stream:
        if stream.peek(len(_GZIP)).startswith(_GZIP):
            raise UsageError(f"--jsonl {path} is compressed; give it so: zcat {path} | … --jsonl -")
        yield stream


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("standard input is closed")
    return sys.stdin.buffer


def _pages(file: FileTask) -> Iterator[Task]:
    """A file as one page, a web archive as its records."""
    from onrecord.cleaning import warc

    try:
        stream = _standard_input() if file.path == STANDARD else open(file.path, "rb")
    except OSError:
        # Said in its place.
        yield file
        return
    with nullcontext() if file.path == STANDARD else stream:
        begin = stream.read(_ENOUGH_TO_TELL)
        if warc.is_warc(begin):
            records = warc.pages(_Resumed(begin, stream), file.path)
            yield from (RecordTask(record, file.name) for record in records)
        elif os.path.isfile(file.path):
            yield file
        else:
            # A pipe gives its bytes once: what was looked at is gone.
            yield replace(file, data=begin + stream.read())


class _Resumed:
    """A stream of which the beginning was read before."""

    def __init__(self, begin: bytes, rest: BinaryIO) -> None:
        self._begin = begin
        self._rest = rest

    def read(self, size: int) -> bytes:
        """The next bytes, `size` at most; none at the end."""
        if not self._begin:
            return self._rest.read(size)
        found, self._begin = self._begin[:size], self._begin[size:]
        return found


def file_tasks(paths: Iterable[str]) -> list[FileTask]:
    """The files that paths mean, each once, in the order given; those of a folder by their names.

    A file is called by its name; one found in a folder by its path from there.

    Raises:
        UsageError: a path leads nowhere.
    """
    found: dict[str, FileTask] = {}
    for given in paths:
        if given == STANDARD:
            found[given] = FileTask(given, given)
            continue
        matches = [given] if os.path.exists(given) else sorted(glob.glob(given, recursive=True))
        if not matches:
            raise UsageError(f"there is no file {given}" if given else "a PATH is empty")
        for match in map(Path, matches):
            if match.is_dir():
                from onrecord.corpus.seeds import scrape_paths

                if not os.access(match, os.R_OK | os.X_OK):
                    raise UsageError(f"the folder {match} may not be read")
                # A pipe among files would keep us waiting for whoever writes to it.
                inside = [path for path in scrape_paths(match) if not path.is_fifo()]
                if not inside and match == Path(given):
                    raise UsageError(f"there is no file in the folder {given}")
                tasks = [FileTask(path.relative_to(match).as_posix(), str(path)) for path in inside]
            else:
                tasks = [FileTask(match.name, str(match))]
            for task in tasks:
                found.setdefault(os.path.realpath(task.path), task)
    return list(found.values())


@contextmanager
def _progress(args: argparse.Namespace, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, unless that is no terminal or the answers go to it themselves."""
    if not sys.stderr.isatty() or (args.out == STANDARD and sys.stdout.isatty()):
        yield lambda count, position: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    what = "lines" if args.jsonl else "pages"
    columns = (
        TextColumn(f"{args.command} {{task.fields[count]:>7,}} {what}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, count=0)
        yield lambda count, position: bar.update(task, completed=position, count=count)


def dumps(value: dict[str, Any]) -> str:
    """A JSON object as one line that UTF-8 can hold."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # An id or an error may hold what UTF-8 cannot; its escape can.
        return json.dumps(value)
    return text


def _start(pool: "ProcessPoolExecutor", jobs: int) -> None:
    """Start the workers so that an interrupt, which a terminal sends to all, stops the parent alone."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    # Blocked here, signals reach us afterwards; the workers inherit the block and keep it.
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        for _ in range(jobs):
            pool.submit(_nothing)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)


def _be_killable() -> None:
    """What a worker does first: a pool that breaks ends its workers by this signal."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _nothing() -> None:
    """A task that only makes a worker start."""
