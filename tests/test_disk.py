"""A file is written whole or not at all, whoever dies or writes beside."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from onrecord.disk import write_whole, writing

DYING = """
import os, signal, sys
from pathlib import Path
from onrecord.disk import writing
with writing(Path(sys.argv[1])) as stream:
    stream.write(b"half of a longer text")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def stop_at_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt whoever next asks for the lock of a hidden file, once."""

    def stopped(*_: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(fcntl, "flock", stopped)


def test_a_file_is_there_when_all_went_well_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with writing(path) as stream:
        stream.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.txt"]


def test_what_goes_wrong_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, b"old")
    with pytest.raises(KeyboardInterrupt), writing(path) as stream:
        stream.write(b"new")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.txt"]


def test_who_is_stopped_before_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at_the_lock(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.txt", b"new")
    assert names(tmp_path) == []


def test_who_is_stopped_while_waiting_leaves_the_other_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    with writing(path) as stream:
        stream.write(b"first")
        stop_at_the_lock(monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, b"second")
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["a.txt"]


def test_the_next_writer_takes_over_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    done = subprocess.run([sys.executable, "-c", DYING, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert names(tmp_path) == [".a.txt.part"]
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


def test_of_two_writers_one_waits_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    second = threading.Thread(target=write_whole, args=(path, b"second"))
    with writing(path) as stream:
        second.start()
        stream.write(b"fir")
        second.join(0.2)
        assert second.is_alive()
        stream.write(b"st")
    second.join(30)
    assert path.read_bytes() == b"second"
    assert names(tmp_path) == ["a.txt"]


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    texts = [bytes([65 + n]) * (100_000 + n) for n in range(8)]
    threads = [threading.Thread(target=write_whole, args=(path, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in texts
    assert names(tmp_path) == ["a.txt"]


def test_where_nothing_can_be_written_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError), writing(tmp_path / "file" / "a.txt"):
        pytest.fail("there is no such folder")
    assert os.listdir(tmp_path) == ["file"]


def test_what_the_system_refuses_is_named_after_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(IsADirectoryError) as raised:
        write_whole(tmp_path / "a.txt", b"new")
    assert (raised.value.filename, raised.value.filename2) == (str(tmp_path / "a.txt"), None)
    assert names(tmp_path) == ["a.txt"]
