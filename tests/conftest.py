"""What tests of several folders share."""

import os
import signal
from pathlib import Path

import pytest

os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start what runs in the background so, and child processes would inherit it: what an
    # interrupt does could not be tested.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_caches(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests load out of the user's caches, here and in child processes."""
    import datasets.config

    cache = tmp_path_factory.mktemp("cache")
    os.environ["HF_DATASETS_CACHE"] = str(cache / "datasets")
    os.environ["ONRECORD_CACHE"] = str(cache / "onrecord")
    datasets.config.HF_DATASETS_CACHE = cache / "datasets"


@pytest.fixture
def small_corpus(tmp_path: Path):
    """The folder of a small frozen corpus: five open pages and a reserved one, all invented."""
    from tests.small import make_small

    return make_small(tmp_path / "house")
