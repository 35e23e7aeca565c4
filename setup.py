"""Compile the innermost loops of cleaning where there is a C compiler.

Without one (or without Cython) the package is installed all the same and gives the same results, at about
half the speed: see src/onrecord/cleaning/compiled/__init__.py.
"""

import os
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from setuptools import Extension, setup

PACKAGE = Path("src/onrecord/cleaning/compiled")
# Sums come to the same bits on every machine: no multiplication may be fused with an addition.
FLAGS = [] if sys.platform == "win32" else ["-O3", "-ffp-contract=off"]


def find_compiler() -> None:
    """Take the compiler that comes from the package registry (`pip install ziglang`) where there is no other."""
    usual = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if sys.platform != "win32" and not shutil.which(usual) and find_spec("ziglang"):
        os.environ["CC"] = f"{sys.executable} -m ziglang cc"
        os.environ["LDSHARED"] = f"{sys.executable} -m ziglang cc -shared"


def extensions() -> list[Extension]:
    """The compiled modules; none that cannot be compiled stops the installation."""
    sources = sorted(PACKAGE.glob("*.pyx"))
    if not sources or not find_spec("Cython"):
        return []
    from Cython.Build import cythonize

    modules = [
        Extension(f"onrecord.cleaning.compiled.{source.stem}", [str(source)], extra_compile_args=FLAGS, optional=True)
        for source in sources
    ]
    return cythonize(modules, build_dir="build/cython", language_level=3, quiet=True)


find_compiler()
setup(ext_modules=extensions())
