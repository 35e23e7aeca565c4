"""How the tests of the command line run it: as users do, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

GENEROUS = 300
"""Seconds after which a command hangs, on the slowest machine."""

NEWS = (
    "The mayor, Ada Vole, opened the bridge on Monday.\n\n"
    "“We will build another one next year,” Vole said.\n\n"
    "“Nobody asked for this one,” said Tim Oak, a ferryman.\n"
)
"""An invented clean text."""


def onrecord(
    *arguments: object,
    given: bytes | str = b"",
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command, with `given` on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=GENEROUS,
        cwd=cwd,
        env=env,
        check=False,
    )


def lines(*values: Any) -> bytes:
    """Values as JSON lines; bytes stand for themselves."""
    return b"".join(
        (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n"
        for value in values
    )


def objects(output: bytes) -> list[dict[str, Any]]:
    """The JSON lines of an output."""
    return [json.loads(line) for line in output.splitlines()]
