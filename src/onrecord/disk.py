"""Write a file whole or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file `path` in one step when all went well, and nothing otherwise.

    Whoever looks sees the old file or the new one, never a part; at the end the bytes are on the disk.
    They gather in a hidden file beside it. What a killed process left there the next one takes over, and
    of two that write the same file one waits for the other.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        while True:
            # Not "wb": another may be writing it.
            with _naming(path), partial.open("ab") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                if not _lies_at(stream, partial):
                    continue
                stream.truncate(0)
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                os.replace(partial, path)
                return
    except BaseException:
        _discard(partial)
        raise


def _discard(partial: Path) -> None:
    """Remove a hidden file unless another is writing it."""
    with suppress(OSError), partial.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _lies_at(stream, partial):
            partial.unlink()


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Have what the system refuses of a hidden file named after the file it is for."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            error.filename, error.filename2 = str(path), None
        raise


def _lies_at(stream: BinaryIO, path: Path) -> bool:
    """Whether an open file is still the one at a path: whoever held it may have moved it away."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` as `writing` does; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as stream:
        stream.write(data)
