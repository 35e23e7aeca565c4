"""onrecord turns raw news scrapes into an annotated corpus to train on, extend and cite."""

from typing import Any

# Here and not asked of what is installed: a release is made again with the code of its tag.
__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def __getattr__(name: str) -> Any:
    # `datasets` takes seconds to import; only who loads should wait for it.
    if name == "load":
        from onrecord.dataset.load import load

        return load
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
