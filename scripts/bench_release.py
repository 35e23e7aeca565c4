"""Measure what a release promises: the same bytes, no flipped byte missed, nothing torn by dying, speed.

Usage: python scripts/bench_release.py [builds] [flips] [kills] [diff] [stream]; all of them by default.
Works on a copy of this repository's corpus, frozen, in a temporary folder; prints one JSON object a line.
"""

import contextlib
import datetime
import hashlib
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

import onrecord
from onrecord.corpus.folder import Folder
from onrecord.dataset import manifest as manifests
from onrecord.dataset.build import build
from onrecord.dataset.features import schema
from onrecord.dataset.parquet import ROW_GROUP_ROWS
from onrecord.errors import LoadError
from onrecord.records import Article, Mention
from onrecord.release.difference import difference, summarise
from onrecord.release.publish import publish
from onrecord.release.release import carry_out, frozen, plan
from onrecord.release.side import Folder as DatasetFolder
from onrecord.release.verify import verify

ROOT = Path(__file__).parent.parent
DAY = "2026-11-30"
KEPT = ("seeds", "corpus", "CHANGELOG.md", "DATASHEET.md", "LICENSE-DATA")
COMMAND = "import sys; from onrecord.cli import main; print('ready', flush=True); sys.exit(main(sys.argv[1:]))"


def house(folder: Path, order: int | None = None) -> Folder:
    """A frozen copy of the corpus, its files written in some order."""
    names = [
        p for kept in KEPT for p in [ROOT / kept, *sorted((ROOT / kept).rglob("*"))] if p.is_file()
    ]
    names = [p for p in names if "data" not in p.parts and "releases" not in p.parts]
    random.Random(order).shuffle(names)
    for path in names:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return Folder(folder)


def run(arguments: list[str], env: dict[str, str] | None = None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def hashes(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): manifests.sha256_of(p)
        for p in folder.rglob("*")
        if p.is_file()
    }


