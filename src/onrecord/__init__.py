"""onrecord turns raw news scrapes into an annotated corpus to train on, extend and cite."""

from importlib.metadata import version
from typing import Any

__version__ = version("onrecord")
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> Any:
    # `datasets` takes seconds to import; only who loads should wait for it.
    if name == "load":
        from onrecord.dataset.load import load

        return load
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
