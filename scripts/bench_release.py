"""Measure what a release promises: the same bytes, no flipped byte missed, nothing torn by dying, speed.

Usage: python scripts/bench_release.py [--out PAGE] [MEASURE …]; all of them by default, which takes an hour.
Measures: builds, kills, flips, diff, stream, load. Works on copies of this repository's corpus in a temporary
folder (`TMPDIR` says where; `stream` and `load` need 8 GB there). Reserved scrapes in `seeds/` are used if they
are at hand. With --out each measure's section of that page is made anew and the others stay. In a checkout that
is not the installed one, set `PYTHONPATH=src`.
"""

import argparse
import contextlib
import datetime
import hashlib
import inspect
import io
import json
import os
import platform
import random
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import onrecord
from onrecord.cli import main as onrecord_command
from onrecord.corpus import annotations as store
from onrecord.corpus.compose import machine_provenance
from onrecord.corpus.folder import Folder
from onrecord.corpus.freeze import freeze
from onrecord.dataset import manifest as manifests
from onrecord.dataset.about import About
from onrecord.dataset.build import build
from onrecord.dataset.card import Part, card
from onrecord.dataset.features import row, schema
from onrecord.dataset.files import CARD
from onrecord.dataset.parquet import CHUNKING, ROW_GROUP_ROWS
from onrecord.disk import write_whole
from onrecord.errors import LoadError
from onrecord.records import Article, Mention
from onrecord.release.difference import difference, summarise
from onrecord.release.release import carry_out, frozen, plan
from onrecord.release.side import Folder as DatasetFolder
from onrecord.release.verify import verify

ROOT = Path(__file__).parent.parent
DAY = "2026-11-30"
KEPT = ("seeds", "corpus", "CHANGELOG.md", "DATASHEET.md", "LICENSE-DATA")
BUILT = {"data", "releases"}
ZONES = ("UTC", "Pacific/Chatham", "America/Caracas")
LOCALES = ("C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8")
LARGE = "data/articles/train-0.parquet"
NOISE = 4000
"""Random bytes in each text of a large release."""
PACKAGES = ("onrecord", "datasets", "pyarrow", "pydantic", "huggingface_hub")

Table = list[tuple[str, str]]
"""What was measured, and the figure."""


def house(folder: Path, order: int | None = None) -> Folder:
    """A copy of the corpus, without what was built or released, its files written in random order."""
    names = [p for kept in KEPT for p in [ROOT / kept, *(ROOT / kept).rglob("*")] if p.is_file()]
    names = [p for p in sorted(names) if not BUILT & set(p.relative_to(ROOT).parts)]
    random.Random(order).shuffle(names)
    for path in names:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return Folder(folder)


def small(folder: Path, order: int | None = None) -> Folder:
    """A copy with three open articles of each split."""
    copy = house(folder, order)
    path = copy.ledger / "articles.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    kept = []
    for split in sorted({allotted["split"] for allotted in rows}):
        ids = [allotted["id"] for allotted in rows if allotted["split"] == split]
        kept += [i for i in ids if store.read(copy.annotation_path(i)).rights == "open"][:3]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows if r["id"] in kept))
    (copy.ledger / "entities.jsonl").unlink()
    shutil.rmtree(copy.corpus / "decisions", ignore_errors=True)
    for annotation in copy.annotation_paths():
        if annotation.stem not in kept:
            for scrape in copy.seeds.rglob(f"{store.read(annotation).file}*"):
                scrape.unlink()
            annotation.unlink()
    return copy


def small_frozen(folder: Path) -> Folder:
    """The same, ready to be released."""
    copy = small(folder)
    freeze(copy, machine_provenance(onrecord.__version__))
    return copy


def start(arguments: list[str], env: dict[str, str] | None = None) -> subprocess.Popen:
    """The command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord", *arguments],
        env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def fork(arguments: list[str]) -> int:
    """The command in a process group of its own, forked from here to spare it the imports; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setsid()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = onrecord_command(arguments)
    finally:
        # Whatever happened, the child does not go on as its parent.
        os._exit(code)


