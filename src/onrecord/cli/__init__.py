"""The command `onrecord`: one module a subcommand, whose docstring is its help."""

import argparse
import errno
import gc
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import onrecord
from onrecord.cli.common import UsageError, replacing, utf8
from onrecord.errors import OnrecordError
from onrecord.view.plain import printable

COMMANDS = (
    "add",
    "clean",
    "annotate",
    "validate",
    "build",
    "freeze",
    "review",
    "release",
    "diff",
    "verify",
    "reproduce",
    "publish",
    "hydrate",
    "cite",
    "view",
    "entities",
    "sites",
    "resolve",
)

OK, FINDINGS, USAGE = 0, 1, 2
"""Exit codes: all well; something was found wrong with the input; the command was misused."""
_WAYS_OUT = {
    errno.EACCES: "allow it, or name another place",
    errno.EPERM: "allow it, or name another place",
    errno.EROFS: "name another place",
    errno.ENOSPC: "make room there, or name another place",
    errno.EDQUOT: "make room there, or name another place",
    errno.EISDIR: "name a file",
    errno.ENOTDIR: "a file stands where a folder is needed; name another place",
    errno.EEXIST: "a file stands where a folder is needed; name another place",
    errno.ENOENT: "check the name",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.EMFILE: "allow more open files: ulimit -n",
}
_COLLECTED_AFTER = 10_000
_AGAIN_AFTER = 0.05
"""Seconds after which a signal that was dropped comes again."""
SIGNALLED = 128
"""The exit code of a command that was stopped is this and the signal's number, as in shells."""


class Stopped(KeyboardInterrupt):
    """A signal asks the command to end: it cleans up and says so.

    No plain KeyboardInterrupt, since Python then ends by the signal itself, exit code lost, if the interrupt
    came while a string was executed, as happens in every import of a module with a dataclass.
    """

    def __init__(self, number: int) -> None:
        self.number = number


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    if sys.stderr is None:
        # Somebody closed it. Nobody is to be told anything, and no file is to be opened in its place.
        sys.stderr = open(os.devnull, "w")
    if sys.stdout is None:
        print("onrecord: standard output is closed", file=sys.stderr)
        return USAGE
    # A tenth of the time until the first page is done goes into looking for garbage among what is
    # imported to stay.
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECTED_AFTER)
    try:
        with _stoppable(), _insistent():
            return _run(argv)
    except KeyboardInterrupt as stop:
        print("onrecord: stopped; nothing half-written was left", file=sys.stderr)
        return SIGNALLED + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
    finally:
        gc.set_threshold(*usual)


def _run(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    replacing(sys.stdout)
    parser = _parser(arguments)
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if parsed.command is None:
        parser.print_help()
        return USAGE
    if getattr(parsed, "json", False):
        utf8(sys.stdout)
    try:
        code = parsed.run(parsed)
        # What cannot be written is told here, not by Python at its end.
        sys.stdout.flush()
        return code
    except UsageError as error:
        _complain(f"onrecord {parsed.command}: {error}")
        return USAGE
    except OnrecordError as error:
        _complain(f"onrecord: {error}")
        return FINDINGS
    except BrokenPipeError:
        # The reader of our output went away, as `head` does: no reason to complain.
        _give_up_output()
        return OK
    except OSError as error:
        _complain(f"onrecord: {_told(error)}")
        return FINDINGS


def _complain(what: str) -> None:
    # Names of files may hold what steers a terminal, or what no encoding has.
    print(printable(what), file=sys.stderr)


def _told(error: OSError) -> str:
    """What the system refused: which file, why, what to do."""
    try:
        sys.stdout.flush()
    except OSError:
        _give_up_output()
    what = error.strerror or str(error)
    if error.filename:
        what = f"{error.filename}: {what}"
    hint = _WAYS_OUT.get(error.errno or 0)
    return f"{what} ({hint})" if hint else what


def _give_up_output() -> None:
    """Let go of what standard output has not taken, so that Python does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _stoppable() -> Iterator[None]:
    """Make an exception of an interrupt and of a polite kill, where nobody else deals with them."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    if threading.current_thread() is not threading.main_thread():
        usual = {}
    ours = {number: by for number, by in usual.items() if signal.getsignal(number) is by}
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)


@contextmanager
def _insistent() -> Iterator[None]:
    """Have a signal come again where Python dropped the exception that it made.

    It drops what is raised in a callback of a weak reference, and every import runs some of these; so a
    command told to stop while it started could go on for ever.
    """
    usual = sys.unraisablehook
    coming: list[threading.Timer] = []

    def hook(dropped: "sys.UnraisableHookArgs") -> None:
        if not isinstance(dropped.exc_value, Stopped):
            usual(dropped)
            return
        # Not from here, where it would be dropped as well; and to the main thread, which may be reading.
        signalled = (threading.main_thread().ident, dropped.exc_value.number)
        timer = threading.Timer(_AGAIN_AFTER, signal.pthread_kill, signalled)
        timer.daemon = True
        timer.start()
        coming.append(timer)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = usual
        for timer in coming:
            timer.cancel()
            timer.join()


def _stop(number: int, _: object) -> None:
    # Not there where no worker was wanted, nor while it is being imported.
    parent = getattr(sys.modules.get("multiprocessing"), "parent_process", None)
    if parent and parent() is not None:
        # A worker has nothing to clean up; who started it does.
        os._exit(SIGNALLED + number)
    raise Stopped(number)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Raw news scrapes into an annotated corpus that people can train on, extend and cite.",
        epilog="Example:\n  onrecord build",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"onrecord {onrecord.__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    # Who names a command does not wait for the others.
    for name in arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS:
        module = importlib.import_module(f"onrecord.cli.{name}")
        summary, _, rest = (module.__doc__ or "").partition("\n")
        description, _, example = rest.partition("Example:")
        subparser = subparsers.add_parser(
            name,
            help=summary.rstrip("."),
            description=f"{summary}\n{description.rstrip()}",
            epilog=f"Example:{example.rstrip()}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        # What a command needs to declare its arguments, the list of all need not import.
        if name in arguments:
            module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return parser
