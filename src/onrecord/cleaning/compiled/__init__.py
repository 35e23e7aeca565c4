"""The innermost loops of cleaning once more, compiled: the same results in less time.

Each module has a twin in Python beside this folder, which says what it does and takes its place wherever
nothing was compiled (`setup.py`); that both agree to the last bit is tested. `ONRECORD_COMPILED=0` in the
environment asks for the twins.
"""

import os
from importlib import import_module
from typing import Any


def load(name: str) -> Any:
    """The compiled module of this name; None where it is not there, or not wanted."""
    if os.environ.get("ONRECORD_COMPILED") == "0":
        return None
    try:
        return import_module(f"{__name__}.{name}")
    except ImportError:
        return None