def finish(child: subprocess.Popen) -> None:
    """Wait for a command that has to succeed."""
    _, said = child.communicate()
    if child.returncode:
        raise RuntimeError(said.decode())


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder."""
    return {
        p.relative_to(folder).as_posix(): manifests.sha256_of(p)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


# --- the same bytes -------------------------------------------------------------------------------


def builds(scratch: Path, times: int = 20) -> Table:
    """Build and release copies of the corpus, and count the different bytes of each file."""
    found: dict[str, set[str]] = {}
    for number in range(times):
        env = {
            "PYTHONHASHSEED": str(number % 2),
            "LC_ALL": LOCALES[number % 3],
            "TZ": ZONES[number // 3 % 3],
        }
        folder = house(scratch / "released", number)
        withheld = [p for p in folder.seeds.glob("*.txt")]
        for scrape in withheld if number % 2 else ():
            scrape.unlink()
        finish(start(["release", "--root", str(folder.root), "--date", DAY], env))
        made = hashes(folder.root / "dist") | {
            p: manifests.sha256_of(folder.root / p) for p in ("CITATION.cff", "CHANGELOG.md")
        }
        shutil.rmtree(folder.root)
        # Without its annotations every page is cleaned and annotated by the models.
        folder = small(scratch / "built", number)
        for path in folder.annotation_paths():
            path.unlink()
        jobs = str(number % 4 + 1)
        finish(start(["build", "--root", str(folder.root), "--jobs", jobs], env))
        made |= {f"built/{n}": h for n, h in hashes(folder.corpus / "data").items()}
        for name in ("README.md", "manifest.json"):
            made[f"built/{name}"] = manifests.sha256_of(folder.corpus / name)
        shutil.rmtree(folder.root)
        for name, sha256 in made.items():
            found.setdefault(name, set()).add(sha256)
        found.setdefault("", set()).add(json.dumps(sorted(made)))
    names = {name for name in found if name and not name.endswith(".lock")}
    return [
        ("releases of copies whose files were written in random orders", str(times)),
        ("builds of nine pages without annotations, by the models in 1 to 4 processes", str(times)),
        ("locales", ", ".join(LOCALES)),
        ("time zones", ", ".join(ZONES)),
        ("`PYTHONHASHSEED`", "0, 1"),
        ("reserved scrapes in `seeds/`", f"{len(withheld)}, there in half of the releases"),
        ("files compared", str(len(names))),
        ("different lists of files (should be 1)", str(len(found[""]))),
        ("files with more than one SHA-256", str(sum(len(found[name]) > 1 for name in names))),
    ]


# --- dying ----------------------------------------------------------------------------------------


def kills(scratch: Path, times: int = 100) -> Table:
    """Kill `release` and `publish` at random moments, look at what lies there, and run them again."""
    return [
        *_killed("release", times, *_release_case(scratch / "release")),
        *_killed("publish", times, *_publish_case(scratch / "publish")),
    ]


Torn = Callable[[], bool]


def _killed(
    name: str, times: int, begin: Callable[[], None], arguments: list[str], out: Path, torn: Torn,
    whole: Callable[[], bool],
) -> Table:  # fmt: skip
    """Kill a command that many times, by turns anywhere in its run and while it writes.

    Args:
        begin: puts everything back as it was before the command.
        out: what the command writes first.
        torn: whether what lies there pretends to be whole and is not.
        whole: whether what lies there is as it should be in the end, and nothing else.
    """
    begin()
    started = time.monotonic()
    child = fork(arguments)
    while not out.exists():
        time.sleep(0.001)
    writes = time.monotonic()
    os.waitpid(child, 0)
    lasts, writes = time.monotonic() - started, time.monotonic() - writes
    if not whole():
        raise RuntimeError(f"{name} did not complete even when nobody killed it")
    chance = random.Random(7)
    counts = dict.fromkeys(("runs", "died", "nothing", "torn", "incomplete"), 0)
    # A run that had ended before its moment came is no kill.
    while counts["died"] < times:
        number = counts["runs"]
        counts["runs"] += 1
        begin()
        child = fork(arguments)
        if number % 2:
            until = time.monotonic() + 10 * lasts
            while not out.exists() and time.monotonic() < until:
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, writes))
        else:
            time.sleep(chance.uniform(0, lasts))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        counts["died"] += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        counts["nothing"] += not out.exists()
        counts["torn"] += torn()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            onrecord_command(arguments)
        counts["incomplete"] += not whole()
    return [
        (f"`{name}` killed by SIGKILL with all its processes", f"{counts['died']} of {counts['runs']} runs"),
        (f"`{name}`: before it wrote anything", str(counts["nothing"])),
        (f"`{name}`: half a release left", str(counts["torn"])),
        (f"`{name}`: not complete after the next run, or something left over", str(counts["incomplete"])),
    ]  # fmt: skip


def _git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A Bench", "-c", "user.email=bench@example.org"]
    return subprocess.run(
        ["git", *who, "-C", str(root), *arguments], capture_output=True, text=True, check=True
    ).stdout


def _release_case(scratch: Path) -> tuple[Callable[[], None], list[str], Path, Torn, Torn]:
    root, kept = scratch / "house", scratch / "before"
    small_frozen(kept)
    (kept / ".gitignore").write_text("/seeds/*\n!/seeds/*.toml\n!/seeds/open/\n/dist/\n")
    _git(kept, "init", "--quiet")
    _git(kept, "config", "user.name", "A Bench")
    _git(kept, "config", "user.email", "bench@example.org")
    _git(kept, "add", "-A")
    _git(kept, "commit", "--quiet", "-m", "before")
    made = plan(Folder(kept), day=datetime.date.fromisoformat(DAY))
    expected = {n: hashlib.sha256(d).hexdigest() for n, d in made.made.files.items()}
    release = root / "dist" / "onrecord-0.1.0"

    def begin() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(kept, root)

    def tagged() -> bool:
        return _git(root, "tag", "--list").split() == ["v0.1.0"]

    def whole() -> bool:
        return (
            tagged()
            and hashes(root / "dist") == {f"onrecord-0.1.0/{n}": h for n, h in expected.items()}
            and all((root / n).read_bytes() == d for n, d in made.kept.items())
            and _git(root, "status", "--porcelain") == ""
        )

    def torn() -> bool:
        return (release.exists() and hashes(release) != expected) or (tagged() and not whole())

    arguments = ["release", "0.1.0", "--root", str(root), "--date", DAY]
    return begin, arguments, root / "dist", torn, whole


def _publish_case(scratch: Path) -> tuple[Callable[[], None], list[str], Path, Torn, Torn]:
    made = carry_out(plan(small_frozen(scratch), day=datetime.date.fromisoformat(DAY)), tag=False)
    expected = hashes(made)
    shop = scratch / "shop"
    place = shop / made.name

    def begin() -> None:
        shutil.rmtree(shop, ignore_errors=True)

    def whole() -> bool:
        return hashes(place) == expected

    def torn() -> bool:
        return (place / manifests.NAME).exists() and not whole()

    return begin, ["publish", str(made), "--to", str(shop)], shop, torn, whole


# --- flipped bytes --------------------------------------------------------------------------------


def flips(scratch: Path, times: int = 1000) -> Table:
    """Flip bytes anywhere in a release, and count how many `verify` and `load` refuse by name."""
    planned = plan(house(scratch), day=datetime.date.fromisoformat(DAY))
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
    return [
        ("files of the release", str(len(names))),
        ("bits flipped, in files drawn evenly", str(times)),
        ("`verify` refuses and names the file and no other", str(verified)),
        ("`load` refuses and names the file", str(loaded)),
    ]


# --- the difference of large datasets -------------------------------------------------------------


def diff(scratch: Path, sizes: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)) -> Table:
    """Compare two datasets of many mentions, and take the memory that it needed."""
    corpus = frozen(house(scratch / "house")).corpus
    files = build(corpus, {}).files
    (data,) = (files[name] for name in files if name.startswith("data/mentions/train"))
    base = pq.read_table(io.BytesIO(data)).combine_chunks()
    table: Table = []
    for rows in sizes:
        expected = {"added": 0, "edited": 0, "removed": 0}
        for name in ("before", "after"):
            shutil.rmtree(scratch / name, ignore_errors=True)
            _many_mentions(base, rows, scratch / name, expected if name == "after" else None)
        child = subprocess.run(
            [sys.executable, __file__, "--compare", str(scratch / "before"), str(scratch / "after")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(child.stdout)
        if told["found"] != {"mentions": expected}:
            raise RuntimeError(f"found {told['found']}, not {expected}")
        megabytes = (scratch / "after" / "data/mentions/train-0.parquet").stat().st_size >> 20
        table.append(
            (
                f"{rows:,} mentions a side ({megabytes} MB), of which {sum(expected.values()):,} differ",
                f"{told['seconds']:.0f} s, at most {told['peak_megabytes']} MB of memory",
            )
        )
    return table


def _many_mentions(
    base: pa.Table, rows: int, folder: Path, changes: dict[str, int] | None
) -> None:
    """A dataset of the base's mentions over and over under new ids; with a few changes in each hundredth."""
    name = "data/mentions/train-0.parquet"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    group = base.slice(0, ROW_GROUP_ROWS)
    step = max(1, rows // 100 // len(group)) * len(group)
    with pq.ParquetWriter(path, schema(Mention), compression="zstd") as writer:
        for first in range(0, rows, len(group)):
            count = min(len(group), rows - first)
            ids = [f"a-{first + i:012x}.m001" for i in range(count)]
            labels = group["label"].slice(0, count).to_pylist()
            if changes is not None and first % step == 0:
                ids[-1] = ids[-1].replace(".m001", ".m002")
                labels[0] = (labels[0] + 1) % 3
                for kind in changes:
                    changes[kind] += 1
            table = group.slice(0, count).set_column(0, "id", pa.array(ids))
            place = table.column_names.index("label")
            label = pa.array(labels, table.schema.field("label").type)
            writer.write_table(table.set_column(place, table.schema.field("label"), label))
    _seal(folder, "0.0.0", {"mentions": {"train": rows}})


def _seal(folder: Path, dataset_version: str, counts: dict[str, dict[str, int]]) -> None:
    """Write the manifest of files too large to hold in memory."""
    value = manifests.manifest(
        dataset_version=dataset_version, content_hash="0" * 64, files={}, counts=counts, inputs={}
    )
    value["files"] = {
        path.relative_to(folder).as_posix(): {
            "sha256": manifests.sha256_of(path),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != manifests.NAME
    }
    write_whole(folder / manifests.NAME, manifests.dumps(manifests.sealed(value)))


def compare(before: str, after: str) -> dict[str, object]:
    """Compare two datasets, in a process of its own so that its memory is known."""
    started = time.monotonic()
    summary = summarise(difference(DatasetFolder(Path(before)), DatasetFolder(Path(after))))
    return {
        "seconds": time.monotonic() - started,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "found": summary.json()["counts"],
    }


# --- loading large releases -----------------------------------------------------------------------


def large(folder: Path, megabytes: int) -> Path:
    """A release whose training articles make one file of this size: ours over and over under new ids.

    The text of each copy is random, so that a gigabyte does not compress away; otherwise the layout is that
    of every release.
    """
    corpus = frozen(house(folder.parent / "house")).corpus
    files = build(corpus, {}).files
    for name, data in files.items():
        if not name.startswith("data/articles/train"):
            write_whole(folder / name, data)
    articles = [row(a) for a in corpus.articles if a.text]
    chance = random.Random(3)
    path = folder / LARGE
    group = pa.Table.from_pylist(
        [articles[i % len(articles)] for i in range(ROW_GROUP_ROWS)], schema=schema(Article)
    )
    place = group.column_names.index("text")
    written = 0
    with pq.ParquetWriter(
        path, group.schema, compression="zstd", write_page_index=True,
        use_content_defined_chunking=CHUNKING, store_schema=True,
    ) as writer:  # fmt: skip
        while not path.exists() or path.stat().st_size < megabytes * 1_000_000:
            ids = [f"a-{written + i:012x}" for i in range(ROW_GROUP_ROWS)]
            texts = [chance.randbytes(NOISE).hex(" ", 4) for _ in range(ROW_GROUP_ROWS)]
            table = group.set_column(0, group.schema.field("id"), pa.array(ids))
            writer.write_table(table.set_column(place, group.schema.field("text"), pa.array(texts)))
            written += ROW_GROUP_ROWS
        writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
    parts: dict[str, dict[str, Part]] = {}
    for file in sorted((folder / "data").rglob("*.parquet")):
        split = file.name.partition("-")[0]
        part = _part(file.relative_to(folder).as_posix(), file)
        parts.setdefault(file.parent.name, {})[split] = part
    readme = card(
        about=About(), dataset_version="0.1.0", content_hash="0" * 64, licenses=["CC0-1.0"],
        parts=parts, fictional=written, withheld=0,
    )  # fmt: skip
    (folder / CARD).write_text(readme, encoding="utf-8")
    counts = {c: {s: part.rows for s, part in splits.items()} for c, splits in parts.items()}
    _seal(folder, "0.1.0", counts)
    return folder


def _part(name: str, path: Path) -> Part:
    footer = pq.read_metadata(path)
    unpacked = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
    return Part(name, footer.num_rows, path.stat().st_size, unpacked)


FIRST = """
import os, sys, time
import datasets, onrecord.dataset.load, pyarrow.dataset, pyarrow.parquet
how, folder = sys.argv[1:]
def first(config):
    path = next(f"{folder}/data/{config}/{n}" for n in os.listdir(f"{folder}/data/{config}") if "train" in n)
    if how == "scanner":
        return next(pyarrow.dataset.dataset(path).scanner().to_batches()).slice(0, 1).to_pylist()[0]
    if how == "reader":
        return next(pyarrow.parquet.ParquetFile(path).iter_batches()).slice(0, 1).to_pylist()[0]
    if how == "ours":
        return next(iter(onrecord.load(config, split="train", source=folder, streaming=True)))
    return next(iter(datasets.load_dataset(folder, config, split="train", streaming=True)))
first("quotes")
started = time.monotonic()
first("articles")
print(time.monotonic() - started, flush=True)
os._exit(0)
"""


def stream(scratch: Path, megabytes: int = 1000, times: int = 5) -> Table:
    """Time the first streamed example of a large release against a plain scanner over the same file.

    Each is taken in a process of its own, by turns: a scanner reads on behind the row that was asked for.
    """
    folder = large(scratch / "big", megabytes)
    path = folder / LARGE
    seconds: dict[str, list[float]] = {"scanner": [], "reader": [], "ours": [], "hub": []}
    for _ in range(times):
        for how, taken in seconds.items():
            command = [sys.executable, "-c", FIRST, how, str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            taken.append(float(done.stdout))
    medians = {how: statistics.median(taken) for how, taken in seconds.items()}
    plain = medians["scanner"]
    return [
        ("file", f"{path.stat().st_size / 1e9:.2f} GB, {pq.read_metadata(path).num_rows:,} articles"),
        (f"first row of a plain `pyarrow` scanner, median of {times}", f"{plain:.3g} s"),
        ("first row of `pyarrow.parquet.ParquetFile.iter_batches`", _times(medians["reader"], plain)),
        ("first example of `onrecord.load(…, streaming=True)`", _times(medians["ours"], plain)),
        ("first example of `load_dataset(…, streaming=True)`", _times(medians["hub"], plain)),
    ]


def load(scratch: Path, megabytes: int = 150, times: int = 3) -> Table:
    """Time `load_dataset` with an empty cache on our layout and on the one that `datasets` itself writes."""
    ours = large(scratch / "ours", megabytes)
    theirs = scratch / "theirs"
    push = (
        "import sys; from pathlib import Path; from datasets import load_dataset\n"
        "rows = load_dataset(sys.argv[1], 'articles', split='train')\n"
        "shards = max(1, -(-rows._estimate_nbytes() // 500_000_000))\n"
        "for i in range(shards):\n"
        "    path = Path(sys.argv[2], f'data/train-{i:05d}-of-{shards:05d}.parquet')\n"
        "    path.parent.mkdir(parents=True, exist_ok=True)\n"
        "    rows.shard(shards, i, contiguous=True).to_parquet(path)\n"
    )
    cold = (
        "import sys, time; from datasets import load_dataset\n"
        "started = time.monotonic(); load_dataset(sys.argv[1], 'articles', split='train')\n"
        "print(time.monotonic() - started)\n"
    )

    def python(code: str, *arguments: Path) -> str:
        with tempfile.TemporaryDirectory(dir=scratch) as cache:
            env = {**os.environ, "HF_DATASETS_CACHE": cache, "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
            command = [sys.executable, "-c", code, *map(str, arguments)]
            return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout

    shutil.copytree(ours, theirs)
    (theirs / LARGE).unlink()
    python(push, ours, theirs)
    readme = (theirs / CARD).read_text(encoding="utf-8")
    (theirs / CARD).write_text(readme.replace(LARGE, "data/train-*"), encoding="utf-8")
    seconds: dict[Path, list[float]] = {ours: [], theirs: []}
    for _ in range(times):
        for folder, taken in seconds.items():
            taken.append(float(python(cold, folder)))
    plain = statistics.median(seconds[theirs])
    shards = len(list((theirs / "data").glob("train-*")))
    return [
        ("file", f"{(ours / LARGE).stat().st_size / 1e6:.0f} MB"),
        (f"as `push_to_hub` lays it out ({shards} shards), median of {times}", f"{plain:.1f} s"),
        ("our layout", _times(statistics.median(seconds[ours]), plain)),
    ]


def _times(seconds: float, plain: float) -> str:
    return f"{seconds:.3g} s, {seconds / plain:.2f} times that"


# --- the page -------------------------------------------------------------------------------------


MEASURES: dict[str, tuple[str, Callable[[Path], Table]]] = {
    "builds": ("The same bytes wherever it is made", builds),
    "kills": ("Killed at random moments", kills),
    "flips": ("Flipped bytes", flips),
    "diff": ("The difference of large datasets", diff),
    "stream": ("The first streamed example", stream),
    "load": ("`load_dataset` with an empty cache", load),
}
HEAD = """# What a release promises, measured

Written by `scripts/bench_release.py`, never by hand; each section says with which command, when and on what.
The promises are those of [releasing](../RELEASING.md).
"""


def section(name: str, table: Table, seconds: float) -> str:
    """The part of the page that tells of one measure."""
    title, function = MEASURES[name]
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return "\n".join(
        [
            f"## {title}",
            "",
            inspect.getdoc(function) or "",
            "",
            "| what | figure |",
            "|---|---:|",
            *(f"| {what} | {figure} |" for what, figure in table),
            "",
            (
                f"`python scripts/bench_release.py {name}`, {datetime.date.today()}, {seconds / 60:.0f} minutes; "
                f"{os.cpu_count()} cores ({_processor()}), load {os.getloadavg()[1]:.1f} at the end; "
                f"Python {platform.python_version()}, {packages}."
            ),
            "",
        ]
    )


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.machine()


def with_section(page: str, name: str, text: str) -> str:
    """A page with the section of one measure replaced or added, sections in the order of the measures."""
    found = dict(_sections(page)) | {MEASURES[name][0]: text}
    return HEAD + "\n" + "\n".join(found[t] for t, _ in MEASURES.values() if t in found)


def _sections(page: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"(?m)^(?=## )", page)[1:]:
        yield part.partition("\n")[0].removeprefix("## "), part.rstrip() + "\n"


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--out", type=Path, help="page whose sections are made anew")
    parser.add_argument("--compare", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.compare:
        print(json.dumps(compare(*args.compare)))
        return
    for name in args.measures or MEASURES:
        if name not in MEASURES:
            parser.error(f"there is no measure {name}")
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            table = MEASURES[name][1](Path(scratch))
        text = section(name, table, time.monotonic() - started)
        print(text, flush=True)
        if args.out:
            page = args.out.read_text(encoding="utf-8") if args.out.is_file() else ""
            write_whole(args.out, with_section(page, name, text).encode())


if __name__ == "__main__":
    main()