def builds(scratch: Path, times: int = 20) -> dict[str, Any]:
    """Releases of copies in random orders, locales, time zones and hash seeds."""
    found = set()
    zones, locales = ["UTC", "Pacific/Chatham", "America/Caracas"], ["C", "C.UTF-8", "POSIX"]
    for number in range(times):
        folder = house(scratch / f"build{number}", number)
        for scrape in folder.seeds.glob("*.txt") if number % 2 else ():
            scrape.unlink()
        env = {
            "PYTHONHASHSEED": str(number % 2),
            "LC_ALL": locales[number % 3],
            "TZ": zones[number // 3 % 3],
        }
        child = run(["release", "--root", str(folder.root), "--date", DAY, "--json"], env)
        child.communicate()
        found.add(
            json.dumps(hashes(folder.root / "dist"), sort_keys=True)
            if child.returncode == 0
            else "failed"
        )
        shutil.rmtree(folder.root)
    return {
        "measured": "builds",
        "times": times,
        "different": len(found),
        "failed": "failed" in found,
    }


def flips(scratch: Path, times: int = 1000) -> dict[str, Any]:
    """Bytes flipped anywhere in a release, and how many of them verify and load refuse by name."""
    planned = plan(house(scratch / "flips"), day=datetime.date.fromisoformat(DAY))
    out = carry_out(planned, tag=False)
    chance = random.Random(1)
    names = sorted(planned.made.files)
    verified = loaded = 0
    for _ in range(times):
        name = chance.choice(names)
        data = bytearray(planned.made.files[name])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (out / name).write_bytes(data)
        try:
            verified += [p.split(" ")[0] for p in verify(out).problems] == [name]
        except LoadError as error:
            verified += name in str(error)
        try:
            onrecord.load("quotes", source=out)
        except LoadError as error:
            loaded += name in str(error)
        (out / name).write_bytes(planned.made.files[name])
    return {"measured": "flips", "times": times, "verify_named": verified, "load_named": loaded}


def kills(scratch: Path, times: int = 200) -> dict[str, Any]:
    """Release and publish killed at random moments: torn folders, and next runs that did not complete."""
    folder = house(scratch / "kills")
    expected = plan(folder, day=datetime.date.fromisoformat(DAY))
    whole = carry_out(expected, tag=False)
    wanted = hashes(whole)
    shutil.move(whole, scratch / "onrecord-0.1.0")
    shutil.rmtree(folder.corpus / "releases")
    chance = random.Random(2)
    torn = incomplete = died = 0
    started = time.monotonic()
    child = run(["release", "--root", str(folder.root), "--date", DAY])
    child.communicate()
    lasts = time.monotonic() - started
    for number in range(times):
        shutil.rmtree(folder.root / "dist", ignore_errors=True)
        shutil.rmtree(folder.corpus / "releases", ignore_errors=True)
        shop = folder.root / "dist"
        if number % 2:
            arguments = ["publish", str(scratch / "onrecord-0.1.0"), "--to", str(shop)]
        else:
            arguments = ["release", "--root", str(folder.root), "--date", DAY]
        child = run(arguments)
        # Imports take most of the time and write nothing, so that the later part is aimed at.
        time.sleep(chance.uniform(0.5, 1.02) * lasts * (0.6 if number % 2 else 1))
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            died += 1
        child.communicate()
        there = shop / "onrecord-0.1.0"
        is_release = (there / manifests.NAME).is_file()
        torn += is_release and hashes(there) != wanted
        if number % 2:
            publish(scratch / "onrecord-0.1.0", str(shop))
        elif not (folder.corpus / "releases" / "0.1.0.json").is_file():
            carry_out(plan(folder, day=datetime.date.fromisoformat(DAY)), tag=False)
        incomplete += {n: h for n, h in hashes(there).items() if not n.endswith(".part")} != wanted
    return {
        "measured": "kills",
        "times": times,
        "died": died,
        "torn": torn,
        "incomplete": incomplete,
    }


def diff(scratch: Path, rows: int = 2_000_000) -> dict[str, Any]:
    """Two datasets of many mentions that differ in a few, and the memory that comparing them took."""
    corpus = frozen(house(scratch / "diff")).corpus
    base = pa.Table.from_batches(
        [pq.read_table(io.BytesIO(data)).combine_chunks().to_batches()[0]
         for path, data in build(corpus, {}).files.items() if path.startswith("data/mentions/train")]
    )  # fmt: skip
    for name in ("before", "after"):
        _many(base, rows, scratch / name, edited=name == "after")
    child = subprocess.run(
        [sys.executable, __file__, "compare", str(scratch / "before"), str(scratch / "after")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {"measured": "diff", "rows": rows, **json.loads(child.stdout)}


def _many(base: pa.Table, rows: int, folder: Path, edited: bool) -> None:
    """A dataset of this many mentions, the base's over and over under new ids."""
    path = folder / "data" / "mentions" / "train-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema(Mention), compression="zstd") as writer:
        for start in range(0, rows, base.num_rows):
            ids = [f"a-{start + i:012x}.m001" for i in range(base.num_rows)]
            if edited and start == 0:
                ids[-1] = ids[-1].replace(".m001", ".m002")
            table = base.set_column(0, "id", pa.array(ids))
            writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
    files = {"data/mentions/train-0.parquet": b""}
    manifest = manifests.manifest(
        dataset_version="0.0.0", content_hash="0" * 64, files=files, counts={}, inputs={}
    )
    manifest["files"]["data/mentions/train-0.parquet"]["sha256"] = manifests.sha256_of(path)
    manifest = manifests.sealed(manifest)
    (folder / manifests.NAME).write_bytes(manifests.dumps(manifest))


def compare(before: str, after: str) -> dict[str, Any]:
    """Compare two datasets in a process of its own."""
    started = time.monotonic()
    summary = summarise(difference(DatasetFolder(Path(before)), DatasetFolder(Path(after))))
    return {
        "seconds": round(time.monotonic() - started, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "found": summary.json()["counts"],
    }


def stream(scratch: Path, megabytes: int = 1000) -> dict[str, Any]:
    """The first streamed example of a large file, against a plain scanner over the same file."""
    corpus = frozen(house(scratch / "stream")).corpus
    article = next(a for a in corpus.articles if a.text)
    path = scratch / "big" / "articles.parquet"
    path.parent.mkdir()
    from onrecord.dataset.features import row

    chance = random.Random(3)
    with pq.ParquetWriter(
        path, schema(Article), compression="zstd", write_page_index=True
    ) as writer:
        number = 0
        while not path.exists() or path.stat().st_size < megabytes * 1_000_000:
            rows = []
            for _ in range(ROW_GROUP_ROWS):
                number += 1
                # Text that does not compress away, so that a gigabyte is one.
                noise = " ".join(hashlib.sha256(chance.randbytes(8)).hexdigest() for _ in range(60))
                rows.append(row(article) | {"id": f"a-{number:012x}", "text": noise})
            writer.write_table(pa.Table.from_pylist(rows, schema=schema(Article)))
    from datasets import load_dataset

    def first_of_scanner() -> str:
        scanner = pa.dataset.dataset(path).scanner(batch_size=ROW_GROUP_ROWS)
        return next(iter(scanner.to_batches())).slice(0, 1).to_pylist()[0]["id"]

    def first_of_stream() -> str:
        rows = load_dataset(
            "parquet", data_files={"train": str(path)}, split="train", streaming=True
        )
        return next(iter(rows))["id"]

    times = {f.__name__: [_timed(f) for _ in range(5)] for f in (first_of_scanner, first_of_stream)}
    return {
        "measured": "stream", "megabytes": path.stat().st_size // 1_000_000,
        **{name: round(sorted(seconds)[2], 3) for name, seconds in times.items()},
    }  # fmt: skip


def _timed(function: Callable[[], Any]) -> float:
    started = time.monotonic()
    function()
    return time.monotonic() - started


MEASURES = {"builds": builds, "flips": flips, "kills": kills, "diff": diff, "stream": stream}


def main() -> None:
    """Run what the command line names."""
    if sys.argv[1:2] == ["compare"]:
        print(json.dumps(compare(*sys.argv[2:])))
        return
    for name in sys.argv[1:] or MEASURES:
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stderr(io.StringIO()):
            measured = MEASURES[name](Path(scratch))
        print(json.dumps(measured), flush=True)


if __name__ == "__main__":
    main()
