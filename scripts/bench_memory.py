"""Measure what memory `onrecord clean --jsonl` holds while it reads very many pages.

    python scripts/bench_memory.py --data DIR [--pages 100000] [--text]

DIR holds html.jsonl.gz and text.jsonl.gz, as for bench_cleaning.py. Their pages are given round after
round until there are enough; each round's pages have words and class names of their own, so that no
cache has seen them. The command reads them from a pipe, as it would read a crawl; how much of its
memory is resident (Linux, /proc) is printed along the way, with the CPU seconds so far. On pages
without end the last figures are what the first ones were.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from bench_cleaning import markdown, records

# A word in so many, and every class name, is new in each round.
_WORD = re.compile(r"(?<=[\s>])((?:[^\W\d_]+ ){12}[^\W\d_]+)(?= )")
_CLASS = re.compile(r"(\bclass=[\"'])")
SHOWN = 20


def rounds(pages: list[dict], kind: str) -> Iterator[dict]:
    """The pages without end, those of each round different from those of all others."""
    for turn in count():
        for page in pages:
            new = _WORD.sub(rf"\g<1>{turn}", page[kind])
            if kind == "html":
                new = _CLASS.sub(rf"\g<1>r{turn} ", new)
            yield {"id": f"{turn} {page['id']}", "url": page.get("url"), kind: new}


def resident(process: int) -> float:
    """The resident memory of a running process in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu_seconds(process: int) -> float:
    """What a running process has used of the processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(given: Iterator[dict], total: int) -> Iterator[list[str]]:
    """After every twentieth part of `total` pages: pages, resident and greatest memory, CPU seconds."""
    command = [sys.executable, "-m", "onrecord", "clean", "--jsonl", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def feed() -> None:
            with process.stdin:
                for page in islice(given, total):
                    process.stdin.write(json.dumps(page).encode() + b"\n")

        threading.Thread(target=feed, daemon=True).start()
        greatest, done = 0.0, 0
        for done, line in enumerate(process.stdout, 1):
            if b'"error"' in line[:200]:
                raise SystemExit(f"page {done} failed: {line[:200]!r}")
            if done % 100 == 0:
                now = resident(process.pid)
                greatest = max(greatest, now)
                if done % max(100, total // SHOWN) == 0:
                    yield [str(done), f"{now:.0f}", f"{greatest:.0f}", f"{cpu_seconds(process.pid):.0f}"]
        if done < total:
            raise SystemExit(f"only {done} of {total} pages came back")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the pages")
    parser.add_argument("--pages", type=int, default=100_000, help="how many (default: 100000)")
    parser.add_argument("--text", action="store_true", help="text instead of HTML")
    asked = parser.parse_args()
    kind = "text" if asked.text else "html"
    rows = []
    for row in measure(rounds(records(asked.data, kind, None), kind), asked.pages):
        print(*row, flush=True, file=sys.stderr)
        rows.append(row)
    print(markdown([f"pages ({kind})", "MB", "most so far", "CPU s"], rows))


if __name__ == "__main__":
    main()
