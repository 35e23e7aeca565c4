"""The command `onrecord`: one module a subcommand, whose docstring is its help."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

import onrecord
from onrecord.cli.common import UsageError
from onrecord.errors import OnrecordError

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
    "resolve",
)

OK, FINDINGS, USAGE = 0, 1, 2
"""Exit codes: all well; something was found wrong with the input; the command was misused."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(arguments)
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if parsed.command is None:
        parser.print_help()
        return USAGE
    try:
        return parsed.run(parsed)
    except UsageError as error:
        print(f"onrecord {parsed.command}: {error}", file=sys.stderr)
        return USAGE
    except OnrecordError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        return FINDINGS
    except BrokenPipeError:
        # The reader of our output went away, as `head` does: no reason to complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        print("onrecord: stopped; nothing half-written was left", file=sys.stderr)
        return 130


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Raw news scrapes into an annotated corpus that people can train on, extend and cite.",
        epilog="Example:\n  onrecord build",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"onrecord {onrecord.__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
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
        # What one command needs to declare its arguments, the others need not import.
        if name in arguments:
            module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return parser
